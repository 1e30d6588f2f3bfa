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
LOOKS: Mapping[str, float] = {"eyeLookUpLeft": 1.0, "eyeLookUpRight": 1.0}
"""What moves the eyes of a face that cannot blink."""
MOVED = 0.25
"""A point that goes less than this share of the farthest one is not counted."""
LEFT = 8
"""So many points of the mouth are left where what a blink moves is not counted as the mouth: a
drawn smile often closes the eyes."""
MOUTHS_WIDTH = 1.1
"""The way from the eyes to the mouth is about so many widths of what the mouth moves."""
ALIKE = 0.85
"""Cosine of the angle within which a face looks along an axis of its object."""
HEAD_REACH, HEAD_ABOVE = 1.9, 3.0
"""How far points of the head lie from the face's middle, sideways and upwards, in units."""
BEHIND, HAIR_REACH, HAT_ABOVE = 1.3, 2.3, 5.0
"""How far the head's axis lies behind the face, how far hair and ears reach from it, and how far
hats reach above the face, in units."""
Pose = Callable[[Mapping[str, float]], None]
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class FacePlace:
    """All in the world's metres.

    middle  [3], between the eyes and the mouth
    front   [3], level, of length 1: where the face looks
    unit    the height from the mouth to the eyes
    width   of the head with its hair, above the mouth
    top     height of the head's top, with hair and hat
    bottom  height of the character's lowest point
    """

    middle: Array
    front: Array
    unit: float
    width: float
    top: float
    bottom: float


def face_place(chosen: Object) -> FacePlace:
    """Measured by what moves: everything is put back. Raises RigError where nothing is seen."""
    rig = rig_map.rig_of(chosen.name)
    with measuring.posed(rig) as pose:
        pose({})
        rest, _ = measuring.seen(chosen)
        mouth, eyes = (_moved(chosen, pose, rest, face) for face in (MOUTH, EYES))
        eyes = eyes if eyes.any() else _moved(chosen, pose, rest, LOOKS)
    middle, unit = _middle(rest, _apart(mouth, eyes), eyes)
    around = rest[np.linalg.norm((rest - middle)[:, :2], axis=1) < HEAD_REACH * unit]
    head = around[np.abs(around[:, 2] - middle[2]) < HEAD_ABOVE * unit]
    head = head if len(head) else rest
    front = _front(middle - (head.min(0) + head.max(0)) / 2, chosen)
    width, top = _extent(rest, middle, unit, front)
    return FacePlace(middle, front, unit, width, top, float(rest[:, 2].min()))


def _apart(mouth: Array, eyes: Array) -> Array:
    """The mouth without what a blink moves, too."""
    alone = np.where(eyes > 0, 0.0, mouth)
    return alone if np.count_nonzero(alone) >= LEFT else mouth


def _extent(rest: Array, middle: Array, unit: float, front: Array) -> tuple[float, float]:
    """The head's width and the height of its top: of what lies above the mouth around its axis."""
    away = rest - (middle - BEHIND * unit * front)
    reach = np.linalg.norm(away[:, :2], axis=1) < HAIR_REACH * unit
    low, high = -0.5 * unit, HAT_ABOVE * unit
    head = away[reach & (away[:, 2] > low) & (away[:, 2] < high)]
    if not len(head):
        return 0.0, float(middle[2] + unit)
    return float(np.ptp(head @ np.cross(front, UP))), float(middle[2] + head[:, 2].max())


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
