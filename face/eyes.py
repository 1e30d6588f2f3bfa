"""Eyes: their angles and the eyeLook coefficients, which say the same twice."""

from __future__ import annotations

import numpy as np

from ..track import Array
from .basis import index

REACH = {"In": 0.6, "Out": 0.6, "Up": 0.4, "Down": 0.6}
"""Radians that an eye turns at eyeLook... = 1, as in recorded Live Link Face takes."""

_WAYS = {"Left": ("In", "Out"), "Right": ("Out", "In")}
"""Which ways of an eye are to the character's right, and to its left."""


def aim(face: Array, aims: Array, vergence: Array | float = 0.0) -> None:
    """Turns both eyes by `aims` [frames, yaw and pitch] from where the emotion looks, and inwards.

    Yaw to the character's right and pitch down are positive, as in Live Link Face.
    """
    inwards = {"Left": vergence, "Right": -vergence}
    for side, ways in _WAYS.items():
        face[:, _angle(side, "Yaw")] = _turn(face, side, ways, aims[:, 0] + inwards[side])
        face[:, _angle(side, "Pitch")] = _turn(face, side, ("Down", "Up"), aims[:, 1])


def sights(face: Array) -> Array:
    """Where both eyes look from straight ahead of the body, [frames, 4]: yaw and pitch of each."""
    head = face[:, [index("headYaw"), index("headPitch")]]
    eyes = [_angle(side, turn) for side in _WAYS for turn in ("Yaw", "Pitch")]
    return face[:, eyes] + np.tile(head, 2)


def look(face: Array, sights: Array) -> None:
    """Turns both eyes so that they look there (`sights`), as far as they reach, whatever the head
    does."""
    aims = sights - np.tile(face[:, [index("headYaw"), index("headPitch")]], 2)
    for k, (side, ways) in enumerate(_WAYS.items()):
        for way in (*ways, "Up", "Down"):
            face[:, index(f"eyeLook{way}{side}")] = 0.0
        face[:, _angle(side, "Yaw")] = _turn(face, side, ways, aims[:, 2 * k])
        face[:, _angle(side, "Pitch")] = _turn(face, side, ("Down", "Up"), aims[:, 2 * k + 1])


def _angle(side: str, turn: str) -> int:
    return index(f"{side.lower()}Eye{turn}")


def _turn(face: Array, side: str, ways: tuple[str, str], by: Array) -> Array:
    """Turns an eye along two opposed eyeLook coefficients; its angle in radians, [frames]."""
    more, less = (face[:, index(f"eyeLook{way}{side}")] for way in ways)
    angle = more * REACH[ways[0]] - less * REACH[ways[1]] + by
    angle = np.clip(angle, -REACH[ways[1]], REACH[ways[0]]).astype(np.float32)
    more[:] = np.maximum(angle, 0) / REACH[ways[0]]
    less[:] = np.maximum(-angle, 0) / REACH[ways[1]]
    return angle
