"""Short styles: hair combed back, and curls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .comb import Scalp, combed, off_ears, ramp, scattered, tapered, unit, varied
from .locks import Locks
from .skull import CENTRE

Floats = NDArray[np.float64]

_BACK = np.array([0.40, 0.2, -1.0])
_SIDE = np.array([0.0, -0.6, -0.9])
_DOWN = np.array([0.0, -1.0, -0.2])


def crop(head: Scalp, rng: np.random.Generator) -> list[Locks]:
    """Full on top, where it is combed back and a little aside; close at the sides and the nape."""
    roots = scattered(head, 520, 0.056, rng)
    count, stations = len(roots), 6
    start = unit(roots - CENTRE)
    top = ramp(start[:, 1], 0.25, 0.75)
    nape = ramp(-start[:, 1], 0.0, 0.45)
    stray, own = 0.20 * rng.normal(size=(count, 3)), varied(count, 0.2, rng)

    def field(_: Floats, normal: Floats) -> Floats:
        side = ramp(np.abs(normal[:, :1]), 0.45, 0.8)
        back = ramp(-normal[:, 2:], 0.0, 0.6)
        way = _BACK * (1 - side) + side * _SIDE
        return way * (1 - back) + back * _DOWN + stray * (1 - 0.5 * side)

    def height(normal: Floats, share: float) -> Floats:
        front = ramp(normal[:, 2], 0.2, 0.75) * ramp(normal[:, 1], 0.3, 0.6)
        dome = ramp(normal[:, 1], 0.10, 0.8) * (1 - 0.55 * normal[:, 0] ** 2)
        rise = 0.30 + 0.85 * np.sin(np.pi * min(0.5, 0.8 * share)) - 0.25 * share**2
        return (0.026 + 0.12 * dome + 0.06 * front) * own * rise

    length = (0.25 + 0.45 * top - 0.13 * nape) * varied(count, 0.2, rng)
    spines = combed(head.bare, roots, field, length, height, stations)
    half = (0.035 + 0.022 * top) * varied(count, 0.2, rng)
    widths = tapered(half, stations, (0, 0.5), (0.2, 1), (0.6, 0.9), (1, 0.05))
    kept = off_ears(head, spines, half + 0.02)
    return [Locks(spines[kept], unit(spines - CENTRE)[kept], widths[kept], 0.55)]


def curls(head: Scalp, rng: np.random.Generator) -> list[Locks]:
    """Small rings and corkscrews that lie over each other, round on all sides."""
    roots = scattered(head, 420, 0.062, rng)
    count, stations = len(roots), 9
    normal = unit(roots - CENTRE)
    along = np.linspace(0, 1, stations)
    full = ramp(normal[:, 1], -0.25, 0.6) * ramp(normal[:, 2], 1.0, 0.35)
    height = (0.035 + 0.15 * full) * varied(count, 0.35, rng)
    axis = rng.normal(size=normal.shape)
    axis = unit(axis - 0.8 * (axis * normal).sum(axis=1)[:, None] * normal)
    first = unit(normal - (normal * axis).sum(axis=1)[:, None] * axis)
    second = np.cross(axis, first)
    rounds = 1.35 * varied(count, 0.25, rng)[:, None]
    turn = 2 * np.pi * (rng.random(count)[:, None] + rounds * along)
    coil = (0.045 + 0.020 * full) * varied(count, 0.25, rng)
    ring = np.cos(turn)[..., None] * first[:, None] + np.sin(turn)[..., None] * second[:, None]
    drift = (0.13 * varied(count, 0.4, rng))[:, None] * (along - 0.5)
    spines = (roots + height[:, None] * normal)[:, None] + drift[..., None] * axis[:, None]
    spines = spines + coil[:, None, None] * ring
    half = (0.030 + 0.012 * full) * varied(count, 0.2, rng)
    widths = tapered(half, stations, (0, 0.3), (0.2, 1), (0.8, 1), (1, 0.3))
    kept = off_ears(head, spines, half + 0.01)
    return [Locks(spines[kept], ring[kept], widths[kept], 0.6)]
