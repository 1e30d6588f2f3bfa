"""Places on a surface: triangles of its vertices and where in them a thing is rooted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """`triangles` [n, 3] of vertices and barycentric `shares` [n, 3]."""

    triangles: Integers
    shares: Floats

    def mix(self, field: Floats) -> Floats:
        """A field of the whole mesh [m, k] at the places, [n, k]."""
        return (field[self.triangles] * self.shares[..., None]).sum(axis=1)

    def normals(self, vertices: Floats) -> Floats:
        """Unit normals [n, 3] of the triangles."""
        a, b, c = np.moveaxis(vertices[self.triangles], 1, 0)
        normal = np.cross(b - a, c - a)
        return normal / np.linalg.norm(normal, axis=1, keepdims=True)


def triangles(faces: Sequence[Sequence[int]]) -> Integers:
    """Faces cut into fans of triangles, [t, 3]."""
    return np.array([(f[0], f[k], f[k + 1]) for f in faces for k in range(1, len(f) - 1)])
