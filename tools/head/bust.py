"""The cut: the body clipped by a curved surface, so that a bust remains."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .part import fan, tube
from .person import Person

Floats = NDArray[np.float64]

DROP = 0.67
TILT = 0.10
CURVE = 0.46
FADE = 0.35
"""The surface, in decimetres: how far below the neck's joint it lies, how it tilts with depth and
rises to the sides; and over which height above it the shapes fade out."""
ROLL = 0.07
"""The radius with which the bust's edge is rolled in, in decimetres."""
_TURNS = (0.4, 0.8, 1.2, 1.57)
_INNER = (0.75, 0.35)
"""How far the rings of the closed underside lie from its middle, as shares of the edge's."""


@dataclass(frozen=True)
class Bust:
    """The person with the rim's vertices drawn onto the cut; `faces`, `face_uv` of what remains."""

    person: Person
    faces: list[list[int]]
    face_uv: list[list[int]]


def cut(person: Person) -> Bust:
    mesh, neck = person.mesh, person.centre("joint-neck")
    above = _height(person.vertices, neck)
    near = (person.vertices[:, 1] > neck[1] - 1.2) & (np.abs(person.vertices[:, 0]) < 2.2)
    kept = [
        index
        for index in mesh.faces_of("body")
        if near[mesh.faces[index]].all() and (above[mesh.faces[index]] > 0).any()
    ]
    rim = _rim([mesh.faces[index] for index in kept], above)
    corners = [
        [k for k, v in enumerate(mesh.faces[index]) if above[v] > 0 or v in rim] for index in kept
    ]
    whole = [(index, ks) for index, ks in zip(kept, corners, strict=True) if len(ks) >= 3]
    return Bust(
        _faded(_drawn(person, rim, above), neck),
        [[mesh.faces[index][k] for k in ks] for index, ks in whole],
        [[mesh.face_uv[index][k] for k in ks] for index, ks in whole],
    )


def _height(vertices: Floats, neck: Floats) -> Floats:
    """How far points [n, 3] lie above the cut, [n]."""
    x, y, z = vertices.T
    return y - (neck[1] - DROP) + TILT * (z - neck[2]) - CURVE * x**2


def _rim(faces: list[list[int]], above: Floats) -> dict[int, int]:
    """For each vertex under the cut that has a neighbour above it: the highest such neighbour."""
    rim: dict[int, int] = {}
    for face in faces:
        for a, b in zip(face, face[1:] + face[:1], strict=True):
            for low, high in ((a, b), (b, a)):
                if above[low] <= 0 < above[high] and above[high] > above[rim.get(low, low)]:
                    rim[low] = high
    return rim


def _drawn(person: Person, rim: dict[int, int], above: Floats) -> Person:
    """The rim's vertices, and their shapes, moved along an edge onto the cut."""
    low, high = np.array(list(rim)), np.array(list(rim.values()))
    share = (above[low] / (above[low] - above[high]))[:, None]

    def draw(field: Floats) -> Floats:
        moved = field.copy()
        moved[low] += share * (field[high] - field[low])
        return moved

    shapes = {name: draw(deltas) for name, deltas in person.shapes.items()}
    return replace(person, vertices=draw(person.vertices), shapes=shapes)


def _faded(person: Person, neck: Floats) -> Person:
    """The shapes of the skin dying away towards the rim."""
    skin = person.mesh.vertices_of("body")
    share = np.clip(_height(person.vertices[skin], neck) / FADE, 0, 1)
    amount = np.ones((len(person.vertices), 1))
    amount[skin, 0] = share**2 * (3 - 2 * share)
    return replace(person, shapes={name: d * amount for name, d in person.shapes.items()})


def base(bust: Bust) -> tuple[Floats, list[list[int]], NDArray[np.int64]]:
    """What closes the bust below: vertices [rings * n + 1, 3], the edge's own first; faces; and
    the edge's vertices of the whole mesh [n]."""
    rim = _border(bust)
    edge = bust.person.vertices[rim]
    middle = np.array([0.0, edge[:, 1].min(), edge[:, 2].mean()])
    inwards = (middle - edge) * [1, 0, 1]
    inwards /= np.linalg.norm(inwards, axis=1, keepdims=True)
    rings = [edge]
    for turn in _TURNS:
        rings.append(
            edge + ROLL * ((1 - np.cos(turn)) * inwards - np.sin(turn) * np.array([0, 1.0, 0]))
        )
    low = rings[-1]
    rings += [middle + share * (low - middle) + [0, (1 - share) * ROLL, 0] for share in _INNER]
    count = len(rim)
    faces = tube(len(rings), count) + fan((len(rings) - 1) * count, count, len(rings) * count)
    return np.concatenate([*rings, [middle + [0, ROLL, 0]]]), faces, rim


def _border(bust: Bust) -> NDArray[np.int64]:
    """The edge's vertices [n] in a row, against the faces' sense of turning."""
    after: dict[int, int] = {}
    sides = {(a, b) for f in bust.faces for a, b in zip(f, (*f[1:], f[0]), strict=True)}
    for a, b in sides:
        if (b, a) not in sides:
            after[b] = a
    start = min(after, key=lambda vertex: float(bust.person.vertices[vertex, 1]))
    rim = [start]
    while after[rim[-1]] != start:
        rim.append(after[rim[-1]])
    return np.array(rim)
