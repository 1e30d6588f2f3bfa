"""Suggestions: what a button of the map editor would still make move, one sentence each."""

from __future__ import annotations

from bpy.types import Object

from ...rig.mapping import RigMap
from . import loose_eyes, neck

HEAD = (
    "{name} has no skeleton, so its head stays still: press Turn as Object (in Issues and Unmapped "
    "Channels)."
)
EYES = (
    "Nothing turns the eyes, {left} and {right}: press Turn Eyes as Objects (in Issues and "
    "Unmapped Channels)."
)


def suggested(chosen: Object, rig: RigMap) -> list[str]:
    """What the character's map could have by one press, and lacks. Looks at all points of parts
    without shapes."""
    found = [HEAD.format(name=chosen.name)] if neck.can_turn(chosen, rig) else []
    pair = loose_eyes.pair(chosen, rig)
    if pair is not None and not loose_eyes.why_not(chosen, rig):
        found.append(EYES.format(left=pair[0].name, right=pair[1].name))
    return found
