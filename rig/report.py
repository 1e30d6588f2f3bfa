"""Report: what a map moves, by what, how far, and what is missing, as a text for a rigger; and the
poses that a picture shows beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..emotion.mood import EXPRESSIVE
from ..face.basis import CHANNELS, EYES
from .mapping import ACTED, Link, RigMap

MILLIMETRES = 1000.0
STANDS_IN, MUTED = "stand-in", "muted"
NOTHING, PARTLY, STAND_INS = "nothing moves", "without {names}", "by stand-ins"
_BOTH = ("Left", "Right")
POSES: Mapping[str, Mapping[str, float]] = {
    "rest": {},
    "closed lips": {"jawOpen": 0.3, "mouthClose": 0.3},
    "open vowel": {"jawOpen": 0.7},
    "rounded": {"jawOpen": 0.15, "mouthPucker": 0.8},
    "smile": {f"mouthSmile{side}": 1.0 for side in _BOTH} | {"happy": 1.0},
    "frown": {f"mouthFrown{side}": 1.0 for side in _BOTH} | {"browInnerUp": 0.7, "sad": 1.0},
    "anger": {f"browDown{side}": 1.0 for side in _BOTH} | {"angry": 1.0},
    "surprise": {f"browOuterUp{side}": 1.0 for side in _BOTH}
    | {f"eyeWide{side}": 1.0 for side in _BOTH}
    | {"browInnerUp": 0.7, "surprised": 1.0},
    "blink": {f"eyeBlink{side}": 1.0 for side in _BOTH},
    "look left": {"leftEyeYaw": -0.35, "rightEyeYaw": -0.35, "eyeLookOutLeft": 1.0}
    | {"eyeLookInRight": 1.0},
    "nod": {"headPitch": 0.3},
    "turn": {"headYaw": -0.3},
}
"""What the picture shows: face channels and emotions with their values, by name."""
EITHER = frozenset({*EXPRESSIVE, *EYES, "eyeLookOutLeft", "eyeLookInRight"})
"""Eyes are turned by bones or by shapes, and an emotion is shown by its own shape or by others."""


def report(name: str, rig: RigMap, reach: Mapping[str, float], told: Sequence[str]) -> str:
    """The report of the character of that name.

    `reach`: by face channel how far the farthest point goes at 1, in metres; `told`: sentences
    about what stands in the way.
    """
    moved = [face for face in ACTED if any(li.face == face for li in rig.links)]
    unmoved = ", ".join(rig.unmoved) or "none"
    count = len(CHANNELS) - len(rig.unmoved)
    lines = [
        f"{name}: {rig.convention}, {count} of {len(CHANNELS)} face channels move it.",
        "",
        *(line for face in moved for line in _lines(face, rig, reach)),
        "",
        f"Moved by nothing: {unmoved}.",
        *told,
    ]
    return "\n".join(lines) + "\n"


def caption(name: str, rig: RigMap) -> str:
    """The name of one of the POSES, with what of it the map has nothing, or only stand-ins, for."""
    own = {link.face for link in rig.active if link.weight and not link.stand_in}
    moved = {link.face for link in rig.active if link.weight}
    pose = POSES[name]
    if not pose:
        return name
    if not moved & set(pose):
        return f"{name}: {NOTHING}"
    lacking = [face for face in pose if face not in moved and face not in EITHER]
    if lacking and not moved & set(pose) & set(EXPRESSIVE):
        return f"{name}: {PARTLY.format(names=', '.join(lacking))}"
    return name if own & set(pose) else f"{name}: {STAND_INS}"


def _lines(face: str, rig: RigMap, reach: Mapping[str, float]) -> Iterator[str]:
    far = f"{reach[face] * MILLIMETRES:.1f} mm" if face in reach else ""
    for link in (link for link in rig.links if link.face == face):
        yield f"{face:<20}{far:>10}  {_link(link, rig)}"
        face, far = "", ""


def _link(link: Link, rig: RigMap) -> str:
    bent = "" if link.response.linear else f", from {link.least:g} to {link.most:g}"
    weight = f"{link.weight * rig.gain(link.face):g}"
    marks = [mark for mark, on in ((STANDS_IN, link.stand_in), (MUTED, link.mute)) if on]
    remarks = f" ({', '.join(marks)})" if marks else ""
    return f"{link.channel.name} of {link.channel.owner}: {weight}{bent}{remarks}"
