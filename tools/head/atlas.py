"""The atlas: where each island of the skin lies in the texture, and the points under its texels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Box = tuple[float, float, float, float]

SIZE = 2048
"""Edge of the skin's texture in texels."""

_HEAD_FROM, _HEAD_TO = (0.145, 0.64, 0.823, 0.995), (0.004, 0.300, 0.996, 0.996)
_FACE = (0.484, 0.862)
"""The face's middle in hm08's UV, (v, 1 - u) axes: the stretch gives it most of the texels."""
_WIDENING = 2.6
_ISLANDS: tuple[tuple[Box, Box], ...] = (
    ((0.0, 0.53, 0.17, 0.65), (0.004, 0.004, 0.20, 0.16)),
    ((0.20, 0.80, 0.56, 1.00), (0.31, 0.06, 0.65, 0.29)),
    ((0.74, 0.00, 0.94, 0.145), (0.66, 0.06, 0.996, 0.29)),
)
"""Boxes (left, bottom, right, top) of hm08's other islands, and where they come to lie: what lies
inside the lids and the nose, the chest, the mouth's inside."""

SWATCHES = ("teeth", "gum", "tongue", "lash", "brow", "tear")
_SWATCH_STRIP = (0.31, 0.004, 0.996, 0.05)
"""Materials that are painted as one patch each, side by side in this box."""


def placed(uv: Floats) -> Floats:
    """Places [n, 2] in the texture of places in hm08's own UV."""
    head = np.stack([uv[:, 1], uv[:, 0]], axis=1)
    out = np.stack(
        [
            _stretched(head[:, 0], _HEAD_FROM[0], _HEAD_FROM[2], _FACE[0]),
            1 - _stretched(head[:, 1], _HEAD_FROM[1], _HEAD_FROM[3], _FACE[1]),
        ],
        axis=1,
    )
    out = _into(out, (0, 0, 1, 1), _HEAD_TO)
    for source, target in _ISLANDS:
        low, high = np.array(source[:2]), np.array(source[2:])
        inside = ((uv >= low) & (uv <= high)).all(axis=1)
        out[inside] = _into(uv[inside], source, target)
    return out


def swatch(material: str) -> Box:
    """The patch of a material: left, bottom, right, top."""
    left, bottom, right, top = _SWATCH_STRIP
    width = (right - left) / len(SWATCHES)
    start = left + SWATCHES.index(material) * width
    return start + 0.1 * width, bottom, start + 0.9 * width, top


def in_swatch(material: str, share: Floats) -> Floats:
    """Places [n, 2] in a material's patch: `share` [n] 0..1 goes from its left to its right."""
    left, bottom, right, top = swatch(material)
    middle = np.full(len(share), (bottom + top) / 2)
    return np.stack([left + (right - left) * np.clip(share, 0.02, 0.98), middle], axis=1)


def _stretched(at: Floats, low: float, high: float, middle: float) -> Floats:
    """Places from low..high spread over 0..1, those near the middle most, without folds."""

    def spread(x: Floats | float) -> Floats:
        return np.arcsinh((np.asarray(x) - middle) / (high - low) * 2 * _WIDENING)

    return (spread(at) - spread(low)) / (spread(high) - spread(low))


def _into(uv: Floats, source: Box, target: Box) -> Floats:
    start, size = np.array(source[:2]), np.subtract(source[2:], source[:2])
    return np.array(target[:2]) + (uv - start) / size * np.subtract(target[2:], target[:2])


@dataclass(frozen=True)
class Canvas:
    """The covered texels: their `rows`, `columns` in a square image of `size`, and `fields`.

    `fields` [texels, k] is interpolated over the faces from what each corner carries.
    """

    size: int
    rows: Integers
    columns: Integers
    fields: Floats

    def image(self, values: Floats) -> Floats:
        """Values [texels, c] as an image [size, size, c], grown over the islands' edges."""
        out = np.zeros((self.size, self.size, values.shape[1]))
        filled = np.zeros((self.size, self.size), bool)
        out[self.rows, self.columns] = values
        filled[self.rows, self.columns] = True
        for _ in range(max(4, self.size // 128)):
            out, filled = _grown(out, filled)
        return out


def canvas(size: int, corners: Floats, fields: Floats) -> Canvas:
    """The texels that triangles cover: `corners` [t, 3, 2] in UV, `fields` [t, 3, k] on them."""
    pixel = corners * size - 0.5
    rows: list[Integers] = []
    columns: list[Integers] = []
    values: list[Floats] = []
    for triangle, carried in zip(pixel, fields, strict=True):
        x, y, shares = _covered(triangle)
        rows.append(size - 1 - y)
        columns.append(x)
        values.append(shares @ carried)
    flat = np.concatenate(rows) * size + np.concatenate(columns)
    kept, first = np.unique(np.clip(flat, 0, size * size - 1), return_index=True)
    return Canvas(size, kept // size, kept % size, np.concatenate(values)[first])


def _covered(triangle: Floats) -> tuple[Integers, Integers, Floats]:
    """Whole points [n] in a triangle [3, 2], and their barycentric shares [n, 3]."""
    low, high = np.floor(triangle.min(axis=0)), np.ceil(triangle.max(axis=0))
    x, y = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
    origin, edges = triangle[0], (triangle[1:] - triangle[0]).T
    area = edges[0, 0] * edges[1, 1] - edges[0, 1] * edges[1, 0]
    if abs(area) < 1e-9:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, np.empty((0, 3))
    dx, dy = x.ravel() - origin[0], y.ravel() - origin[1]
    second = (dx * edges[1, 1] - dy * edges[0, 1]) / area
    third = (dy * edges[0, 0] - dx * edges[1, 0]) / area
    shares = np.stack([1 - second - third, second, third], axis=1)
    inside = shares.min(axis=1) > -1e-6
    at = np.stack([x.ravel(), y.ravel()], axis=1)[inside].astype(np.int64)
    return at[:, 0], at[:, 1], shares[inside]


def _grown(out: Floats, filled: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """One texel more on each side."""
    for axis, way in ((0, 1), (0, -1), (1, 1), (1, -1)):
        neighbour, known = np.roll(out, way, axis), np.roll(filled, way, axis)
        fresh = known & ~filled
        out[fresh] = neighbour[fresh]
        filled = filled | fresh
    return out, filled
