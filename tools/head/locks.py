"""Locks of hair: tapered, rounded strips swept along spines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_ACROSS = np.array([-1.0, 0.0, 1.0])


@dataclass(frozen=True)
class Locks:
    """`spines` [locks, stations, 3] from root to tip, the middle of each lock's outer side;
    `normals` alike, out of the hair; `widths` [locks, stations], half of each, all in dm;
    `arch`, how far the edges lie under the middle, as a share of the half width."""

    spines: Floats
    normals: Floats
    widths: Floats
    arch: float = 0.5

    def vertices(self) -> Floats:
        """[locks, stations, 3, 3]"""
        along = np.gradient(self.spines, axis=1)
        side = np.cross(along, self.normals)
        side /= np.maximum(np.linalg.norm(side, axis=2, keepdims=True), 1e-9)
        up = np.cross(side, along)
        up /= np.maximum(np.linalg.norm(up, axis=2, keepdims=True), 1e-9)
        half = self.widths[..., None, None]
        return (
            self.spines[:, :, None]
            + half * _ACROSS[:, None] * side[:, :, None]
            - half * self.arch * (_ACROSS**2)[:, None] * up[:, :, None]
        )

    def faces(self) -> Integers:
        """Corners [faces, 4] of all locks' quads."""
        count, stations = self.spines.shape[:2]
        wide = len(_ACROSS)
        s, k = np.meshgrid(np.arange(stations - 1), np.arange(wide - 1), indexing="ij")
        first = (s * wide + k).ravel()
        quads = np.stack([first, first + wide, first + wide + 1, first + 1], axis=1)
        starts = np.arange(count) * stations * wide
        return (starts[:, None, None] + quads).reshape(-1, 4)

    def uv(self, rng: np.random.Generator) -> Floats:
        """Places [locks, stations, 3, 2] in the strands' picture: each lock in its own strip."""
        count, stations = self.spines.shape[:2]
        wide = 0.06 + 0.06 * rng.random(count)
        start = rng.random(count) * (1 - wide)
        u = start[:, None] + wide[:, None] * (_ACROSS + 1) / 2
        v = np.linspace(0.02, 0.98, stations)
        return np.stack(np.broadcast_arrays(u[:, None, :], v[None, :, None]), axis=-1)


def spline(points: Floats, stations: int) -> Floats:
    """Curves [locks, stations, 3] through waypoints [locks, k, 3], after Catmull and Rom."""
    ends = [2 * points[:, :1] - points[:, 1:2], points, 2 * points[:, -1:] - points[:, -2:-1]]
    p = np.concatenate(ends, axis=1)
    at = np.linspace(0, points.shape[1] - 1 - 1e-9, stations)
    i = at.astype(int)
    t = (at - i)[:, None]
    a, b, c, d = p[:, i], p[:, i + 1], p[:, i + 2], p[:, i + 3]
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3
    )
