"""Levels of detail: a head with fewer vertices, from the same file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .model import HeadModel, Integers, Shape

LIGHT_LACKS: tuple[str, ...] = (
    "hair", "hair_locks", "brow_left", "brow_right", "lashes_left", "lashes_right",
    "gum_upper", "gum_lower", "tear_left", "tear_right",
)  # fmt: skip
"""Parts of the whole head that the light one does without: all of them are painted, too."""


def light(head: HeadModel) -> HeadModel:
    """The head without the parts that are only seen from near: about half the vertices."""
    parts = tuple(name for name in head.parts if name not in LIGHT_LACKS)
    numbers = np.array([parts.index(n) if n in parts else -1 for n in head.parts], np.int32)
    faces = numbers[head.face_part] >= 0
    corners = np.repeat(faces, head.lengths)
    kept = np.unique(head.loops[corners])
    place = np.full(len(head.vertices), -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    return replace(
        head,
        vertices=head.vertices[kept],
        loops=place[head.loops[corners]],
        lengths=head.lengths[faces],
        uv=head.uv[corners],
        parts=parts,
        face_part=numbers[head.face_part[faces]],
        face_material=head.face_material[faces],
        colours=head.colours[kept],
        hair=head.hair[kept],
        weights=head.weights[kept],
        shapes={name: _kept(shape, place) for name, shape in head.shapes.items()},
        sliders={name: _kept(shape, place) for name, shape in head.sliders.items()},
        correctives={
            name: replace(corrective, shape=_kept(corrective.shape, place))
            for name, corrective in head.correctives.items()
        },
        landmarks={name: int(place[vertex]) for name, vertex in head.landmarks.items()},
    )


def _kept(shape: Shape, place: Integers) -> Shape:
    moved = place[shape.indices]
    return Shape(moved[moved >= 0], shape.deltas[moved >= 0])
