"""The skin's colours: layers over its texels, painted in hm08's own coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import atlas, brows, lashes, scalp
from .atlas import Canvas
from .bust import Bust
from .noise import layered, noise
from .places import triangles
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


SKIN = (0.845, 0.640, 0.545)
LIPS = (0.745, 0.465, 0.430)
LIP_SEAM = (0.42, 0.17, 0.17)
MOUTH = (0.50, 0.17, 0.17)
EARS = (0.83, 0.50, 0.43)
FRECKLE = (0.66, 0.43, 0.32)
LASH_LINE = (0.26, 0.16, 0.13)

BLUSHES = (
    Blush((0.46, 6.98, 1.35), (0.24, 0.22, 0.40), 0.36, (0.82, 0.47, 0.42)),  # cheek
    Blush((0.31, 7.15, 1.40), (0.19, 0.06, 0.25), 0.26, (0.66, 0.45, 0.44)),  # under the eye
    Blush((0.15, 7.24, 1.40), (0.06, 0.10, 0.20), 0.22, (0.64, 0.40, 0.38)),  # inner corner
    Blush((0.31, 7.38, 1.40), (0.22, 0.06, 0.25), 0.30, (0.72, 0.48, 0.43)),  # upper lid
    Blush((0.82, 7.10, 0.20), (0.18, 0.50, 0.50), 0.30, (0.84, 0.50, 0.43)),  # ear
    Blush((0.00, 6.92, 1.66), (0.15, 0.15, 0.22), 0.36, (0.82, 0.48, 0.42)),  # tip of the nose
    Blush((0.16, 6.85, 1.48), (0.07, 0.09, 0.15), 0.30, (0.76, 0.43, 0.38)),  # wing of the nose
    Blush((0.00, 6.36, 1.48), (0.26, 0.14, 0.30), 0.18, (0.82, 0.53, 0.46)),  # chin
    Blush((0.00, 6.48, 1.50), (0.22, 0.04, 0.20), 0.20, (0.68, 0.44, 0.38)),  # under the lip
    Blush((0.00, 7.75, 1.45), (0.55, 0.25, 0.70), 0.16, (0.90, 0.73, 0.60)),  # forehead
    Blush((0.00, 6.72, 1.58), (0.30, 0.06, 0.20), 0.12, (0.74, 0.54, 0.47)),  # upper lip
    Blush((0.00, 5.50, 0.95), (0.55, 0.45, 0.60), 0.16, (0.84, 0.54, 0.45)),  # below the neck
)
_LINE_WIDTH, _LID = 0.011, 6785
_FRECKLED = ((0.34, 7.00, 1.45), (0.34, 0.16, 0.35)), ((0.0, 7.02, 1.62), (0.14, 0.16, 0.2))

SWATCH_COLOURS: dict[str, tuple[Point, Point]] = {
    "teeth": ((0.85, 0.805, 0.725), (0.36, 0.30, 0.26)),
    "gum": ((0.74, 0.40, 0.40), (0.70, 0.36, 0.36)),
    "tongue": ((0.74, 0.38, 0.37), (0.70, 0.34, 0.33)),
    "lash": ((0.07, 0.05, 0.045), (0.10, 0.07, 0.06)),
    "brow": ((0.34, 0.245, 0.19), (0.26, 0.18, 0.14)),
    "tear": ((0.86, 0.70, 0.67), (0.86, 0.70, 0.67)),
}
"""Left and right edge of every material's patch in the atlas."""
SWATCH_HAIR: dict[str, tuple[Point, Point]] = {"brow": ((0.0, 1.0, 0.8), (0.0, 1.0, 0.3))}
"""What the picture of hair says of the patches; on the others there is none."""


@dataclass(frozen=True)
class Skin:
    """The painted texels: sRGB `colours` [t, 3]; `melanin` [t], how much of the skin's own dye
    lies there, 0..1; `hair` [t, 3], how much of the scalp's hair and of the brows covers them, and
    how bright it is; `rest` [t, 3], where they lie on hm08; `canvas`, where in the image."""

    canvas: Canvas
    rest: Floats
    colours: Floats
    melanin: Floats
    hair: Floats


