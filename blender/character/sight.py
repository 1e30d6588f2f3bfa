"""Sight: where a character's eyes are, and in which direction and how far what they look at is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bpy.types import Object

from ...errors import RigError
from ...track import Array
from . import bones, characters, known_maps, measuring, paths, shape_motion, turning_bones


@dataclass(frozen=True)
class Sight:
    """A character's eyes, in the space of the object that its body hangs on.

    eyes               [3]  the middle between them
    front, up, right   [3]  where the face looks at rest; its own right
    """

    body: Object
    eyes: Array
    front: Array
    up: Array
    right: Array


def sight_of(chosen: Object) -> Sight:
    """The eyes of a character. Raises RigError where nothing of it can be moved."""
    rig, body = known_maps.rig_of(chosen.name), characters.map_owner(chosen)
    down, _, front = turning_bones.facing(body, rig)
    found = turning_bones.between_eyes(body, rig)
    for known in (("eye",), shape_motion.OF_A_FACE) if found is None else ():
        found = shape_motion.middle(rig, body, known) if found is None else found
    if found is None:
        found = _middle(chosen, body)
    return Sight(body, found, front, -down, np.cross(front, -down))


def _middle(chosen: Object, body: Object) -> Array:
    """The middle of what is seen of the character, in the body's space."""
    points = measuring.seen(chosen)[0]
    if not len(points):
        raise RigError(f"{chosen.name} has nothing to look with: choose a character with a face.")
    world = np.array(body.matrix_world.inverted())
    return world[:3, :3] @ ((points.min(0) + points.max(0)) / 2) + world[:3, 3]


def still(seen: Sight) -> bool:
    """Whether the body stays where it is."""
    return bones.NECK in seen.body or not paths.moves(seen.body)


def places(seen: Sight, frames: Array) -> Array:
    """Where the eyes are in the world on each frame, [frames, 3]."""
    return _carried(_worlds(seen, frames), seen.eyes)


def _carried(worlds: Array, point: Array) -> Array:
    """Where a point [3] of an object is, [frames, 3], by its world matrices [frames, 4, 4]."""
    return np.einsum("fij,j->fi", worlds[:, :3, :3], point) + worlds[:, :3, 3]


def place_of(target: Object, bone: str, frames: Array) -> Array:
    """Where an object, or a bone of it, is in the world on each frame, [frames, 3]."""
    posed = target.pose.bones.get(bone) if target.type == "ARMATURE" and bone else None
    at = np.array(posed.head) if posed is not None else np.zeros(3)
    return _carried(paths.worlds(target, frames), at)


def directions(seen: Sight, targets: Array, frames: Array, metre: float) -> Array:
    """Yaw, pitch (radians, to the right and down) and distance (metres) of targets, [frames, 3].

    targets   in the world, [frames, 3]
    metre     metres in a unit of the scene
    """
    worlds = _worlds(seen, frames)
    to_targets = targets - _carried(worlds, seen.eyes)
    away = np.einsum("fji,fj->fi", worlds[:, :3, :3], to_targets)
    ahead, up, right = (away @ axis for axis in (seen.front, seen.up, seen.right))
    found = np.arctan2(right, ahead), np.arctan2(-up, np.hypot(right, ahead))
    distance = np.linalg.norm(to_targets, axis=1) * metre
    return np.stack([*found, distance], axis=1).astype(np.float32)


def _worlds(seen: Sight, frames: Array) -> Array:
    """The body's world matrix on each frame; an Empty that a take turns as a neck stands still."""
    if bones.NECK not in seen.body:
        return paths.worlds(seen.body, frames)
    body = seen.body
    upright = body.matrix_world.copy()
    upright = upright @ body.rotation_euler.to_matrix().to_4x4().inverted()
    return np.broadcast_to(np.array(upright), (len(frames), 4, 4))
