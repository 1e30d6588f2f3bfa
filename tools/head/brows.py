"""The brows: single fine hairs rooted in the skin, which they follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import atlas
from .bust import Bust
from .part import Part, plain
from .places import Places, triangles

Floats = NDArray[np.float64]

HAIRS = 150
"""Hairs that stand out of the skin on each side; the others are painted."""
PAINTED = 430
INNER, OUTER = 0.095, 0.565

_X = np.array([0.085, 0.16, 0.25, 0.35, 0.43, 0.50, 0.565])
_MIDDLE = np.array([7.425, 7.448, 7.470, 7.487, 7.484, 7.458, 7.415])
_HALF_HEIGHT = np.array([0.013, 0.022, 0.025, 0.022, 0.017, 0.011, 0.004])
_LEAN_AT, _LEAN = (0, 0.10, 0.25, 0.45, 0.7, 1), (1.15, 0.80, 0.50, 0.28, -0.02, -0.55)
_LENGTH_AT, _LENGTH = (0, 0.12, 0.7, 1), (0.036, 0.055, 0.064, 0.042)
_WIDTH, _LIFT = 0.0018, 0.006
_STROKE = 0.0017
"""Half the width of a painted hair at its root, in decimetres."""


def middle(x: Floats) -> Floats:
    """Height of the brow's middle line over the left side's x, on the hm08 mesh, in dm."""
    return np.interp(x, _X, _MIDDLE)


def half_height(x: Floats) -> Floats:
    """Half of the brow's height over x, in dm."""
    return np.interp(x, _X, _HALF_HEIGHT)


def strokes(rest: Floats) -> Floats:
    """How much the painted hairs of both brows cover points [n, 3] of hm08, [n] 0..1."""
    cover = np.zeros(len(rest))
    front = (rest[:, 2] > 0.9) & (np.abs(rest[:, 1] - 7.46) < 0.14)
    for side, seed in ((1, 8), (-1, 9)):
        near = np.flatnonzero(front & (np.abs(side * rest[:, 0] - 0.33) < 0.32))
        at = np.stack([side * rest[near, 0], rest[near, 1]], axis=1)
        cover[near] = _painted(at, *_hairs(np.random.default_rng(seed), PAINTED))
    return cover


def _painted(at: Floats, root: Floats, tip: Floats) -> Floats:
    """The strokes' cover [n] at frontal places [n, 2]: darkest and widest at the roots."""
    cover = np.zeros(len(at))
    for start, end in zip(root, tip, strict=True):
        near = np.flatnonzero(np.abs(at - (start + end) / 2).max(axis=1) < 0.06)
        along = end - start
        share = np.clip((at[near] - start) @ along / (along @ along), 0, 1)
        away = np.linalg.norm(at[near] - start - share[:, None] * along, axis=1)
        width = _STROKE * (1 - 0.75 * share)
        hair = np.exp(-((away / width) ** 2)) * (0.72 - 0.25 * share)
        cover[near] = 1 - (1 - cover[near]) * (1 - hair)
    return cover


def left_brow(bust: Bust) -> Part:
    """The left brow: one triangle a hair, bound to the skin under its root and its tip."""
    rng = np.random.default_rng(7)
    root, tip = (_Front.of(bust).under(points) for points in _hairs(rng, HAIRS))
    person = bust.person
    vertices = _triangles(person.vertices, root, tip, rng)
    deltas = {name: _carried(field, root, tip) for name, field in person.shapes.items()}
    moving = {name: delta for name, delta in deltas.items() if np.abs(delta).max() > 1e-4}
    faces = [[3 * k, 3 * k + 1, 3 * k + 2] for k in range(HAIRS)]
    uv = atlas.in_swatch("brow", np.repeat(rng.random(HAIRS), 3))
    return plain("brow_left", "brow", vertices, faces, uv, "neck", moving)


def _triangles(vertices: Floats, root: Places, tip: Places, rng: np.random.Generator) -> Floats:
    """Two corners at each root and one at its tip, raised from the skin, [3 * hairs, 3]."""
    normal = root.normals(vertices)
    start = root.mix(vertices) + 0.1 * _LIFT * normal
    end = tip.mix(vertices) + _LIFT * normal
    side = np.cross(end - start, normal)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    side *= _WIDTH * (0.8 + 0.5 * rng.random((HAIRS, 1)))
    return np.stack([start - side, start + side, end], axis=1).reshape(-1, 3)


def _carried(field: Floats, root: Places, tip: Places) -> Floats:
    low, high = root.mix(field), tip.mix(field)
    return np.stack([low, low, high], axis=1).reshape(-1, 3)


def _hairs(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Roots and tips [hairs, 2] in the frontal plane of the hm08 mesh."""
    at = ((np.arange(count) + rng.random(count)) / count) ** 0.85
    x = INNER + (OUTER - INNER) * at
    offset = np.clip(rng.normal(0, 0.5, count), -1, 1)
    root = np.stack([x, middle(x) + 0.85 * offset * half_height(x)], axis=1)
    lean = np.interp(at, _LEAN_AT, _LEAN) - 0.30 * offset * (at > 0.08)
    lean += rng.normal(0, 0.10, count)
    length = np.interp(at, _LENGTH_AT, _LENGTH) * (0.75 + 0.5 * rng.random(count))
    return root, root + length[:, None] * np.stack([np.cos(lean), np.sin(lean)], axis=1)


@dataclass(frozen=True)
class _Front:
    """Triangles [t, 3] of the forehead's skin, with their corners [t, 3, 3] on hm08."""

    triangles: NDArray[np.int64]
    corners: Floats

    @classmethod
    def of(cls, bust: Bust) -> _Front:
        rest = bust.person.mesh.vertices
        flat = triangles(bust.faces)
        corners = rest[flat]
        centres = corners.mean(axis=1)
        area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
        front = (np.abs(centres[:, 1] - 7.5) < 0.3) & (centres[:, 2] > 0.9) & (area > 1e-6)
        return cls(flat[front], corners[front])

    def under(self, points: Floats) -> Places:
        """The foremost skin at frontal points [n, 2]."""
        a, b, c = np.moveaxis(self.corners[..., :2], 1, 0)
        edges = np.stack([b - a, c - a], axis=-1)
        shares = np.linalg.solve(edges[None], (points[:, None] - a[None])[..., None])[..., 0]
        shares = np.concatenate([1 - shares.sum(axis=-1, keepdims=True), shares], axis=-1)
        outside = np.minimum(shares.min(axis=-1), 0)
        best = (self.corners[..., 2].mean(axis=1) + 1e3 * outside).argmax(axis=1)
        return Places(self.triangles[best], shares[np.arange(len(points)), best])
