"""The skin's colours, painted on the vertices in hm08's own coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import brows, lashes
from .bust import Bust
from .source import Source

Floats = NDArray[np.float64]
Point = tuple[float, float, float]


@dataclass(frozen=True)
class Blush:
    """A soft spot of colour on both sides: centre and radii in dm, amount and sRGB colour."""

    centre: Point
    radii: Point
    amount: float
    colour: Point


SKIN = (0.82, 0.59, 0.475)
LIPS = (0.68, 0.335, 0.325)
MOUTH = (0.55, 0.20, 0.20)
HAIR = (0.22, 0.165, 0.14)
EARS = (0.83, 0.50, 0.43)
BROW = (0.42, 0.30, 0.235)
LASH_LINE = (0.30, 0.19, 0.15)

BLUSHES = (
    Blush((0.47, 6.98, 1.35), (0.26, 0.24, 0.40), 0.40, (0.80, 0.46, 0.40)),  # cheek
    Blush((0.31, 7.19, 1.40), (0.20, 0.07, 0.25), 0.20, (0.66, 0.43, 0.40)),  # under the eye
    Blush((0.31, 7.40, 1.40), (0.24, 0.08, 0.25), 0.26, (0.74, 0.50, 0.43)),  # upper lid
    Blush((0.82, 7.10, 0.20), (0.18, 0.50, 0.50), 0.28, (0.84, 0.50, 0.43)),  # ear
    Blush((0.00, 6.92, 1.66), (0.17, 0.17, 0.22), 0.34, (0.81, 0.48, 0.41)),  # tip of the nose
    Blush((0.00, 6.36, 1.48), (0.28, 0.16, 0.30), 0.18, (0.82, 0.53, 0.46)),  # chin
    Blush((0.00, 7.90, 1.20), (0.60, 0.30, 0.70), 0.12, (0.90, 0.72, 0.58)),  # forehead
)

_FRONT_X = (0, 0.18, 0.36, 0.48, 0.56, 0.64, 0.70, 0.76, 0.80, 0.86)
_FRONT_Y = (8.03, 8.03, 8.00, 7.93, 7.82, 7.66, 7.45, 7.22, 7.12, 7.12)
_NAPE_Z, _NAPE_Y = (-1.2, -0.6, -0.25, 0, 0.22, 0.45), (6.62, 6.60, 6.72, 6.90, 7.15, 9.0)
_HAIRLINE_WIDTH = 0.05
_LID, _LASH_LINE_WIDTH = 6785, 0.014


@dataclass(frozen=True)
class Paint:
    """`colours` [n, 3] sRGB and `hair` [n] of the whole mesh; `mouth` [n]: inside the mouth."""

    colours: Floats
    hair: Floats
    mouth: Floats


def paint(source: Source, bust: Bust) -> Paint:
    rest = bust.person.mesh.vertices
    points = np.concatenate([np.abs(rest[:, :1]), rest[:, 1:]], axis=1)
    masks = {n: _mask(source, bust, n) for n in ("ears", "lips", "inside-mouth")}
    colours = np.tile(np.array(SKIN), (len(rest), 1))
    for blush in BLUSHES:
        spot = (points - np.array(blush.centre)) / np.array(blush.radii)
        colours = _over(colours, blush.amount * np.exp(-(spot**2).sum(axis=1)), blush.colour)
    hair = _hair(points) * (1 - masks["ears"])
    layers = (
        (0.35 * masks["ears"], EARS),
        (0.86 * hair, HAIR),
        (0.60 * _brow(points), BROW),
        (0.55 * _lash_line(bust), LASH_LINE),
        (0.78 * masks["lips"], LIPS),
        (masks["inside-mouth"], MOUTH),
    )
    for amount, colour in layers:
        colours = _over(colours, amount, colour)
    return Paint(colours, hair, masks["inside-mouth"])


def _over(colours: Floats, amount: Floats, colour: Point) -> Floats:
    share = np.clip(amount, 0, 1)[:, None]
    return colours * (1 - share) + np.array(colour) * share


def _mask(source: Source, bust: Bust, name: str) -> Floats:
    """A region's mask [n] at the skin's vertices, 0 elsewhere."""
    image = source.mask(name)
    size = len(image) - 1
    values = np.zeros(len(bust.person.vertices))
    for face, face_uv in zip(bust.faces, bust.face_uv, strict=True):
        uv = np.clip(bust.person.mesh.uv[face_uv], 0, 1)
        u, v = np.round(uv * size).astype(int).T
        values[face] = image[size - v, u]
    return values


def _hair(points: Floats) -> Floats:
    """How thick the cropped hair stands, [n] 0..1: over the hairline in front, the nape behind."""
    x, y, z = points.T
    front = _step(y - np.interp(x, _FRONT_X, _FRONT_Y)) * (z > 0)
    back = _step(y - np.interp(z, _NAPE_Z, _NAPE_Y)) * (z < 0.47)
    return np.maximum(front, back)


def _step(height: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(height / _HAIRLINE_WIDTH, -30, 30)))


def _brow(points: Floats) -> Floats:
    """The shade [n] under the brow's hairs."""
    x, y, z = points.T
    inside = np.clip(x, brows.INNER, brows.OUTER)
    height = 1.4 * brows.half_height(inside)
    away = np.hypot((x - inside) / 0.03, (y - brows.middle(inside)) / height)
    return np.exp(-(away**2)) * (z > 0.9)


def _lash_line(bust: Bust) -> Floats:
    """The shade [n] along the upper lid's edge, which shows where the eye is when it is closed."""
    rest = bust.person.mesh.vertices
    folded = np.concatenate([np.abs(rest[:, :1]), rest[:, 1:]], axis=1)
    near = np.flatnonzero(np.linalg.norm(folded - folded[_LID], axis=1) < 0.4)
    line = folded[lashes.strip_grid(bust.person, lashes.ROWS[0].strip)[0]]
    away = np.linalg.norm(folded[near, None] - line[None], axis=2).min(axis=1)
    shade = np.zeros(len(rest))
    shade[near] = np.exp(-((away / _LASH_LINE_WIDTH) ** 2))
    return shade
