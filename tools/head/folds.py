"""Folds of the skin: how deep it creases where an expression presses it together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .noise import layered, noise

Floats = NDArray[np.float64]
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Fold:
    """The middle line of a fold on the left side in hm08's front view, and its width, in dm."""

    line: Line
    width: float = 0.011
    depth: float = 1.0


_RAISE = tuple(
    Fold(((-0.05, y - 0.008), (0.12, y), (0.30, y + 0.018), (0.46, y - 0.022)))
    for y in (7.595, 7.665, 7.740, 7.815)
)
_FROWN = (
    Fold(((0.052, 7.375), (0.050, 7.45), (0.070, 7.55))),
    Fold(((0.018, 7.40), (0.022, 7.50))),
    Fold(((-0.04, 7.265), (0.0, 7.258), (0.05, 7.270))),
    Fold(((0.055, 7.205), (0.105, 7.165), (0.135, 7.105))),
    Fold(((0.045, 7.165), (0.085, 7.125), (0.110, 7.075))),
)
_SMILE = (
    Fold(((0.555, 7.295), (0.610, 7.325), (0.660, 7.370)), 0.015, 0.45),
    Fold(((0.560, 7.275), (0.620, 7.280), (0.680, 7.300)), 0.015, 0.45),
    Fold(((0.555, 7.250), (0.610, 7.230), (0.665, 7.215)), 0.015, 0.45),
    Fold(((0.20, 7.165), (0.31, 7.135), (0.43, 7.155)), 0.015, 0.7),
    Fold(((0.205, 6.895), (0.270, 6.800), (0.325, 6.690), (0.345, 6.610)), 0.030),
)
_CHIN = ((0.0, 6.36), (0.16, 0.10))


def folds(rest: Floats) -> Floats:
    """Heights [n, 3] around 0.5 at points [n, 3] of hm08: brows raised, a frown, a smile."""
    flat = np.stack([np.abs(rest[:, 0]), rest[:, 1]], axis=1)
    flat = flat + 0.008 * np.c_[layered(rest, 0.10, 2, seed=80), layered(rest, 0.10, 2, seed=81)]
    front = np.clip((rest[:, 2] - 0.95) / 0.15, 0, 1)
    depth = np.stack([_creased(flat, group) for group in (_RAISE, _FROWN, _SMILE)], axis=1)
    away = ((flat - _CHIN[0]) / _CHIN[1]) ** 2
    depth[:, 1] += 0.5 * np.exp(-away.sum(axis=1)) * noise(rest, 0.030, seed=82)
    return np.clip(0.5 - 0.45 * depth * front[:, None], 0, 1)


def _creased(flat: Floats, group: tuple[Fold, ...]) -> Floats:
    """A groove along each line, between two swellings, [n]: 1 in the groove, below 0 beside it."""
    depth = np.zeros(len(flat))
    for fold in group:
        away, along = to_line(flat, np.array(fold.line))
        strength = fold.depth * np.clip(4 * along * (1 - along), 0, 1) ** 0.7
        across = away / fold.width
        depth += strength * (1.35 * np.exp(-(across**2)) - 0.35 * np.exp(-((across / 2.6) ** 2)))
    return depth


def to_line(flat: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Distance [n] of points [n, 2] to a broken line [k, 2]; how far along it they lie, 0..1."""
    nearest, along = np.full(len(flat), np.inf), np.zeros(len(flat))
    for index, (start, end) in enumerate(zip(line, line[1:], strict=False)):
        step = end - start
        share = np.clip((flat - start) @ step / (step @ step), 0, 1)
        away = np.linalg.norm(flat - start - share[:, None] * step, axis=1)
        closer = away < nearest
        nearest = np.minimum(nearest, away)
        along = np.where(closer, (index + share) / (len(line) - 1), along)
    return nearest, along
