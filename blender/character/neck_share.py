"""Neck share: the neck takes a part of the head's turn; together they turn as far as before."""

from __future__ import annotations

from dataclasses import replace

from bpy.types import Object, PoseBone
from mathutils import Matrix

from ...errors import RigError
from ...face.basis import HEAD
from ...rig.mapping import RigMap
from ...rig.spelling import words
from . import characters, face_bones, rig_map, turning_bones, vrm

SHARE = 0.35
"""The part of a turn that a neck does by itself."""
NECKS = frozenset({"neck", "hals", "cuello", "collo", "cou", "首"})
NO_NECK = "{name} has no neck bone that its head bone hangs on: there is nothing to share with."


def necks(armature: Object, head: PoseBone) -> tuple[PoseBone, ...]:
    """The bones of the neck that a head bone hangs on and no constraint leads."""
    free, told = set(face_bones.free(armature)), vrm.skeleton(armature).bones.get("neck")
    above = (bone for bone in head.parent_recursive if bone.name in free)
    return tuple(bone for bone in above if bone.name == told or NECKS & set(words(bone.name)))


def shared(chosen: Object, rig: RigMap, share: float) -> RigMap:
    """The map in which the neck does `share` (0..1) of each turn of the head; at 0 it does nothing.

    Rows of the head that were made otherwise are replaced. Raises RigError where no bone turns the
    head, or no neck bears it.
    """
    armature = characters.map_owner(chosen)
    head = turning_bones.head_of(armature, rig)
    found = () if head is None else necks(armature, head)
    if head is None or not found:
        raise RigError(NO_NECK.format(name=chosen.name))
    axes, parts = turning_bones.facing(armature, rig), {head: 1 - share}
    parts |= dict.fromkeys(found, share / len(found))
    links = [link for link in rig.links if link.face not in HEAD]
    for bone, weight in parts.items():
        links += face_bones.turns(armature, bone, HEAD, axes, weight) if weight else ()
    return replace(rig, links=tuple(links))


def share(chosen: Object, part: float) -> None:
    """Stores the character's map with that share; what moves no longer goes to its rest. Raises
    RigError as `shared` does."""
    before = rig_map.rig_of(chosen.name)
    after = shared(chosen, before, part)
    rig_map.store(chosen, after)
    bones_of = [{c.name.rpartition(":")[0] for c in rig.channels} for rig in (before, after)]
    pose = characters.map_owner(chosen).pose.bones
    for name in (bones_of[0] - bones_of[1]) & set(pose.keys()):
        pose[name].matrix_basis = Matrix()
