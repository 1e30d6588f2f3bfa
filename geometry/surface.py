"""Surfaces: triangles of polygons, normals and areas of vertices, nearest points."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..track import Array

Indices = NDArray[np.integer[Any]]
Index = TypeVar("Index", bound=np.integer[Any])

CHUNK = 512
"""Points whose distances to all others are held in memory at once."""


def triangles(loops: NDArray[Index], lengths: Indices) -> NDArray[Index]:
    """Polygons as triangles [t, 3], fan by fan.

    `loops` [l] are the corners of all polygons in a row, `lengths` [f] the corners of each.
    """
    counts = np.maximum(lengths - 2, 0)
    first = np.repeat(np.cumsum(lengths) - lengths, counts)
    step = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.stack([loops[first], loops[first + step + 1], loops[first + step + 2]], axis=1)


def crosses(points: Array, triangles: Indices) -> Array:
    """Normals [t, 3] of the triangles [t, 3], each twice as long as its triangle's area."""
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    return np.cross(b - a, c - a)


def vertex_normals(points: Array, triangles: Indices) -> Array:
    """Unit normals [v, 3] of the vertices [v, 3]: the triangles around each, by their areas."""
    across, summed = crosses(points, triangles), np.zeros((len(points), 3))
    for corner in triangles.T:
        np.add.at(summed, corner, across)
    return summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)


def vertex_areas(points: Array, triangles: Indices) -> Array:
    """The area around each vertex [v]: a third of every triangle at it."""
    third, areas = np.linalg.norm(crosses(points, triangles), axis=1) / 6, np.zeros(len(points))
    for corner in triangles.T:
        np.add.at(areas, corner, third)
    return areas


def nearest(points: Array, others: Array, count: int = 1) -> tuple[NDArray[np.int64], Array]:
    """The `count` nearest of the others [m, d] to each point [n, d].

    Indices and squared distances [n, count], nearest first.
    """
    table = np.concatenate([-2 * others.T, (others**2).sum(axis=1)[None]])
    found: list[NDArray[np.int64]] = []
    gaps: list[Array] = []
    for start in range(0, len(points), CHUNK):
        some = points[start : start + CHUNK]
        gap = np.column_stack([some, np.ones(len(some))]) @ table  # less the point's own square
        if count > 1:
            near = np.argpartition(gap, count - 1, axis=1)[:, :count]
        else:
            near = gap.argmin(axis=1)[:, None]
        order = np.argsort(np.take_along_axis(gap, near, axis=1), axis=1)
        near = np.take_along_axis(near, order, axis=1)
        found.append(near)
        gap = np.take_along_axis(gap, near, axis=1) + (some**2).sum(axis=1)[:, None]
        gaps.append(np.maximum(gap, 0))
    return np.concatenate(found), np.concatenate(gaps)
