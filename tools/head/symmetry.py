"""Left and right: the mesh's mirror image, and the shapes made equal on both sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

FLIP = np.array([-1.0, 1.0, 1.0])
_EXCHANGED = {"Left": "Right", "Right": "Left", "_left": "_right", "_right": "_left"}


def mirror_name(name: str) -> str:
    """The shape of the other side: eyeBlinkLeft -> eyeBlinkRight; jawOpen stays."""
    for side, other in _EXCHANGED.items():
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name


def mirror_vertices(vertices: Floats) -> Indices:
    """For each vertex [n, 3] its mirror image across x = 0; hm08 is exactly symmetric."""
    place = {tuple(point): index for index, point in enumerate(np.round(vertices, 6) + 0.0)}
    images = np.round(vertices * FLIP, 6) + 0.0
    return np.array([place[tuple(point)] for point in images])


def symmetric(deltas: Floats, mirror: Indices) -> Floats:
    """The mean of a field [n, 3] and its mirror image."""
    return (deltas + deltas[mirror] * FLIP) / 2


def symmetric_shapes(shapes: dict[str, Floats], mirror: Indices) -> dict[str, Floats]:
    """Shapes [n, 3] by name, each the mean of itself and its other side's mirror image."""
    return {
        name: (deltas + shapes[mirror_name(name)][mirror] * FLIP) / 2
        for name, deltas in shapes.items()
    }