def paint(source: Source, bust: Bust, size: int = atlas.SIZE) -> Skin:
    """The whole skin with lips, and the hair that is laid over it."""
    covered = _covered(bust, size)
    rest, own_uv = covered.fields[:, :3], covered.fields[:, 3:5]
    masks = {n: _sampled(source.mask(n), own_uv) for n in ("ears", "lips", "inside-mouth")}
    folded = np.concatenate([np.abs(rest[:, :1]), rest[:, 1:]], axis=1)
    colours = _complexion(rest, folded)
    melanin = np.ones(len(rest))
    for amount, colour, dye in _layers(bust, rest, folded, masks):
        share = np.clip(amount, 0, 1)
        colours += share[:, None] * (np.asarray(colour) - colours)
        melanin += share * (dye - melanin)
    hair = _hair(rest, folded, masks["ears"])
    return Skin(covered, rest, np.clip(colours, 0, 1), melanin, hair)


def _hair(rest: Floats, folded: Floats, ears: Floats) -> Floats:
    """Cover of the scalp's hair and of the brows, and its brightness, [t, 3] 0..1."""
    brow = 1 - (1 - _bare_brow(folded)) * (1 - brows.strokes(rest))
    grown = scalp.stubble(rest) * (1 - ears)
    light = np.where(grown > 0.01, scalp.brightness(rest), 0.4)
    return np.stack([grown, brow, light], axis=1)


def _layers(bust: Bust, rest: Floats, folded: Floats, masks: dict[str, Floats]):
    """Amount [t], colour and melanin of each layer, from the lowest to the uppermost."""
    lips = _lips(rest, masks["lips"])
    yield 0.35 * masks["ears"], EARS, 0.8
    yield _freckles(rest, folded), FRECKLE, 1.0
    yield 0.72 * lips, LIPS, 0.75
    yield 0.16 * lips * _creases(rest), LIP_SEAM, 0.5
    yield masks["inside-mouth"], MOUTH, 0.0
    line = _lash_line(bust, folded)
    yield 0.55 * line, LASH_LINE, 0.4


def on_vertices(mask: Floats, bust: Bust) -> Floats:
    """A mask of hm08's UV [rows, columns] at the bust's vertices [n], 0 elsewhere."""
    values = np.zeros(len(bust.person.vertices))
    uv = bust.person.mesh.uv[np.concatenate([np.asarray(face) for face in bust.face_uv])]
    values[np.concatenate([np.asarray(face) for face in bust.faces])] = _sampled(mask, uv)
    return values


def inside_mouth(source: Source, bust: Bust) -> list[bool]:
    """Whether each face of the bust lies inside the mouth."""
    mask, uv = source.mask("inside-mouth"), bust.person.mesh.uv
    return [bool(_sampled(mask, uv[face_uv]).mean() > 0.6) for face_uv in bust.face_uv]


