"""What the face units lack, sculpted: folds, raised cheeks, corners drawn back, slanting brows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .folds import to_line
from .smooth import smoothed
from .source import BaseMesh
from .symmetry import FLIP, mirror_name, mirror_vertices

Floats = NDArray[np.float64]
Place = tuple[float, float, float]


@dataclass(frozen=True)
class Push:
    """Moves the left side's skin around a place of hm08: where, how wide and which way, in dm.

    `by` is to the character's left, up and forwards; it dies away as a Gaussian of width `size`.
    """

    at: Place
    size: Place
    by: Place

    def field(self, rest: Floats) -> Floats:
        """The displacement [n, 3] of points [n, 3]."""
        away = (((rest - self.at) / self.size) ** 2).sum(axis=1)
        return np.exp(-away)[:, None] * np.array(self.by)


@dataclass(frozen=True)
class Crease:
    """A fold along a line in the front view: a groove, a swelling on its outer side, in dm."""

    line: tuple[tuple[float, float], ...]
    groove: float
    swelling: float
    width: float = 0.055

    def field(self, rest: Floats) -> Floats:
        """The displacement [n, 3] of points [n, 3] of the left side."""
        line = np.array(self.line)
        away, along = to_line(rest[:, :2], line)
        outer = np.sign(rest[:, 0] - np.interp(rest[:, 1], line[::-1, 1], line[::-1, 0]))
        signed = away * outer
        window = np.clip(4 * along * (1 - along), 0, 1) ** 0.7 * np.exp(-((away / 0.2) ** 2))
        out = self.swelling * np.exp(-(((signed - self.width) / self.width) ** 2))
        out -= self.groove * np.exp(-(((signed + 0.012) / (0.55 * self.width)) ** 2))
        front = np.clip((rest[:, 2] - 1.2) / 0.1, 0, 1) * (rest[:, 0] > 0)
        return (out * window * front)[:, None] * np.array([0.5, 0.1, 0.85])


CORNER = (0.259, 6.61, 1.417)
"""The left corner of the mouth on hm08."""

_FOLD = ((0.17, 6.97), (0.24, 6.87), (0.31, 6.77), (0.36, 6.66), (0.38, 6.55))
"""From the wing of the nose round the corner of the mouth, in the front view."""

SCULPTED: dict[str, tuple[Push | Crease, ...]] = {
    "mouthSmileLeft": (
        Push(CORNER, (0.12, 0.11, 0.22), (0.01, 0.022, -0.030)),
        Push((0.41, 6.92, 1.38), (0.17, 0.15, 0.30), (0.012, 0.030, 0.050)),
        Crease(_FOLD, 0.016, 0.026),
    ),
    "browInnerUp": (
        Push((0.10, 7.45, 1.50), (0.12, 0.12, 0.30), (-0.010, 0.018, 0.003)),
        Push((0.47, 7.45, 1.35), (0.16, 0.10, 0.30), (0.0, -0.006, 0.0)),
    ),
    "browOuterUpLeft": (Push((0.22, 7.47, 1.46), (0.15, 0.12, 0.30), (0.0, 0.030, 0.0)),),
    "browDownLeft": (
        Push((0.11, 7.43, 1.50), (0.13, 0.10, 0.30), (-0.022, -0.040, 0.012)),
        Push((0.50, 7.45, 1.33), (0.14, 0.10, 0.30), (0.0, 0.030, 0.0)),
    ),
    "noseSneerLeft": (
        Push((0.16, 6.93, 1.47), (0.07, 0.07, 0.20), (0.006, 0.025, 0.008)),
        Push((0.10, 7.43, 1.50), (0.12, 0.10, 0.30), (0.008, 0.040, 0.0)),
        Push((0.12, 7.12, 1.49), (0.07, 0.07, 0.20), (0.004, 0.010, 0.016)),
        Crease(((0.165, 7.02), (0.205, 6.93), (0.265, 6.80), (0.315, 6.68)), 0.022, 0.030),
    ),
    "cheekSquintLeft": (Push((0.37, 7.06, 1.39), (0.15, 0.10, 0.30), (0.0, 0.025, 0.030)),),
    "mouthUpperUpLeft": (Push((0.16, 6.66, 1.50), (0.09, 0.05, 0.15), (0.0, 0.014, 0.004)),),
}
"""What is added to a shape at its full value."""

LID_SHARE = 0.25
"""How much of eyeSquint a raised cheek brings: it lifts the lower lid."""

SMOOTHED = Push((0.42, 6.72, 1.30), (0.14, 0.22, 0.25), (1, 1, 1))
"""Where the drawn smile ends in an edge beside the mouth, and how much of it is smoothed away."""

SMOOTHINGS = 80
"""How often."""


def sculpted(mesh: BaseMesh, shapes: dict[str, Floats]) -> dict[str, Floats]:
    """The shapes [n, 3] by name with what is sculpted added, on both sides."""
    skin = np.zeros((len(mesh.vertices), 1))
    skin[mesh.vertices_of("body")] = 1
    mirror = mirror_vertices(mesh.vertices)
    result = shapes | _softened(mesh, shapes, skin)
    for name, parts in SCULPTED.items():
        field = skin * np.sum([part.field(mesh.vertices) for part in parts], axis=0)
        result[name] = result[name] + field
        other = mirror_name(name)
        result[other] = result[other] + field[mirror] * FLIP
    for side in ("Left", "Right"):
        cheek, squint = f"cheekSquint{side}", f"eyeSquint{side}"
        result[cheek] = result[cheek] + LID_SHARE * shapes[squint]
    return result


def _softened(mesh: BaseMesh, shapes: dict[str, Floats], skin: Floats) -> dict[str, Floats]:
    """The smiles without the edge that the drawn ones have in the cheek."""
    left = skin * SMOOTHED.field(mesh.vertices)
    shares = {"Left": left, "Right": left[mirror_vertices(mesh.vertices)]}
    smiles = {f"mouthSmile{side}": share for side, share in shares.items()}
    return {
        name: shapes[name] + share * (smoothed(mesh, shapes[name], SMOOTHINGS) - shapes[name])
        for name, share in smiles.items()
    }
