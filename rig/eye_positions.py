"""Eyes by position: the bones that turn a pair of balls in the face, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..track import Array

FEWEST_POINTS = 6
ROUND, BALL = 0.55, 0.4
"""Of an eye's widths the second is at least that share of the first; where no lids tell where the
eyes are, the third is at least that one: a half ball has .5."""
LIKE = 0.15
"""A pair's members mirror each other within that share of the way between them."""
SIZES = (0.08, 0.5)
"""How large an eye is, of the way between the two: the widest spread of its points."""
BESIDE_LIDS = 0.5
"""The lids' middle is as near to the eyes', of the way between them."""
FROM_MOUTH = (0.2, 1.6)
"""Eyes lie above the mouth by at least the first, and no farther from it than the second, of the
way between them."""
PIVOT = 1.5
"""An eye turns about a point no farther from its middle than so many of its widest spreads, where
no lids are known."""


@dataclass(frozen=True)
class Turned:
    """Where a bone begins [3], and the points [n, 3] that it alone moves."""

    pivot: Array
    points: Array


@dataclass(frozen=True)
class _Part:
    name: str
    pivot: Array
    middle: Array
    widths: Array
    """How far the points spread along three axes, the widest first."""


def eye_pair(
    bones: Mapping[str, Turned],
    left: Array,
    up: Array,
    middle: Array,
    lids: Array | None,
    mouth: Array | None,
) -> tuple[str, str] | None:
    """The names of the left and the right eye's bone; None where no pair, or several, may be it.

    `left` and `up` [3] point to the character's left and up, `middle` [3] lies between its
    halves. `lids` and `mouth` [3] are the middles of what shapes move there,
    where they tell it; nothing is an eye without either.
    """
    if lids is None and mouth is None:
        return None
    parts = [_part(name, bone) for name, bone in bones.items() if len(bone.points) >= FEWEST_POINTS]
    pairs = _pairs([part for part in parts if _is_round(part, lids)], left, middle, lids)
    found = [pair for pair in pairs if mouth is None or _above(pair, mouth, up)]
    if len(found) != 1:
        return None
    one, other = found[0]
    return (one.name, other.name) if (one.middle - other.middle) @ left > 0 else (
        other.name, one.name)  # fmt: skip


def is_ball(points: Array) -> bool:
    """Whether points [n, 3] lie on a ball, or half of one, rather than on a disc."""
    if len(points) < FEWEST_POINTS:
        return False
    first, _, third = _widths(points).tolist()
    return third >= BALL * first > 0


def _above(pair: tuple[_Part, _Part], mouth: Array, up: Array) -> bool:
    away = (pair[0].middle + pair[1].middle) / 2 - mouth
    apart = float(np.linalg.norm(pair[0].middle - pair[1].middle))
    near = float(np.linalg.norm(away)) <= FROM_MOUTH[1] * apart
    return near and float(away @ up) >= FROM_MOUTH[0] * apart


def _part(name: str, bone: Turned) -> _Part:
    return _Part(name, bone.pivot, bone.points.mean(axis=0), _widths(bone.points))


def _widths(points: Array) -> Array:
    """How far points [n, 3] spread along three axes, the widest first, [3]."""
    around = points - points.mean(axis=0)
    return np.linalg.svd(around, compute_uv=False) / np.sqrt(len(points))


def _is_round(part: _Part, lids: Array | None) -> bool:
    first, second, third = part.widths.tolist()
    if not first or second < ROUND * first:
        return False
    apart = float(np.linalg.norm(part.pivot - part.middle))
    return lids is not None or (third >= BALL * first and apart <= PIVOT * first)


def _pairs(
    parts: list[_Part], left: Array, middle: Array, lids: Array | None
) -> Iterator[tuple[_Part, _Part]]:
    for one, other in combinations(parts, 2):
        apart = float(np.linalg.norm(one.middle - other.middle))
        mirrored = other.middle - 2 * ((other.middle - middle) @ left) * left
        alike = float(np.linalg.norm(one.middle - mirrored)) <= LIKE * apart
        sized = all(
            SIZES[0] <= part.widths[0] / max(apart, 1e-9) <= SIZES[1] for part in (one, other)
        )
        same = abs(one.widths[0] - other.widths[0]) <= LIKE * one.widths[0]
        between = (one.middle + other.middle) / 2
        near = lids is None or float(np.linalg.norm(between - lids)) <= BESIDE_LIDS * apart
        if alike and sized and same and near:
            yield one, other
