"""The skull's size over directions: what hair must stay outside of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bust import Bust
from .places import triangles

Floats = NDArray[np.float64]

CENTRE = np.array([0.0, 7.30, 0.40])
_COLUMNS, _ROWS = 144, 72
_SAMPLES = 6
"""Points along each edge of a triangle that are looked at."""


@dataclass(frozen=True)
class Skull:
    """`radii` [rows, columns], dm from CENTRE to the outermost skin: rows from the lowest elevation
    to the highest, columns over the azimuth from the back over the right side and the face."""

    radii: Floats

    @classmethod
    def of(cls, bust: Bust, left_out: Floats, smooth: int, grown: int = 0) -> Skull:
        """The skull of a bust without the vertices of `left_out` [n] over one half.

        Its peaks are widened by `grown` cells, then all is smoothed.
        """
        corners = triangles(bust.faces)
        corners = corners[left_out[corners].max(axis=1) < 0.5]
        shares = np.array(
            [(i, j, _SAMPLES - i - j) for i in range(_SAMPLES + 1) for j in range(_SAMPLES + 1 - i)]
        )
        points = np.einsum("sk,tkd->tsd", shares / _SAMPLES, bust.person.vertices[corners])
        away = (points - CENTRE).reshape(-1, 3)
        row, column = (np.round(axis).astype(int) for axis in _cell(away))
        radii = np.zeros((_ROWS, _COLUMNS))
        np.maximum.at(radii, (row, column % _COLUMNS), np.linalg.norm(away, axis=1))
        return cls(_smoothed(_widened(_filled(radii), grown), smooth))

    def radius(self, points: Floats) -> Floats:
        """Of the skin [n] in the direction of points [n, 3]."""
        y, x = _cell(points - CENTRE)
        row = np.clip(np.floor(y).astype(int), 0, _ROWS - 2)
        column = np.floor(x).astype(int)
        a, b = y - row, x - column
        left, right = column % _COLUMNS, (column + 1) % _COLUMNS
        lower = (1 - b) * self.radii[row, left] + b * self.radii[row, right]
        upper = (1 - b) * self.radii[row + 1, left] + b * self.radii[row + 1, right]
        return (1 - a) * lower + a * upper

    def outside(self, points: Floats, clear: Floats) -> Floats:
        """Points [n, 3] pushed outwards until they are `clear` [n] of the skin."""
        away = points - CENTRE
        far = np.linalg.norm(away, axis=1)
        wanted = np.maximum(far, self.radius(points) + clear)
        return CENTRE + away * (wanted / far)[:, None]

    def on(self, points: Floats, height: Floats) -> Floats:
        """Points [n, 3] moved to lie `height` [n] over the skin."""
        away = points - CENTRE
        far = np.linalg.norm(away, axis=1)
        return CENTRE + away * ((self.radius(points) + height) / far)[:, None]


def direction(azimuth: Floats, elevation: Floats) -> Floats:
    """Unit vectors [..., 3] of degrees: azimuth from the face to the left, elevation upwards."""
    a, e = np.radians(azimuth), np.radians(elevation)
    return np.stack([np.sin(a) * np.cos(e), np.sin(e) + 0 * a, np.cos(a) * np.cos(e)], axis=-1)


def _cell(away: Floats) -> tuple[Floats, Floats]:
    """Row and column, not yet whole numbers, of vectors [n, 3] from the centre."""
    unit = away / np.linalg.norm(away, axis=1, keepdims=True)
    elevation = np.arcsin(np.clip(unit[:, 1], -1, 1))
    azimuth = np.arctan2(unit[:, 0], unit[:, 2])
    row = (elevation / np.pi + 0.5) * (_ROWS - 1)
    return row, (azimuth / (2 * np.pi) + 0.5) * _COLUMNS


def _filled(radii: Floats) -> Floats:
    while (radii == 0).any():
        known = radii > 0
        total, count = _around(radii), _around(known.astype(float))
        fresh = ~known & (count > 0)
        radii = np.where(fresh, total / np.maximum(count, 1), radii)
    return radii


def _widened(radii: Floats, times: int) -> Floats:
    for _ in range(times):
        padded = np.pad(radii, ((1, 1), (0, 0)), mode="edge")
        rows = np.maximum(np.maximum(padded[:-2], padded[2:]), radii)
        radii = np.maximum(np.maximum(np.roll(rows, 1, 1), np.roll(rows, -1, 1)), rows)
    return radii


def _smoothed(radii: Floats, times: int) -> Floats:
    for _ in range(times):
        radii = (radii + _around(radii) / _around(np.ones_like(radii))) / 2
    return radii


def _around(field: Floats) -> Floats:
    """The sum of the four neighbours; the azimuth goes round."""
    padded = np.pad(field, ((1, 1), (0, 0)))
    across = np.roll(field, 1, 1) + np.roll(field, -1, 1)
    return across + padded[:-2] + padded[2:]
