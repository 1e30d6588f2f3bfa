"""Groups: which properties of a performance stand on one panel, in their order."""

from ..emotion.mood import EXPRESSIVE

GROUPS: dict[str, tuple[str, ...]] = {
    "emotion": ("emotion_source", *EXPRESSIVE),
    "intensity": ("intensity_source", "scale", "bias", "attack", "release"),
    "regions": ("brows", "eyes", "cheeks", "mouth"),
    "lip_sync": ("articulation", "jaw", "closure", "lead"),
    "life": ("blinks", "gaze", "head", "accents", "breath", "seed"),
    "keys": ("tolerance",),
}
