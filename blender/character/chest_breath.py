"""Chest breath: the upper spine leans back and the shoulders rise as breath fills the chest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from bpy.types import Object, PoseBone

from ...errors import RigError
from ...face.basis import CHEST
from ...rig.mapping import Link, RigMap
from ...track import Array
from . import bones, characters, face_bones, inventories, turning_bones, upper_body

LEAN = 0.03
"""Radians by which a full chest leans back; the head is kept from going along."""
RISE, LIFT = 0.08, 0.06
"""How far shoulders rise with it, of their own length; radians by which those turn that are
connected and cannot."""
NO_CHEST = (
    "{name} has no bone of a chest or a spine that its head bone hangs on: nothing can breathe."
)


def breathing(chosen: Object, rig: RigMap, amount: float) -> RigMap:
    """The map in which chest and shoulders go `amount` times as far as usual with the breath; at 0
    they do nothing.

    Raises RigError where no bone turns the head, or no upper spine bears it.
    """
    armature = characters.map_owner(chosen)
    head = turning_bones.head_of(armature, rig)
    chest = None if head is None else upper_body.upper_spine(armature, head)
    if head is None or chest is None:
        raise RigError(NO_CHEST.format(name=chosen.name))
    links = [link for link in rig.links if link.face != CHEST]
    if amount > 0:
        axes = turning_bones.facing(armature, rig)
        links += _links(armature, head, chest, axes, amount)
    return replace(rig, links=tuple(links))


def _links(
    armature: Object, head: PoseBone, chest: PoseBone, axes: tuple[Array, ...], amount: float
) -> Iterator[Link]:
    yaw, pitch, front = axes
    above = (head, *upper_body.necks(armature, head))[-1]
    for bone, lean in ((chest, -LEAN), (above, LEAN)):
        yield from face_bones.turns(armature, bone, (CHEST,), (pitch,), amount * lean)
    for bone in upper_body.shoulders(armature, head):
        yield from _rising(armature, bone, -yaw, front, amount)


def _rising(
    armature: Object, bone: PoseBone, up: Array, front: Array, amount: float
) -> Iterator[Link]:
    """A shoulder goes up; one that is connected lifts its end."""
    way, rest = np.array(upper_body.reach(bone.bone)), np.array(bone.bone.matrix_local.to_3x3())
    if bone.bone.use_connect:
        side = float(np.sign(np.cross(front, way) @ up))
        yield from face_bones.turns(armature, bone, (CHEST,), (front,), amount * side * LIFT)
        return
    rise = amount * RISE * float(np.linalg.norm(way))
    for axis, share in zip(bones.AXES, (up @ rest).tolist(), strict=True):
        channel = inventories.channel(armature, f"{bone.name}:t{axis}")
        if channel is not None and abs(share) > face_bones.LEAST_WEIGHT:
            yield Link(CHEST, channel, round(rise * share, 5))
