"""Head bones: the head's turns on any skeleton, whatever its axes and its convention."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from bpy.types import Object, PoseBone

from ...face.basis import HEAD
from ...rig.mapping import Link, RigMap
from ...rig.spelling import words
from ...track import Array
from . import bones, characters, inventories

NAMES = {"head", "頭"}
NOT_HEADS = {
    *("end", "top", "tip", "nub", "ik", "target", "track", "look", "aim", "pole"),
    *("def", "org", "mch", "ref", "twist", "scale", "offset", "hair", "gear", "acc"),
}
"""Words of bones at, behind or on a head, which are not the one that turns it."""
LEAST_WEIGHT = 0.05
"""An axis that turns the head by less is left out."""


def turned(chosen: Object, rig: RigMap) -> RigMap:
    """The map with the head's turns on the skeleton's head bone, else on the neck that a
    convention names; whatever their axes.

    Where there are several heads, or the convention turns something else, it stays as it is.
    """
    armature = characters.map_owner(chosen)
    own = {link.channel.name for link in rig.links if link.face in HEAD}
    if armature.type != "ARMATURE" or not armature.is_editable or not _is_plain(own):
        return rig
    heads = [bone for bone in armature.pose.bones if _is_head(bone)]
    named = {armature.pose.bones.get(name.rpartition(":")[0]) for name in own}
    (bone,) = heads if len(heads) == 1 else named if len(named) == 1 else (None,)
    links = tuple(_links(armature, bone)) if bone is not None else ()
    if not links:
        return rig
    others = tuple(link for link in rig.links if link.face not in HEAD)
    return RigMap(rig.convention, (*others, *links), rig.amplitude)


def _is_plain(names: set[str]) -> bool:
    """Whether a convention turns at most a bone called neck or head."""
    bones_of = {name.rpartition(":")[0] for name in names}
    return all({"neck", *NAMES} & set(words(name)[-1:]) for name in bones_of)


def _is_head(bone: PoseBone) -> bool:
    """Named so (mixamorig:Head, CC_Base_Head, c_head.x), and free to turn."""
    spelled = [word for word in words(bone.name) if word not in ("x", "left", "right")]
    named = spelled[-1:] and spelled[-1] in NAMES and not set(spelled) & NOT_HEADS
    return bool(named) and not bones.overruled(bone, ".rotation_euler")


def _links(armature: Object, bone: PoseBone) -> Iterator[Link]:
    """Each turn about an axis of the body, as turns about the bone's own axes."""
    rest = np.array(bone.bone.matrix_local.to_3x3())
    for face, axis in zip(HEAD, _axes(armature), strict=True):
        own = axis @ rest
        for name, weight in zip(bones.AXES, own.tolist(), strict=True):
            channel = inventories.channel(armature, f"{bone.name}:{name}")
            if channel is not None and abs(weight) > LEAST_WEIGHT:
                yield Link(face, channel, round(weight, 3))


def _axes(armature: Object) -> tuple[Array, ...]:
    """About which axes of the armature's own space yaw, pitch and roll turn, as on our own head.

    Blender's characters look along -y, their z up; those of game engines along z, their y up.
    """
    up = np.array(armature.matrix_world.to_3x3().normalized())[2]
    stands = abs(up[1]) > abs(up[2])
    upward, front = np.eye(3)[1 if stands else 2], np.array([0, 0, 1] if stands else [0, -1, 0])
    return -upward, np.array([1, 0, 0]), front
