"""Fields of displacements smoothed over the skin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .source import BaseMesh

Floats = NDArray[np.float64]


def smoothed(mesh: BaseMesh, field: Floats, times: int) -> Floats:
    """A field [n, 3] of the skin, each vertex moved to the mean of its neighbours so many times."""
    edges = _edges([mesh.faces[index] for index in mesh.faces_of("body")])
    count = np.bincount(edges[:, 0], minlength=len(field))[:, None]
    for _ in range(times):
        summed = np.stack(
            [np.bincount(edges[:, 0], axis[edges[:, 1]], len(field)) for axis in field.T], axis=1
        )
        field = np.where(count > 0, (field + summed / np.maximum(count, 1)) / 2, field)
    return field


def _edges(faces: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Both directions of every edge of the faces, [e, 2], each once."""
    pairs = [(a, b) for f in faces for a, b in zip(f, (*f[1:], f[0]), strict=True)]
    return np.unique(np.array([*pairs, *((b, a) for a, b in pairs)]), axis=0)
