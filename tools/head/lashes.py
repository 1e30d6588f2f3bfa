"""The lashes: single tapered hairs grown along hm08's lash strips."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import atlas
from .part import Part, joined, plain
from .person import Person

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_STATIONS = np.array([0.0, 0.4, 0.75, 1.0])
_LINE = 24
"""Places along the band of the roots."""
_FACES = ((0, 1, 3, 2), (2, 3, 5, 4), (4, 5, 6))


@dataclass(frozen=True)
class Row:
    """A row of lashes: its strip, how many hairs, their width (dm) and length (of the strip), and
    how much of the strip their roots fill, so that the row is one dark line from afar."""

    strip: str
    count: int
    width: float
    length: float
    roots: float


ROWS = (
    Row("helper-l-eyelashes-2", 40, 0.0075, 1.25, 0.20),
    Row("helper-l-eyelashes-1", 24, 0.0042, 0.75, 0.07),
)


def left_lashes(person: Person) -> Part:
    """Upper and lower lashes of the left eye."""
    rng = np.random.default_rng(7)
    rows = [part for row in ROWS for part in (_row(person, row, rng), _line(person, row))]
    return joined("lashes_left", rows)


def _line(person: Person, row: Row) -> Part:
    """The band of the lashes' roots along the lid, narrow at both ends."""
    grid = strip_grid(person, row.strip)
    along = np.linspace(0.02, 0.99, _LINE)
    wide = row.roots * np.sin(np.pi * np.clip(along, 0.02, 0.98)) ** 0.5
    u, v = np.tile(along, 2), np.concatenate([0 * wide, wide])
    faces = [[k, k + 1, _LINE + k + 1, _LINE + k] for k in range(_LINE - 1)]
    deltas = {
        name: _on_grid(field, grid, u, v)
        for name, field in person.shapes.items()
        if np.abs(field[grid]).max() > 1e-4
    }
    uv = atlas.in_swatch("lash", np.full(2 * _LINE, 0.5))
    return plain("line", "lash", _on_grid(person.vertices, grid, u, v), faces, uv, "neck", deltas)


def _row(person: Person, row: Row, rng: np.random.Generator) -> Part:
    grid = strip_grid(person, row.strip)
    along = np.clip(np.linspace(0.03, 0.99, row.count) + rng.normal(0, 0.004, row.count), 0, 1)
    lean = rng.normal(0, 0.012, row.count)
    longest = 0.70 + 0.30 * np.sin(np.pi * along) ** 0.6
    length = row.length * longest * (0.78 + 0.22 * rng.random(row.count))
    u = along[:, None] + lean[:, None] * _STATIONS
    v = length[:, None] * _STATIONS
    side = _on_grid(person.vertices, grid, along + 0.02, 0 * along)
    side -= _on_grid(person.vertices, grid, along - 0.02, 0 * along)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    half = row.width / 2 * (1 - _STATIONS**1.5)
    spread = half[None, :, None] * side[:, None]
    hairs = _strands(_on_grid(person.vertices, grid, u, v), spread)
    faces = [[7 * k + i for i in face] for k in range(row.count) for face in _FACES]
    deltas = {
        name: _strands(_on_grid(field, grid, u, v), 0 * spread)
        for name, field in person.shapes.items()
        if np.abs(field[grid]).max() > 1e-4
    }
    uv = atlas.in_swatch("lash", np.full(len(hairs), 0.5))
    return plain("lashes", "lash", hairs, faces, uv, "neck", deltas)


def _strands(spine: Floats, spread: Floats) -> Floats:
    """Two vertices a station and one at the tip: [hairs, stations, 3] -> [7 * hairs, 3]."""
    pairs = np.stack([spine - spread, spine + spread], axis=2).reshape(len(spine), -1, 3)
    return pairs[:, :7].reshape(-1, 3)


def _on_grid(field: Floats, grid: Indices, u: Floats, v: Floats) -> Floats:
    """A field [n, 3] at places of a grid [rows, columns]: bilinear; u along, v outwards, 0..1.

    Beyond v = 1 the grid goes straight on, so that hairs may be longer than their strip.
    """
    rows, columns = grid.shape
    x, y = np.clip(u, 0, 1) * (columns - 1), np.maximum(v, 0) * (rows - 1)
    i, j = np.minimum(x.astype(int), columns - 2), np.minimum(y.astype(int), rows - 2)
    a, b = (x - i)[..., None], (y - j)[..., None]
    near = (1 - a) * field[grid[j, i]] + a * field[grid[j, i + 1]]
    far = (1 - a) * field[grid[j + 1, i]] + a * field[grid[j + 1, i + 1]]
    return (1 - b) * near + b * far


def strip_grid(person: Person, strip: str) -> Indices:
    """The strip's vertices as a grid [rows, columns]: rows from the lid outwards, from the nose."""
    rest = person.mesh.vertices
    faces = [person.mesh.faces[index] for index in person.mesh.faces_of(strip)]
    neighbours: dict[int, set[int]] = defaultdict(set)
    for face in faces:
        for a, b in zip(face, face[1:] + face[:1], strict=True):
            neighbours[a].add(b)
            neighbours[b].add(a)
    rows = [_root(rest, neighbours)]
    used = set(rows[0])
    while len(used) < len(neighbours):
        rows.append([next(iter(neighbours[v] - used)) for v in rows[-1]])
        used |= set(rows[-1])
    return np.array(rows)


def _root(rest: Floats, neighbours: dict[int, set[int]]) -> list[int]:
    """The strip's edge on the lid: from its inner corner along the border to the outer one."""
    corners = [v for v, around in neighbours.items() if len(around) == 2]
    inner, outer = sorted(sorted(corners, key=lambda v: rest[v, 2])[:2], key=lambda v: rest[v, 0])
    walks = [_walk(neighbours, inner, first, outer) for first in neighbours[inner]]
    return min((w for w in walks if w[-1] == outer), key=lambda w: rest[w, 2].mean())


def _walk(neighbours: dict[int, set[int]], start: int, first: int, stop: int) -> list[int]:
    """Along the border (its vertices have at most three neighbours) until `stop` or a corner."""
    path = [start, first]
    while path[-1] != stop and len(neighbours[path[-1]]) > 2:
        onward = [v for v in neighbours[path[-1]] if v not in path and len(neighbours[v]) < 4]
        path.append(onward[0])
    return path
