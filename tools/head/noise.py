"""Noise in space: smooth random fields over points, the same for the same seed on every machine."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_EDGE = 64
"""The lattice of random values repeats after so many cells."""


def noise(points: Floats, size: float, seed: int = 0) -> Floats:
    """A smooth field [n] between -1 and 1 over points [n, 3], with features of about `size`."""
    scaled = points.astype(np.float32).T / np.float32(size) + np.float32(1024)
    cell = np.floor(scaled)
    a, b, c = (inside * inside * (3 - 2 * inside) for inside in scaled - cell)
    x, y, z = cell.astype(np.int32) & (_EDGE - 1)
    after = [(axis + 1) & (_EDGE - 1) for axis in (x, y, z)]
    table = _lattice(seed)

    def line(j: NDArray[np.int32], k: NDArray[np.int32]) -> NDArray[np.float32]:
        plane = (j * _EDGE + k) * _EDGE
        near = table[plane + x]
        return near + a * (table[plane + after[0]] - near)

    front, back = line(z, y), line(after[2], y)
    front += b * (line(z, after[1]) - front)
    back += b * (line(after[2], after[1]) - back)
    return (front + c * (back - front)).astype(np.float64)


def layered(points: Floats, size: float, layers: int, seed: int = 0) -> Floats:
    """Noise of several sizes [n], each half as large and half as strong; about -1 to 1."""
    parts = [noise(points, size / 2**k, seed + k) / 2**k for k in range(layers)]
    return np.sum(parts, axis=0) / 1.5


@cache
def _lattice(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(-1, 1, _EDGE**3).astype(np.float32)
