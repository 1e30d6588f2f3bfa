"""Where a character's face is, how large, and where it looks: for cameras and lights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bpy.types import Object

from ...errors import RigError
from ...rig.framing import AHEAD, UP, Framing, framing
from ...track import Array
from . import characters, measuring, rig_map

TELLING = ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight")
TELLING += ("eyeLookUpLeft", "eyeLookUpRight")
"""Channels that show where the mouth and the eyes are; some faces cannot blink."""
ALIKE = 0.85
"""Cosine of the angle within which a face looks along an axis of its object."""
BEHIND, HAIR_REACH, HAT_ABOVE = 1.3, 2.3, 5.0
"""How far the head's axis lies behind the face, how far hair and ears reach from it, and how far
hats reach above the face, in sizes."""


@dataclass(frozen=True)
class FacePlace(Framing):
    """A face's framing, in the world's metres, and how high the character reaches.

    width   of the head with its hair, above the mouth
    top     height of the head's top, with hair and hat
    bottom  height of the character's lowest point
    """

    width: float
    top: float
    bottom: float


def face_place(chosen: Object) -> FacePlace:
    """Measured by what moves: everything is put back. Raises RigError where nothing is seen."""
    rest, _ = measuring.seen(chosen)
    found = _moving(chosen) or _whole(rest)
    front = _along_an_axis(found.front, chosen)
    width, top = _extent(rest, found, front)
    return FacePlace(found.middle, front, found.size, width, top, float(rest[:, 2].min()))


def _extent(rest: Array, found: Framing, front: Array) -> tuple[float, float]:
    """The head's width and the height of its top: of what lies above the mouth around its axis."""
    away = rest - (found.middle - BEHIND * found.size * front)
    near = np.linalg.norm(away[:, :2], axis=1) < HAIR_REACH * found.size
    low, high = -0.5 * found.size, HAT_ABOVE * found.size
    head = away[near & (away[:, 2] > low) & (away[:, 2] < high)]
    if not len(head):
        return 0.0, float(rest[:, 2].max())
    return float(np.ptp(head @ np.cross(front, UP))), float(found.middle[2] + head[:, 2].max())


def _moving(chosen: Object) -> Framing | None:
    """The face by its mouth and eyes; None where they do not move, or cannot be compared."""
    try:
        rig = rig_map.rig_of(chosen.name)
        return framing(measuring.moving_channels(chosen, rig, TELLING))
    except RigError:  # A film of a character without a map, too, is a film.
        return None


def _whole(rest: Array) -> Framing:
    """What is seen [v, 3], as one face."""
    size = np.ptp(rest, axis=0)
    return Framing((rest.min(0) + rest.max(0)) / 2, AHEAD, float(max(size.max() / 4, 1e-6)))


def _along_an_axis(front: Array, chosen: Object) -> Array:
    """The direction [3], or the axis of the character's object that it nearly is, level."""
    body = characters.map_owner(chosen).matrix_world.to_3x3().normalized()
    axes = np.array(body).T * [1, 1, 0]
    for axis in (*axes, *-axes):
        if float(axis @ front) > ALIKE:
            return axis / np.linalg.norm(axis)
    return front
