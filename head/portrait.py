"""Portraits: a small picture of a head in a pose, drawn without Blender or a renderer.

For the thumbnails of emotions: the face seen from a little to its left, lit by three lights, with
smooth normals and a depth buffer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geometry.rotations import matrices
from ..geometry.surface import triangles, vertex_normals
from ..track import Array
from .model import HeadModel

SMOOTH = 2
"""Samples of a pixel along each edge."""
VIEW = (0.07, 0.0, -0.34)
"""How the whole head is turned, as a rotation vector."""
CENTRE, HEIGHT = (-0.010, 0.217), 0.212
"""Middle of the picture and its height, in metres."""
LIGHTS = (((-0.5, -0.75, 0.6), 0.62), ((0.85, -0.45, 0.1), 0.28), ((0.0, 0.4, 1.0), 0.2))
"""Where each light stands, and how strong it is."""
AMBIENT, GAMMA = 0.26, 2.2
GROUND = (0.20, 0.21, 0.23)
TINTS = {
    "eye": (0.92, 0.90, 0.88),
    "iris": (0.34, 0.25, 0.17),
    "pupil": (0.03, 0.03, 0.03),
    "teeth": (0.92, 0.88, 0.82),
    "mouth": (0.28, 0.10, 0.10),
}
"""Colours (sRGB) of materials that their vertices do not colour."""
UNSEEN = ("tear",)

Numbers = NDArray[np.integer[Any]]
Picture = NDArray[np.float32]
"""[height, width, 3] sRGB, 0..1, the top row first."""


def portrait(head: HeadModel, face: Mapping[str, float], size: int = 128) -> Picture:
    """The head with these face channels (0..1; turns of the head in radians), a square picture."""
    fine = size * SMOOTH
    points = posed(head, face) @ matrices(np.array(VIEW)).T
    corners = triangles(head.loops, head.lengths)
    shade = _shade(vertex_normals(points, corners))
    seen = ~np.isin(head.face_material, [head.materials.index(n) for n in UNSEEN])
    of_face = np.repeat(np.arange(len(head.lengths)), head.lengths - 2)
    corners, of_face = corners[seen[of_face]], of_face[seen[of_face]]
    pixels, hit, shares = _nearest(_projected(points, fine), corners, fine)
    colours = _colours(head, corners[hit], head.face_material[of_face[hit]], shares)
    light = np.einsum("hc,hc->h", shade[corners[hit]], shares)[:, None]
    picture = np.tile(np.array(GROUND) ** GAMMA, (fine * fine, 1))
    picture[pixels] = colours**GAMMA * light
    blocks = picture.reshape(size, SMOOTH, size, SMOOTH, 3).mean(axis=(1, 3))
    return (np.clip(blocks, 0, 1) ** (1 / GAMMA)).astype(np.float32)


def posed(head: HeadModel, face: Mapping[str, float]) -> Array:
    """The head's vertices [v, 3] with its shapes at these values, turned about its neck."""
    points = head.shaped({n: v for n, v in face.items() if n in head.shapes}).astype(np.float64)
    turn = (face.get("headPitch", 0.0), -face.get("headRoll", 0.0), -face.get("headYaw", 0.0))
    names, pivot = list(head.joints), head.joints["neck"].position
    above = 1 - head.weights[:, [names.index("root")]]
    return points + above * ((points - pivot) @ matrices(np.array(turn)).T + pivot - points)


def _shade(normals: Array) -> Array:
    """How much light each vertex gets, [v]."""
    total = np.full(len(normals), AMBIENT)
    for place, strength in LIGHTS:
        towards = np.array(place) / np.linalg.norm(place)
        total += strength * np.clip((normals @ towards + 0.2) / 1.2, 0, None)
    return total


def _projected(points: Array, size: int) -> Array:
    """Column, row and depth of each vertex [v, 3]; nearer is less deep."""
    scale = size / HEIGHT
    columns = (points[:, 0] - CENTRE[0]) * scale + size / 2
    rows = (CENTRE[1] - points[:, 2]) * scale + size / 2
    return np.column_stack([columns, rows, points[:, 1]])


def _nearest(points: Array, corners: Numbers, size: int) -> tuple[Numbers, Numbers, Array]:
    """Of each pixel that is covered its number, the triangle [n] in front, its corners' shares.

    Each triangle that faces us is tried on all pixels of its box.
    """
    at = points[corners]
    facing = np.flatnonzero(_cross(at[:, 1] - at[:, 0], at[:, 2] - at[:, 0]) < 0)
    at = at[facing]
    low = np.clip(np.floor(at[:, :, :2].min(1)), 0, size - 1).astype(np.int64)
    spans = np.clip(np.ceil(at[:, :, :2].max(1)), 0, size - 1).astype(np.int64) - low + 1
    large = np.argsort(-spans.max(1), kind="stable")  # few have large boxes: those come first
    at, low, spans, facing = at[large], low[large], spans[large], facing[large]
    widest: Numbers = spans.max(1)
    found = [
        _covered(at, low, spans, (column, row), int((widest > max(column, row)).sum()), size)
        for column in range(spans[:, 0].max())
        for row in range(spans[:, 1].max())
    ]
    pixels, hit, shares, depth = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((depth, pixels))
    front = order[np.unique(pixels[order], return_index=True)[1]]
    return pixels[front], facing[hit[front]], shares[front]


def _covered(
    at: Array, low: Numbers, spans: Numbers, offset: tuple[int, int], count: int, size: int
) -> tuple[Numbers, Numbers, Array, Array]:
    """Which of the first triangles [t, 3, 3] cover the pixel at that place in their box, and how:
    number of the pixel, of the triangle, shares of its corners, depth."""
    tried = np.flatnonzero((spans[:count] > offset).all(1))
    place = low[tried] + offset
    (a, b, c), middle = np.moveaxis(at[tried], 1, 0), place + 0.5
    area = _cross(b - a, c - a)
    with np.errstate(divide="ignore", invalid="ignore"):
        second = _cross(middle - a[:, :2], c - a) / area
        third = _cross(b - a, middle - a[:, :2]) / area
    shares = np.stack([1 - second - third, second, third], axis=1)
    good = (shares >= 0).all(1)
    hit, shares, place = tried[good], shares[good], place[good]
    depth = np.einsum("nc,nc->n", at[hit, :, 2], shares)
    return place[:, 1] * size + place[:, 0], hit, shares, depth


def _cross(a: Array, b: Array) -> Array:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def _colours(head: HeadModel, corners: Numbers, materials: Numbers, shares: Array) -> Array:
    """The colour [n, 3] of points on triangles: their vertices' own, or their material's."""
    colours = np.einsum("ncd,nc->nd", head.colours[corners], shares)
    for name, tint in TINTS.items():
        colours[materials == head.materials.index(name)] = tint
    return colours
