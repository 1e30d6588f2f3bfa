"""Emotions on a rig: which channels show each, and which a rig has nothing for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .mapping import RigMap

_SMILE, _FROWN = ("mouthSmileLeft", "mouthSmileRight"), ("mouthFrownLeft", "mouthFrownRight")
_DOWN, _UP = ("browDownLeft", "browDownRight"), ("browOuterUpLeft", "browOuterUpRight")
_WIDE, _SNEER = ("eyeWideLeft", "eyeWideRight"), ("noseSneerLeft", "noseSneerRight")
SHOWN: dict[str, tuple[tuple[str, ...], ...]] = {
    "angry": (_DOWN,),
    "contemptuous": (_SMILE, _SNEER),
    "disgusted": (_SNEER, _DOWN),
    "fearful": (("browInnerUp",), _WIDE),
    "happy": (_SMILE,),
    "sad": (("browInnerUp",), _FROWN),
    "surprised": (_UP, ("browInnerUp",), _WIDE),
}
"""By emotion the groups of channels that show it most; one group is enough to see it."""
PARTS = {"a smile": _SMILE, "brows": (*_DOWN, "browInnerUp"), "lids": ("eyeBlinkLeft",)}
"""What a face needs to show emotions and to look alive, by its everyday name."""


def lacking(moved: Collection[str]) -> Iterator[str]:
    """The emotions that channels so moved do not show."""
    for emotion, groups in SHOWN.items():
        if not any(set(group) <= set(moved) for group in groups):
            yield emotion


def hardly_seen(rig: RigMap) -> str:
    """Which emotions the map can hardly show, and for want of what, in a sentence; "" for none."""
    moved = {link.face for link in rig.active if link.weight}
    shown = {emotion for emotion, groups in SHOWN.items() if moved & {emotion, *sum(groups, ())}}
    unseen = [emotion for emotion in SHOWN if emotion not in shown]
    parts = [part for part, faces in PARTS.items() if not set(faces) & moved]
    if not parts or (parts == ["lids"] and not unseen):
        return "No shapes for lids: this character does not blink." if parts else ""
    emotions = f"{', '.join(unseen)} will hardly be seen" if unseen else "emotions are seen less"
    return f"No shapes for {', '.join(parts)}: {emotions}."
