"""The head's nouns: a template, its linear shapes, what corrects them, joints and weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

JOINTS: tuple[str, ...] = ("root", "neck", "jaw", "eye_left", "eye_right")

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]


@dataclass(frozen=True)
class Joint:
    """A joint of the head: its place [3] in metres and its parent's name ("" for the root)."""

    position: Floats
    parent: str


@dataclass(frozen=True)
class Shape:
    """A linear blendshape: which vertices it moves [rows] and by how much [rows, 3] in metres."""

    indices: Integers
    deltas: Floats


@dataclass(frozen=True)
class Driver:
    """What a corrective follows: a shape's value, or a joint's angle about an `axis` of its bone.

    `source` is the shape's or the joint's name; `axis` is 0, 1, 2 for a joint, else None. The
    driver is 0 at 0 and 1 from `full` on (a value, or radians; negative for the other way round).
    """

    source: str
    axis: int | None = None
    full: float = 1.0

    def share(self, value: float) -> float:
        """How far the source has come, 0..1."""
        return min(max(value / self.full, 0.0), 1.0)


@dataclass(frozen=True)
class Corrective:
    """A shape that is added by the product of its drivers."""

    shape: Shape
    drivers: tuple[Driver, ...]

    def weight(self, values: Mapping[str, float]) -> float:
        """Its value under the named shapes' values, with all joints at rest."""
        sources = (0.0 if d.axis is not None else values.get(d.source, 0.0) for d in self.drivers)
        return math.prod(d.share(v) for d, v in zip(self.drivers, sources, strict=True))


@dataclass(frozen=True)
class HeadModel:
    """A head in metres, Z up, looking along -Y, its left side at +X.

    `vertices` [v, 3]; `loops` [l] corner vertices of all faces in a row; `lengths` [f] corners of
    each face; `uv` [l, 2]; `face_part`, `face_material` [f] index `parts`, `materials`; `colours`
    [v, 3] sRGB 0..1; `hair` [v] 0..1; `weights` [v, joints] in the order of `joints`, each row
    sums to 1. `landmarks` are vertices by name; left and right are the head's own. `sliders` turn
    the person into others, between -1 and 1.
    """

    vertices: Floats
    loops: Integers
    lengths: Integers
    uv: Floats
    parts: tuple[str, ...]
    face_part: Integers
    materials: tuple[str, ...]
    face_material: Integers
    colours: Floats
    hair: Floats
    joints: Mapping[str, Joint]
    weights: Floats
    shapes: Mapping[str, Shape]
    landmarks: Mapping[str, int]
    sliders: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    correctives: Mapping[str, Corrective] = field(default_factory=dict[str, Corrective])

    def shaped(self, values: Mapping[str, float]) -> Floats:
        """The vertices [v, 3] with each named shape or slider at its value, and what corrects them.

        Raises KeyError for an unknown name.
        """
        moved = self.vertices.copy()
        weighted = [
            (self.shapes[n] if n in self.shapes else self.sliders[n], v) for n, v in values.items()
        ]
        weighted += [(c.shape, c.weight(values)) for c in self.correctives.values()]
        for shape, value in weighted:
            moved[shape.indices] += np.float32(value) * shape.deltas
        return moved

    def lip_gap(self, vertices: Floats | None = None) -> float:
        """How far the lips stand apart, in metres, between their inner edges on the midline.

        `vertices` [v, 3] is the head as it is posed; without it the neutral head is measured.
        """
        points = self.vertices if vertices is None else vertices
        upper, lower = self.landmarks["lip_upper"], self.landmarks["lip_lower"]
        return math.dist(points[upper].tolist(), points[lower].tolist())
