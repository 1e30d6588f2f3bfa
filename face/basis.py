"""The canonical face: 61 channels, in the order and by the names of Live Link Face.

52 ARKit blendshapes (0..1), then head and eye rotations (radians). Positive yaw is to the
character's right, positive pitch down, positive roll to its right shoulder.
Source: Apple's ARFaceAnchor.BlendShapeLocation and Epic's Live Link Face CSV header.
"""

_EYE = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")
_TURNS = ("Yaw", "Pitch", "Roll")


def _sides(*stems: str) -> tuple[str, ...]:
    return tuple(stem + side for stem in stems for side in ("Left", "Right"))


BLENDSHAPES: tuple[str, ...] = (
    *(f"eye{move}Left" for move in _EYE),
    *(f"eye{move}Right" for move in _EYE),
    *("jawForward", "jawRight", "jawLeft", "jawOpen"),
    *("mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft"),
    *_sides("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *_sides("mouthPress", "mouthLowerDown", "mouthUpperUp", "browDown"),
    "browInnerUp",
    *_sides("browOuterUp"),
    "cheekPuff",
    *_sides("cheekSquint", "noseSneer"),
    "tongueOut",
)
HEAD: tuple[str, ...] = tuple(f"head{turn}" for turn in _TURNS)
EYES: tuple[str, ...] = tuple(f"{side}Eye{turn}" for side in ("left", "right") for turn in _TURNS)
CHANNELS: tuple[str, ...] = BLENDSHAPES + HEAD + EYES
CHEST = "chestRise"
"""How far breath has raised the chest, 0..1: for rigs that show it, beside the channels."""

REGIONS: dict[str, tuple[str, ...]] = {
    "brows": tuple(name for name in BLENDSHAPES if name.startswith("brow")),
    "eyes": tuple(name for name in BLENDSHAPES if name.startswith("eye")) + EYES,
    "cheeks": tuple(name for name in BLENDSHAPES if name.startswith(("cheek", "nose"))),
    "mouth": tuple(name for name in BLENDSHAPES if name.startswith(("mouth", "jaw", "tongue"))),
}
"""Blendshapes by region of the face (cheeks with the nose); each belongs to one region."""


def index(name: str) -> int:
    """The column of a channel."""
    return CHANNELS.index(name)
