"""The brows: single fine hairs rooted in the skin, which they follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bust import Bust
from .part import Part, plain

Floats = NDArray[np.float64]

COLOUR = np.array([0.36, 0.26, 0.20])
HAIRS = 300
INNER, OUTER = 0.095, 0.565

_X = np.array([0.085, 0.16, 0.25, 0.35, 0.43, 0.50, 0.565])
_MIDDLE = np.array([7.425, 7.448, 7.470, 7.487, 7.484, 7.458, 7.415])
_HALF_HEIGHT = np.array([0.020, 0.028, 0.029, 0.025, 0.020, 0.013, 0.005])
_LEAN_AT, _LEAN = (0, 0.10, 0.25, 0.45, 0.7, 1), (1.15, 0.80, 0.50, 0.28, -0.02, -0.55)
_LENGTH_AT, _LENGTH = (0, 0.12, 0.7, 1), (0.040, 0.062, 0.072, 0.045)
_WIDTH, _LIFT = 0.0017, 0.010


def middle(x: Floats) -> Floats:
    """Height of the brow's middle line over the left side's x, on the hm08 mesh, in dm."""
    return np.interp(x, _X, _MIDDLE)


def half_height(x: Floats) -> Floats:
    """Half of the brow's height over x, in dm."""
    return np.interp(x, _X, _HALF_HEIGHT)


def left_brow(bust: Bust) -> Part:
    """The left brow: one triangle a hair, bound to the skin under its root and its tip."""
    rng = np.random.default_rng(7)
    root, tip = (_Front.of(bust).under(points) for points in _hairs(rng))
    person = bust.person
    vertices = _triangles(person.vertices, root, tip, rng)
    deltas = {name: _carried(field, root, tip) for name, field in person.shapes.items()}
    moving = {name: delta for name, delta in deltas.items() if np.abs(delta).max() > 1e-4}
    faces = [[3 * k, 3 * k + 1, 3 * k + 2] for k in range(HAIRS)]
    return plain("brow_left", "brow", vertices, faces, COLOUR, "neck", moving)


def _triangles(vertices: Floats, root: _Places, tip: _Places, rng: np.random.Generator) -> Floats:
    """Two corners at each root and one at its tip, raised from the skin, [3 * hairs, 3]."""
    normal = root.normals(vertices)
    start = root.mix(vertices) + 0.1 * _LIFT * normal
    end = tip.mix(vertices) + _LIFT * normal
    side = np.cross(end - start, normal)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    side *= _WIDTH * (0.8 + 0.5 * rng.random((HAIRS, 1)))
    return np.stack([start - side, start + side, end], axis=1).reshape(-1, 3)


def _carried(field: Floats, root: _Places, tip: _Places) -> Floats:
    low, high = root.mix(field), tip.mix(field)
    return np.stack([low, low, high], axis=1).reshape(-1, 3)


def _hairs(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Roots and tips [hairs, 2] in the frontal plane of the hm08 mesh."""
    at = (np.arange(HAIRS) + rng.random(HAIRS)) / HAIRS
    x = INNER + (OUTER - INNER) * at
    offset = np.clip(rng.normal(0, 0.5, HAIRS), -1, 1)
    root = np.stack([x, middle(x) + 0.85 * offset * half_height(x)], axis=1)
    lean = np.interp(at, _LEAN_AT, _LEAN) - 0.30 * offset * (at > 0.08)
    lean += rng.normal(0, 0.10, HAIRS)
    length = np.interp(at, _LENGTH_AT, _LENGTH) * (0.75 + 0.5 * rng.random(HAIRS))
    return root, root + length[:, None] * np.stack([np.cos(lean), np.sin(lean)], axis=1)


@dataclass(frozen=True)
class _Places:
    """Places on the skin: `triangles` [n, 3] of vertices and barycentric `shares` [n, 3]."""

    triangles: NDArray[np.int64]
    shares: Floats

    def mix(self, field: Floats) -> Floats:
        """A field of the whole mesh [m, 3] at the places, [n, 3]."""
        return (field[self.triangles] * self.shares[..., None]).sum(axis=1)

    def normals(self, vertices: Floats) -> Floats:
        a, b, c = np.moveaxis(vertices[self.triangles], 1, 0)
        normal = np.cross(b - a, c - a)
        return normal / np.linalg.norm(normal, axis=1, keepdims=True)


@dataclass(frozen=True)
class _Front:
    """Triangles [t, 3] of the forehead's skin, with their corners [t, 3, 3] on hm08."""

    triangles: NDArray[np.int64]
    corners: Floats

    @classmethod
    def of(cls, bust: Bust) -> _Front:
        rest = bust.person.mesh.vertices
        triangles = np.array(
            [[f[0], f[k], f[k + 1]] for f in bust.faces for k in range(1, len(f) - 1)]
        )
        corners = rest[triangles]
        centres = corners.mean(axis=1)
        area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
        front = (np.abs(centres[:, 1] - 7.5) < 0.3) & (centres[:, 2] > 0.9) & (area > 1e-6)
        return cls(triangles[front], corners[front])

    def under(self, points: Floats) -> _Places:
        """The foremost skin at frontal points [n, 2]."""
        a, b, c = np.moveaxis(self.corners[..., :2], 1, 0)
        edges = np.stack([b - a, c - a], axis=-1)
        shares = np.linalg.solve(edges[None], (points[:, None] - a[None])[..., None])[..., 0]
        shares = np.concatenate([1 - shares.sum(axis=-1, keepdims=True), shares], axis=-1)
        outside = np.minimum(shares.min(axis=-1), 0)
        best = (self.corners[..., 2].mean(axis=1) + 1e3 * outside).argmax(axis=1)
        return _Places(self.triangles[best], shares[np.arange(len(points)), best])
