"""The scalp: where hair grows, how it is combed, and its painted strands, on hm08's rest mesh."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .noise import layered, noise

Floats = NDArray[np.float64]

CROWN = np.array([0.0, 8.30, 0.05])
"""Where the hair turns: it is combed from here forwards, down the sides and into the nape."""
_CENTRE = np.array([0.0, 7.35, 0.45])

_FRONT_X = (0, 0.18, 0.36, 0.48, 0.56, 0.62, 0.66, 0.70, 0.74, 0.80, 0.90)
_FRONT_Y = (7.975, 7.97, 7.93, 7.86, 7.76, 7.62, 7.45, 7.28, 7.16, 7.10, 7.10)
_NAPE_Z, _NAPE_Y = (
    (-1.2, -0.5, -0.2, 0.05, 0.25, 0.36, 0.45),
    (6.60, 6.60, 6.70, 6.86, 7.05, 7.25, 9),
)
_EDGE = 0.045
"""Decimetres over which the hair thins out at its line."""


def density(points: Floats) -> Floats:
    """How thick hair grows at points [n, 3], [n] 0..1: over the forehead's line and the nape's."""
    folded = np.abs(points[:, 0])
    y, z = points[:, 1], points[:, 2]
    ragged = 0.035 * layered(points, 0.09, 3, seed=40)
    front = _step(y + ragged - np.interp(folded, _FRONT_X, _FRONT_Y)) * (z > 0.30)
    back = _step(y + ragged - np.interp(z, _NAPE_Z, _NAPE_Y)) * (z < 0.47)
    return np.maximum(front, back)


def combed(points: Floats) -> tuple[Floats, Floats]:
    """Where points [n, 3] lie across the strands [n, 2] and along them [n], both in decimetres."""
    out = points - _CENTRE
    out = out / np.linalg.norm(out, axis=1, keepdims=True)
    pole = (CROWN - _CENTRE) / np.linalg.norm(CROWN - _CENTRE)
    along = np.arccos(np.clip(out @ pole, -1, 1))
    side = out - (out @ pole)[:, None] * pole
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    first = np.array([1.0, 0, 0])
    second = np.cross(pole, first)
    turn = np.arctan2(side @ second, side @ first) + 0.35 * along
    return np.stack([np.cos(turn), np.sin(turn)], axis=1), along


def brightness(points: Floats) -> Floats:
    """How bright the hair is at points [n, 3], [n] 0..1: locks, and single strands in them."""
    warp = 0.05 * layered(points, 0.35, 2, seed=50)
    across, along = combed(points)
    turned = np.stack([across[:, 0] + warp, across[:, 1] - warp], axis=1)
    locks = noise(np.c_[turned, 0.30 * along], 0.10, seed=51)
    hairs = noise(np.c_[turned, 0.10 * along], 0.022, seed=52)
    fine = noise(np.c_[turned, 0.05 * along], 0.009, seed=53)
    return np.clip(0.38 + 0.22 * locks + 0.34 * hairs + 0.22 * fine, 0, 1)


def stubble(points: Floats) -> Floats:
    """How much of the skin the single hairs cover where they stand thin, [n] 0..1."""
    across, along = combed(points)
    grain = noise(np.c_[across, 0.22 * along], 0.010, seed=60)
    grown = density(points)
    return np.clip(1.25 * grown + 1.3 * grown * (1 - grown) * grain, 0, 1)


def _step(height: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(height / _EDGE, -30, 30)))
