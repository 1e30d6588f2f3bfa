"""Regions: which part of the face each channel of a rig belongs to.

A take's curves are grouped by `GROUPS`; `REGIONS` are the parts that a take may be limited to and
that corrections are faded by.
"""

from __future__ import annotations

from ..emotion.mood import EXPRESSIVE
from ..face.basis import CHEST, HEAD
from ..face.basis import REGIONS as FACE_REGIONS
from .channels import Channel
from .mapping import RigMap
from .rotations import written

MOUTH, JAW, EYES, BROWS, CHEEKS = "Mouth", "Jaw", "Eyes", "Brows", "Cheeks"
TURNS, EXPRESSIONS = "Head", "Expressions"
GROUPS = (BROWS, EYES, CHEEKS, MOUTH, JAW, TURNS, EXPRESSIONS)
"""Names of the groups of curves."""
REGIONS: dict[str, tuple[str, ...]] = {
    "mouth": (MOUTH, JAW),
    "eyes": (EYES,),
    "brows": (BROWS,),
    "cheeks": (CHEEKS,),
    "head": (TURNS,),
    "expressions": (EXPRESSIONS,),
}
"""The groups of each region; expressions are a rig's own shapes of whole emotions."""


def group_of(face: str) -> str:
    """The group of a channel of the face, or of an emotion."""
    if face in (*HEAD, CHEST):
        return TURNS
    if face in EXPRESSIVE:
        return EXPRESSIONS
    if face.startswith("jaw"):
        return JAW
    found = (region for region, names in FACE_REGIONS.items() if face in names)
    return next(found, MOUTH).capitalize()


def grouped(rig: RigMap, channels: tuple[Channel, ...]) -> dict[Channel, str]:
    """The group of each channel of the rig: that of the link which moves it most."""
    most: dict[tuple[str, str, int], tuple[float, str]] = {}
    for link in rig.active:
        moved = (abs(link.weight), link.face)
        place = written(link.channel)
        most[place] = max(most.get(place, moved), moved)
    found = {channel: most.get(written(channel)) for channel in channels}
    return {channel: group_of(link[1]) if link else MOUTH for channel, link in found.items()}


def region_of(group: str) -> str:
    """The region of a group; "" for any other name."""
    return next((region for region, groups in REGIONS.items() if group in groups), "")
