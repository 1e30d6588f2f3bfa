"""Person: the whole body with its shapes, from which every part of the head is cut or grown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from intone.geometry.registration import best_rigid

from .rigid import hinge
from .source import BaseMesh

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Person:
    """`vertices` [n, 3] on the topology of `mesh`; `shapes` [n, 3] by name.

    The shapes are the 52 units and then the sliders, whose names are `sliders`.
    """

    mesh: BaseMesh
    vertices: Floats
    shapes: dict[str, Floats]
    sliders: tuple[str, ...] = ()

    def centre(self, group: str) -> Floats:
        """The middle [3] of a group's vertices; joints are marked by such groups."""
        return self.vertices[self.mesh.vertices_of(group)].mean(axis=0)

    @cached_property
    def joints(self) -> dict[str, Floats]:
        """Where the head's joints lie, [3] each."""
        neck, head = self.centre("joint-neck"), self.centre("joint-head")
        teeth = self.mesh.vertices_of("helper-lower-teeth")
        rest = self.vertices[teeth]
        return {
            "root": neck - [0, 0.35, 0],
            "neck": (neck + head) / 2,
            "jaw": hinge(best_rigid(rest, rest + self.shapes["jawOpen"][teeth])),
            "eye_left": self.centre("joint-l-eye"),
            "eye_right": self.centre("joint-r-eye"),
        }
