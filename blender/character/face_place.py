"""Where a character's face is, how large, and where it looks: for cameras and lights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bpy.types import Object

from ...errors import RigError
from ...rig.framing import AHEAD, Framing, framing
from ...track import Array
from . import characters, measuring, rig_map

TELLING = ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight")
"""Channels that show where the mouth and the eyes are."""
ALIKE = 0.85
"""Cosine of the angle within which a face looks along an axis of its object."""
HEAD_REACH, HEAD_ABOVE = 1.9, 3.0
"""How far points of the head lie from the face's middle, sideways and upwards, in sizes."""


@dataclass(frozen=True)
class FacePlace(Framing):
    """A face's framing, in the world's metres, and how high the character reaches.

    top     height of the head's top
    bottom  height of the character's lowest point
    """

    top: float
    bottom: float


def face_place(chosen: Object) -> FacePlace:
    """Measured by what moves: everything is put back. Raises RigError where nothing is seen."""
    rest, _ = measuring.seen(chosen)
    found = _moving(chosen) or _whole(rest)
    around = rest[np.linalg.norm((rest - found.middle)[:, :2], axis=1) < HEAD_REACH * found.size]
    head = around[np.abs(around[:, 2] - found.middle[2]) < HEAD_ABOVE * found.size]
    top, bottom = (head if len(head) else rest)[:, 2].max(), rest[:, 2].min()
    front = _along_an_axis(found.front, chosen)
    return FacePlace(found.middle, front, found.size, float(top), float(bottom))


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
