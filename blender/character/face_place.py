"""Where a character's face is, how large, and where it looks: for cameras and lights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from bpy.types import Object

from ...track import Array
from . import characters, measuring, rig_map

MOUTH: Mapping[str, float] = {"jawOpen": 1.0, "mouthSmileLeft": 0.5, "mouthSmileRight": 0.5}
EYES: Mapping[str, float] = {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}
MOVED = 0.25
"""A point that goes less than this share of the farthest one is not counted."""
MOUTHS_WIDTH = 1.1
"""The way from the eyes to the mouth is about so many widths of what the mouth moves."""
ALIKE = 0.85
"""Cosine of the angle within which a face looks along an axis of its object."""
HEAD_REACH, HEAD_ABOVE = 1.9, 3.0
"""How far points of the head lie from the face's middle, sideways and upwards, in units."""
Pose = Callable[[Mapping[str, float]], None]
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class FacePlace:
    """All in the world's metres.

    middle  [3], between the eyes and the mouth
    front   [3], level, of length 1: where the face looks
    unit    the height from the mouth to the eyes
    top     height of the head's top
    bottom  height of the character's lowest point
    """

    middle: Array
    front: Array
    unit: float
    top: float
    bottom: float


def face_place(chosen: Object) -> FacePlace:
    """Measured by what moves: everything is put back. Raises RigError where nothing is seen."""
    rig = rig_map.rig_of(chosen.name)
    with measuring.posed(rig) as pose:
        pose({})
        rest, _ = measuring.seen(chosen)
        mouth, eyes = (_moved(chosen, pose, rest, face) for face in (MOUTH, EYES))
    middle, unit = _middle(rest, mouth, eyes)
    around = rest[np.linalg.norm((rest - middle)[:, :2], axis=1) < HEAD_REACH * unit]
    head = around[np.abs(around[:, 2] - middle[2]) < HEAD_ABOVE * unit]
    head = head if len(head) else rest
    front = _front(middle - (head.min(0) + head.max(0)) / 2, chosen)
    return FacePlace(middle, front, unit, float(head[:, 2].max()), float(rest[:, 2].min()))


def _moved(chosen: Object, pose: Pose, rest: Array, face: Mapping[str, float]) -> Array:
    """How much each point counts as moved, [v] 0..1; all 0 where nothing moves."""
    pose(face)
    seen, _ = measuring.seen(chosen)
    if seen.shape != rest.shape:
        return np.zeros(len(rest))
    far = np.linalg.norm(seen - rest, axis=1)
    share = far / far.max() if far.max() > 0 else far
    return np.where(share > MOVED, share, 0.0)


def _middle(rest: Array, mouth: Array, eyes: Array) -> tuple[Array, float]:
    """The face's middle and its unit; of the whole character where neither eyes nor mouth move."""
    if mouth.any() and eyes.any():
        low, high = (np.average(rest, axis=0, weights=weights) for weights in (mouth, eyes))
        unit = float(high[2] - low[2])
        if unit > 1e-6 * float(np.ptp(rest, axis=0).max()):
            return (low + high) / 2, unit
    if mouth.any():
        low = np.average(rest, axis=0, weights=mouth)
        unit = MOUTHS_WIDTH * float(np.ptp(rest[mouth > 0], axis=0)[:2].max())
        return low + UP * unit / 2, unit
    size = np.ptp(rest, axis=0)
    return (rest.min(0) + rest.max(0)) / 2, float(max(size.max() / 4, 1e-6))


def _front(away: Array, chosen: Object) -> Array:
    """The level direction from the head's middle to its face; rather an axis of the object's."""
    level = np.array([away[0], away[1], 0.0])
    length = float(np.linalg.norm(level))
    if length == 0:
        return np.array([0.0, -1.0, 0.0])
    level /= length
    body = characters.map_owner(chosen).matrix_world.to_3x3().normalized()
    axes = np.array(body).T * [1, 1, 0]
    for axis in (*axes, *-axes):
        if float(axis @ level) > ALIKE:
            return axis / np.linalg.norm(axis)
    return level
