"""The brows: single fine hairs rooted in the skin, which they follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bust import Bust
from .part import Part, plain

Floats = NDArray[np.float64]

COLOUR = np.array([0.34, 0.245, 0.19])
HAIRS = 300
INNER, OUTER = 0.095, 0.565

_X = np.array([0.085, 0.16, 0.25, 0.35, 0.43, 0.50, 0.565])
_MIDDLE = np.array([7.425, 7.448, 7.470, 7.487, 7.484, 7.458, 7.415])
_HALF_HEIGHT = np.array([0.020, 0.028, 0.029, 0.025, 0.020, 0.013, 0.005])
_LEAN_AT, _LEAN = (0, 0.10, 0.25, 0.45, 0.7, 1), (1.15, 0.80, 0.50, 0.28, -0.02, -0.55)
_LENGTH_AT, _LENGTH = (0, 0.12, 0.7, 1), (0.040, 0.062, 0.072, 0.045)
_WIDTH, _LIFT = 0.0014, 0.010


def middle(x: Floats) -> Floats:
    """Height of the brow's middle line over the left side's x, on the hm08 mesh, in dm."""
    return np.interp(x, _X, _MIDDLE)


def half_height(x: Floats) -> Floats:
    """Half of the brow's height over x, in dm."""
    return np.interp(x, _X, _HALF_HEIGHT)


def left_brow(bust: Bust) -> Part:
    """The left brow: one triangle a hair, bound to the skin under its root and its tip."""
    rng = np.random.default_rng(7)
    root, tip = _hairs(rng)
    skin = _Front.of(bust)
    (roots, root_shares), (tips, tip_shares) = skin.under(root), skin.under(tip)
    person = bust.person
    start, end = _mixed(person.vertices, roots, root_shares), _mixed(
        person.vertices, tips, tip_shares
    )
    normal = _normals(person.vertices, roots)
    end += _LIFT * normal
    start += 0.1 * _LIFT * normal
    side = np.cross(end - start, normal)
    side *= _WIDTH * (0.8 + 0.5 * rng.random((HAIRS, 1))) / np.linalg.norm(
        side, axis=1, keepdims=True
    )
    deltas = {}
    for name, field in person.shapes.items():
        low, high = _mixed(field, roots, root_shares), _mixed(field, tips, tip_shares)
        if max(np.abs(low).max(), np.abs(high).max()) > 1e-4:
            deltas[name] = np.stack([low, low, high], axis=1).reshape(-1, 3)
    vertices = np.stack([start - side, start + side, end], axis=1).reshape(-1, 3)
    faces = [[3 * k, 3 * k + 1, 3 * k + 2] for k in range(HAIRS)]
    return plain("brow_left", "brow", vertices, faces, COLOUR, "neck", deltas)


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

    def under(self, points: Floats) -> tuple[NDArray[np.int64], Floats]:
        """For points [n, 2]: the foremost triangle [n, 3] over each, and its barycentric shares."""
        a, b, c = np.moveaxis(self.corners[..., :2], 1, 0)
        edges = np.stack([b - a, c - a], axis=-1)
        shares = np.linalg.solve(edges[None], (points[:, None] - a[None])[..., None])[..., 0]
        shares = np.concatenate([1 - shares.sum(axis=-1, keepdims=True), shares], axis=-1)
        outside = np.minimum(shares.min(axis=-1), 0)
        best = (self.corners[..., 2].mean(axis=1) + 1e3 * outside).argmax(axis=1)
        return self.triangles[best], shares[np.arange(len(points)), best]


def _mixed(field: Floats, triangles: NDArray[np.int64], shares: Floats) -> Floats:
    return (field[triangles] * shares[..., None]).sum(axis=1)


def _normals(vertices: Floats, triangles: NDArray[np.int64]) -> Floats:
    a, b, c = np.moveaxis(vertices[triangles], 1, 0)
    normal = np.cross(b - a, c - a)
    return normal / np.linalg.norm(normal, axis=1, keepdims=True)
