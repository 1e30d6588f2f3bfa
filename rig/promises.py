"""Promises: what the name of a shape says that it does, held against what its mesh does.

Sides, and whether it moves up or down. Fields are [v, 3], in a space whose last axis points up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ..track import Array
from .mapping import RigMap

RISING: dict[str, int] = {
    "jawOpen": -1,
    "eyeBlink": -1,
    "browDown": -1,
    "browOuterUp": 1,
    "eyeWide": 1,
    "mouthSmile": 1,
    "mouthFrown": -1,
}
"""Which way most of a channel's points go, by the beginning of its name: 1 is up. Brows that tilt
inwards sink at their ends."""
CONTRARY = 0.5
"""A shape whose points go the other way by that share of their whole way breaks its promise."""
APART = 0.25
"""Sides are told by middles that lie apart by that share of the shapes' own width."""
SURE = 2 / 3
"""Of the pairs of sides, and of the ways up and down, so many must agree to judge the others."""
FEWEST_POINTS = 8
"""Shapes that move fewer points are not judged."""


def rising(field: Array) -> float:
    """How far the points go up, of all the way that they go: -1 to 1."""
    whole = float(np.linalg.norm(field, axis=1).sum())
    return float(field[:, 2].sum()) / whole if whole else 0.0


def contrary(fields: Mapping[str, Array]) -> tuple[str, ...]:
    """The face channels whose shapes go clearly the other way than their names say; none where not
    most of the shapes do as they say."""
    kept = {face: _way(face) * rising(field) for face, field in fields.items() if _way(face)}
    broken = tuple(face for face, share in kept.items() if share < -CONTRARY)
    return broken if len(broken) < (1 - SURE) * len(kept) else ()


def judged(field: Array) -> bool:
    """Whether a shape moves points enough to be one of a face."""
    return np.count_nonzero(field.any(axis=1)) >= FEWEST_POINTS


def _way(face: str) -> int:
    return next((way for begin, way in RISING.items() if face.startswith(begin)), 0)


def pairs(faces: Iterator[str]) -> list[str]:
    """What of the face has a left and a right, without the side."""
    known = set(faces)
    stems = {face.removesuffix("Left") for face in known if face.endswith("Left")}
    return sorted(stem for stem in stems if f"{stem}Right" in known)


def swapped(middles: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """The pairs whose sides are the other way round than those of most pairs.

    `middles`: by pair where the left and the right one lie across the face, in shapes' widths.
    Nothing is said of fewer than three, or where they do not agree.
    """
    way = {stem: np.sign(a - b) for stem, (a, b) in middles.items() if abs(a - b) > APART}
    usual = sum(way.values())
    if len(way) < 3 or (len(way) + abs(usual)) / 2 < SURE * len(way) or not usual:
        return ()
    return tuple(stem for stem, side in way.items() if side != np.sign(usual))


def exchanged(rig: RigMap, stems: tuple[str, ...]) -> Mapping[str, str]:
    """The face channels of those pairs, each with its other side."""
    sides = (("Left", "Right"), ("Right", "Left"))
    return {stem + one: stem + other for stem in stems for one, other in sides}
