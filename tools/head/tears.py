"""The tear line: a wet strip between the lower lid and the eye."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import atlas, lashes
from .part import Part, plain
from .person import Person
from .rigid import sphere_fit

Floats = NDArray[np.float64]

_LOWER = "helper-l-eyelashes-1"
_ROWS = 3
_RISE, _AIR = 0.012, 0.003
"""How far the strip climbs up the eye and how far off its surface it stays, in decimetres."""


def left_tear(person: Person) -> Part:
    """The left eye's tear line; it moves with the lid's edge."""
    edge = lashes.strip_grid(person, _LOWER)[0][1:-1]
    centre, radius = sphere_fit(person.vertices[person.mesh.vertices_of("helper-l-eye")])
    lid = person.vertices[edge]
    around = lid - centre
    on_eye = around / np.linalg.norm(around, axis=1, keepdims=True) * (radius + _AIR) + centre
    rows = np.stack([lid, (lid + on_eye) / 2 + [0, _RISE / 2, 0], on_eye + [0, _RISE, 0]])
    count = len(edge)
    faces = [
        [row + k, row + k + 1, row + count + k + 1, row + count + k]
        for row in range(0, (_ROWS - 1) * count, count)
        for k in range(count - 1)
    ]
    deltas = {name: np.tile(field[edge], (_ROWS, 1)) for name, field in person.shapes.items()}
    moving = {name: delta for name, delta in deltas.items() if np.abs(delta).max() > 1e-4}
    uv = atlas.in_swatch("tear", np.full(_ROWS * count, 0.5))
    return plain("tear_left", "tear", rows.reshape(-1, 3), faces, uv, "neck", moving)