def patches(image: Floats, swatches: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Floats:
    """The image [size, size, c] with the materials' patches painted in, edge to edge."""
    size = len(image)
    for material, edges in swatches.items():
        left, bottom, right, top = (round(edge * size) for edge in atlas.swatch(material))
        share = np.linspace(0, 1, right - left)[None, :, None]
        first, last = (np.array(edge) for edge in edges)
        image[size - top : size - bottom, left:right] = first * (1 - share) + last * share
    return image


def _covered(bust: Bust, size: int) -> Canvas:
    """The skin's texels; they carry hm08's rest place and its own UV, [t, 5]."""
    mesh = bust.person.mesh
    uv = mesh.uv[triangles(bust.face_uv)]
    fields = np.concatenate([mesh.vertices[triangles(bust.faces)], uv], axis=2)
    return atlas.canvas(size, atlas.placed(uv.reshape(-1, 2)).reshape(uv.shape), fields)


def _sampled(image: Floats, uv: Floats) -> Floats:
    """An image [rows, columns] at places [n, 2], smoothly."""
    size = len(image) - 1
    x, y = (np.clip(axis, 0, 1) * size for axis in (uv[:, 0], 1 - uv[:, 1]))
    i, j = np.minimum(x.astype(int), size - 1), np.minimum(y.astype(int), size - 1)
    a, b = x - i, y - j
    upper = (1 - a) * image[j, i] + a * image[j, i + 1]
    lower = (1 - a) * image[j + 1, i] + a * image[j + 1, i + 1]
    return (1 - b) * upper + b * lower


def _complexion(rest: Floats, folded: Floats) -> Floats:
    """The bare skin [t, 3]: blushes, uneven blood, and pores."""
    colours = np.tile(np.array(SKIN), (len(rest), 1))
    for blush in BLUSHES:
        spot = (folded - np.array(blush.centre)) / np.array(blush.radii)
        share = blush.amount * np.exp(-(spot**2).sum(axis=1))
        colours += share[:, None] * (np.array(blush.colour) - colours)
    blood = layered(rest, 0.16, 4, seed=20)[:, None]
    dye = layered(rest, 0.05, 3, seed=24)[:, None]
    pores = np.clip(noise(rest, 0.0075, seed=30) - 0.25, 0, 1)[:, None] * _pored(folded)[:, None]
    grain = noise(rest, 0.0045, seed=31)[:, None]
    tint = 1 + blood * [0.012, -0.028, -0.026] + dye * [0.016, 0.018, 0.022]
    return colours * tint * (1 - 0.30 * pores * [0.8, 1.0, 1.05]) * (1 + 0.012 * grain)


def _pored(folded: Floats) -> Floats:
    """Where pores are wide, [t]: on the nose and the cheeks beside it."""
    nose = (folded - [0.10, 6.95, 1.55]) / [0.32, 0.26, 0.45]
    return 0.25 + 0.75 * np.exp(-(nose**2).sum(axis=1))


def _freckles(rest: Floats, folded: Floats) -> Floats:
    share = np.zeros(len(rest))
    for centre, radii in _FRECKLED:
        spot = (folded - np.array(centre)) / np.array(radii)
        share = np.maximum(share, np.exp(-(spot**2).sum(axis=1)))
    spots = np.clip((noise(rest, 0.021, seed=35) - 0.50) / 0.20, 0, 1)
    few = np.clip(0.6 + noise(rest, 0.07, seed=36), 0, 1)
    return 0.26 * share * spots * few


def _lips(rest: Floats, mask: Floats) -> Floats:
    """The lips with a border that is soft and not quite even, [t]."""
    ragged = 0.10 * noise(rest, 0.02, seed=37)
    return np.clip((mask + ragged * (mask > 0.02) - 0.25) / 0.5, 0, 1)


def _creases(rest: Floats) -> Floats:
    """The lips' fine upright creases, [t] 0..1."""
    stretched = rest * [1, 0.15, 0.15]
    return np.clip(0.5 + noise(stretched, 0.011, seed=38), 0, 1)


def _bare_brow(folded: Floats) -> Floats:
    """The faint shade [t] of the brow between its hairs."""
    x, y, z = folded.T
    inside = np.clip(x, brows.INNER + 0.02, brows.OUTER)
    height = 1.2 * brows.half_height(inside)
    away = np.hypot((x - inside) / 0.03, (y - brows.middle(inside)) / height)
    return 0.12 * np.exp(-(away**2)) * (z > 0.9)


def _lash_line(bust: Bust, folded: Floats) -> Floats:
    """The shade [t] along the lids' edges, which shows where the eye is when it is closed."""
    rest = bust.person.mesh.vertices
    shade = np.zeros(len(folded))
    lid = np.array([abs(rest[_LID, 0]), *rest[_LID, 1:]])
    near = np.flatnonzero(np.linalg.norm(folded - lid, axis=1) < 0.3)
    for row, strength in zip(lashes.ROWS, (1.0, 0.45), strict=True):
        line = rest[lashes.strip_grid(bust.person, row.strip)[0]]
        away = np.full(len(near), np.inf)
        for start, end in zip(line, line[1:], strict=False):
            away = np.minimum(away, _to_segment(folded[near], start, end))
        shade[near] = np.maximum(shade[near], strength * np.exp(-((away / _LINE_WIDTH) ** 2)))
    return shade


def _to_segment(points: Floats, start: Floats, end: Floats) -> Floats:
    """Distance [n] of points [n, 3] to the segment from `start` to `end`."""
    along = end - start
    share = np.clip((points - start) @ along / (along @ along), 0, 1)
    return np.linalg.norm(points - start - share[:, None] * along, axis=1)
