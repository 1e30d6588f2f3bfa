"""Places on a surface: triangles of its vertices and where in them a thing is rooted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intone.geometry import surface

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
        normal = surface.crosses(vertices, self.triangles)
        return normal / np.linalg.norm(normal, axis=1, keepdims=True)


def triangles(faces: Sequence[Sequence[int]]) -> Integers:
    """Faces cut into fans of triangles, [t, 3]."""
    loops = np.concatenate([np.asarray(face) for face in faces])
    return surface.triangles(loops, np.array([len(face) for face in faces]))
