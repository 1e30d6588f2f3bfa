"""The hair styles: a shell over the scalp and locks on it, bound to the skin below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intone.geometry.surface import vertex_normals
from intone.head.hair import Hair

from . import scalp, strands
from .bust import Bust
from .comb import Scalp, ramp
from .locks import Locks
from .long_hair import bob, tied
from .places import triangles
from .short_hair import crop, curls

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SUNK = 0.012
"""How deep the shell's rim dives under the skin."""
_INSIDE = 0.75
"""Where hair is less dense there is no shell: the hairline is the locks' and the painted one."""
_FOLLOWED = 3
"""How many vertices of the skin each one of the hair follows."""


@dataclass(frozen=True)
class Cut:
    """A style: what makes its locks, and how thick the shell under them is, close and on top."""

    locks: Callable[[Scalp, np.random.Generator], list[Locks]]
    close: float
    top: float
    seed: int


CUTS = {
    "CROP": Cut(crop, 0.012, 0.085, 17),
    "BOB": Cut(bob, 0.020, 0.060, 18),
    "TIED": Cut(tied, 0.006, 0.014, 19),
    "CURLS": Cut(curls, 0.022, 0.110, 20),
}
"""By the names of intone.head.hair.STYLES."""


def hair_pieces(bust: Bust, ears: Floats, image: Floats) -> dict[str, Hair]:
    """Every style in hm08's space, bound to the vertices of the whole mesh; `image` is the picture
    of strands."""
    head = Scalp.of(bust, ears)
    return {name: _piece(head, cut, image) for name, cut in CUTS.items()}


def _piece(head: Scalp, cut: Cut, image: Floats) -> Hair:
    rng = np.random.default_rng(cut.seed)
    vertices, faces, uv = ([part] for part in _shell(head, cut))
    for locks in cut.locks(head, rng):
        start = sum(map(len, vertices))
        vertices.append(locks.vertices().reshape(-1, 3))
        faces.append(start + locks.faces())
        uv.append(locks.uv(rng).reshape(-1, 2))
    points, places = np.concatenate(vertices), np.concatenate(uv)
    return Hair(
        points, np.concatenate(faces), places, strands.shade(places, image), *_bound(head, points)
    )


def _shell(head: Scalp, cut: Cut) -> tuple[Floats, Integers, Floats]:
    """Vertices, faces and places of the scalp's faces, lifted, without the ears."""
    bust, rest = head.bust, head.bust.person.mesh.vertices
    grown = scalp.density(rest)
    inside = (grown > _INSIDE) & (head.ears < 0.1)
    faces = np.array([face for face in bust.faces if inside[face].all() and len(face) == 4])
    used, corners = np.unique(faces, return_inverse=True)
    share = ramp(grown, _INSIDE, 0.98) * ~_on_rim(faces, len(grown))
    thick = cut.close + (cut.top - cut.close) * ramp(rest[:, 1], 7.45, 8.2)
    lift = thick * share - _SUNK * (1 - share)
    person = bust.person.vertices
    lifted = person + lift[:, None] * vertex_normals(person, triangles(bust.faces))
    uv = np.stack([0.5 + 0.45 * rest[used, 0], np.full(len(used), 0.08)], axis=1)
    return lifted[used], corners.reshape(-1, 4), uv


def _on_rim(faces: Integers, count: int) -> NDArray[np.bool_]:
    """Which of so many vertices lie on the open edge of quads [f, 4]."""
    edges = np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    edges, times = np.unique(edges, axis=0, return_counts=True)
    return np.isin(np.arange(count), edges[times == 1])


def _bound(head: Scalp, points: Floats) -> tuple[Integers, Floats]:
    """The nearest vertices of the skin [v, 3], off the ears, and their shares [v, 3]."""
    person = head.bust.person.vertices
    skin = np.unique(np.concatenate([np.asarray(face) for face in head.bust.faces]))
    skin = skin[head.ears[skin] < 0.05]
    nearest, shares = [], []
    for block in np.array_split(points, 1 + len(points) // 500):
        away = ((block[:, None] - person[skin]) ** 2).sum(axis=2)
        order = np.sort(np.argpartition(away, _FOLLOWED, axis=1)[:, :_FOLLOWED], axis=1)
        near = 1 / (np.take_along_axis(away, order, axis=1) + 1e-4)
        nearest.append(skin[order])
        shares.append(near / near.sum(axis=1, keepdims=True))
    return np.concatenate(nearest), np.concatenate(shares)
