"""Neck: a head without a skeleton turns as an object, about an Empty that all its parts hang on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import bpy
import numpy as np
from bpy.types import Object

from ...errors import RigError
from ...face.basis import HEAD
from ...rig.mapping import Link, RigMap
from ...track import Array
from . import bones, characters, measuring, rig_map, shape_motion

TURNS = {"headYaw": ("z", -1.0), "headPitch": ("x", 1.0), "headRoll": ("y", -1.0)}
"""About which axis of an Empty, whose front is -y, each turn goes."""
BELOW = 0.5
"""The neck lies so far below the face's middle, of the way from there to the head's middle."""
AHEAD = np.radians(20)
"""A face that looks aside by less looks ahead."""
TURNED = "The head of {name} turns already: mend its rows of headYaw, headPitch and headRoll."
NO_FACE = "None of the shapes of {name} says where its face is: link its channels first."


def why_not(chosen: Object, rig: RigMap) -> str:
    """Why the character gets no neck, in a sentence; "" where it can have one."""
    turned = any(link.face in HEAD for link in rig.links)
    return TURNED.format(name=chosen.name) if turned else ""


def can_turn(chosen: Object, rig: RigMap) -> bool:
    """Whether the head has no skeleton, does not turn, and its face is known."""
    skeleton = characters.map_owner(chosen).type == "ARMATURE"
    still = not skeleton and not why_not(chosen, rig)
    return still and shape_motion.middle(rig, chosen) is not None


def add_neck(chosen: Object) -> Object:
    """Hangs all parts of a character on an Empty where its neck is, which its map turns.

    Nothing moves. Raises RigError where the head turns already, or where its face is unknown.
    """
    rig = rig_map.rig_of(chosen.name)
    reason = why_not(chosen, rig)
    face = shape_motion.middle(rig, chosen)
    if reason or face is None:
        raise RigError(reason or NO_FACE.format(name=chosen.name))
    world = np.array(chosen.matrix_world)
    place, ahead = _placed(measuring.seen(chosen)[0], world[:3, :3] @ face + world[:3, 3])
    neck = bpy.data.objects.new(f"Neck of {chosen.name}", None)
    neck[bones.NECK] = True
    neck.location, neck.rotation_euler = place.tolist(), (0, 0, ahead)
    chosen.users_collection[0].objects.link(neck)
    bpy.context.view_layer.update()
    parts = characters.visible_members(chosen)
    for thing in (one for one in parts if one.parent not in parts):
        own = thing.matrix_world.copy()
        thing.parent = neck
        thing.matrix_world = own
    links = tuple(_links(neck, ahead))
    rig_map.store(chosen, replace(rig, links=(*rig.links, *links)))
    return neck


def _placed(points: Array, face: Array) -> tuple[Array, float]:
    """Where the neck is, and by how much the face looks aside of -y, radians."""
    middle = (points.min(0) + points.max(0)) / 2
    way = (face - middle)[:2]
    ahead = float(np.arctan2(way[0], -way[1]))
    depth = float(np.linalg.norm(way))
    place = np.array([middle[0], middle[1], face[2] - BELOW * depth])
    return place, 0.0 if abs(ahead) < AHEAD else ahead


def _links(neck: Object, ahead: float) -> Iterator[Link]:
    channels = {channel.name: channel for channel in bones.turns_of_object(neck)}
    for face, (axis, weight) in TURNS.items():
        offset = round(ahead, 4) if axis == "z" else 0.0
        yield Link(face, channels[f"rotation:{axis}"], weight, offset)
