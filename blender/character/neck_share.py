"""Neck share: neck and upper spine take a part of the head's turn; together they turn as far as
before."""

from __future__ import annotations

from dataclasses import replace

from bpy.types import Object

from ...errors import RigError
from ...face.basis import HEAD
from ...rig.mapping import RigMap
from . import characters, face_bones, turning_bones, upper_body

SHARE = 0.35
"""The part of a turn that a neck does by itself."""
SPINE = 0.25
"""What of it the upper spine does, where there is one."""
NO_NECK = "{name} has no neck bone that its head bone hangs on: there is nothing to share with."


def shared(chosen: Object, rig: RigMap, share: float, spine: float = SPINE) -> RigMap:
    """The map in which the neck does `share` (0..1) of each turn of the head, and the upper spine
    the part `spine` (0..1) of it; at 0 they do nothing.

    Rows of the head that were made otherwise are replaced. Raises RigError where no bone turns the
    head, or no neck bears it.
    """
    armature = characters.map_owner(chosen)
    head = turning_bones.head_of(armature, rig)
    necks = () if head is None else upper_body.necks(armature, head)
    if head is None or not necks:
        raise RigError(NO_NECK.format(name=chosen.name))
    chest, axes = upper_body.upper_spine(armature, head), turning_bones.facing(armature, rig)
    low = 0.0 if chest is None else spine
    parts = {head: 1 - share} | dict.fromkeys(necks, share * (1 - low) / len(necks))
    parts |= {} if chest is None else {chest: share * low}
    links = [link for link in rig.links if link.face not in HEAD]
    for bone, weight in parts.items():
        links += face_bones.turns(armature, bone, HEAD, axes, weight) if weight else ()
    return replace(rig, links=tuple(links))
