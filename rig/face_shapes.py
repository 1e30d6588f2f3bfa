"""Face shapes: which of a mesh's shapes move its face, and which the body that it is part of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..track import Array

WIDE = 3.0
"""A shape that is wider than the median one by this factor does not say where the face is."""
LEAST_WITHIN = 0.5
"""A shape with less of its squared motion than this near the face belongs to the body."""


def face_shapes(points: Array, areas: Array, shapes: Mapping[str, Array]) -> dict[str, Array]:
    """The shapes [v, 3] by name that move the face of a mesh with points [v, 3], around each of
    which is so much surface [v].


    Most shapes of a character are its face's and small: the middle of where they move is the
    face. Shapes of the whole figure (weight, age), or of a far part of it, are left out.
    """
    moved = {name: areas * (field**2).sum(1) for name, field in shapes.items()}
    moved = {name: far for name, far in moved.items() if far.any()}
    if not moved:
        return {}
    energy = np.stack(list(moved.values()))
    energy = energy / energy.sum(1, keepdims=True)
    middles = energy @ points
    widths = np.sqrt(np.maximum(energy @ (points**2).sum(1) - (middles**2).sum(1), 0))
    usual = float(np.median(widths))
    small = middles[widths <= WIDE * usual]
    centre = np.median(small, axis=0)
    reach = WIDE * (usual + float(np.median(np.linalg.norm(small - centre, axis=1))))
    near = np.linalg.norm(points - centre, axis=1) <= reach
    within = energy[:, near].sum(1)
    names = [name for name, share in zip(moved, within, strict=True) if share >= LEAST_WITHIN]
    return {name: shapes[name] for name in names}
