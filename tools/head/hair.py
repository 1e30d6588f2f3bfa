"""Short hair: a shell that stands off the scalp, and loose locks that break its outline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intone.geometry.surface import crosses, vertex_normals

from . import atlas, scalp
from .bust import Bust
from .noise import layered
from .part import Part, bound_to, plain
from .places import Places, triangles

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LOCKS = 430
_SUNK = 0.012
"""How deep the shell's rim dives under the skin, so that the hairline is the painted one."""
_FRINGE = 0.75
"""No lock grows further in front, in decimetres: it would stand over the forehead as a shard."""
_STATIONS = np.array([0.0, 0.5, 1.0])
_CORNERS = 5
_FACES = ((0, 1, 3, 2), (2, 3, 4))
_CURVATURE = 1.15
"""One over the scalp's radius, in 1 / dm: locks bend with it."""


def hair_shell(bust: Bust, ears: Floats) -> Part:
    """The scalp's faces, but for the `ears` [n], lifted by the hair's thickness; painted alike."""
    grown = scalp.density(bust.person.mesh.vertices)
    kept = [
        i
        for i, face in enumerate(bust.faces)
        if grown[face].max() > 0.02 and ears[face].max() < 0.5
    ]
    faces = [bust.faces[i] for i in kept]
    used = np.unique(np.concatenate([np.asarray(face) for face in faces]))
    place = {int(vertex): index for index, vertex in enumerate(used)}
    uv = np.concatenate([bust.person.mesh.uv[bust.face_uv[i]] for i in kept])
    return Part(
        name="hair",
        vertices=(bust.person.vertices + _lift(bust))[used],
        faces=[[place[vertex] for vertex in face] for face in faces],
        materials=["hair"] * len(faces),
        weights=bound_to("neck", len(used)),
        uv=atlas.placed(uv),
        deltas={name: deltas[used] for name, deltas in bust.person.shapes.items()},
    )


def hair_locks(bust: Bust, ears: Floats) -> Part:
    """Tapered strips along the combed direction, rooted in the shell."""
    rng = np.random.default_rng(17)
    rest = bust.person.mesh.vertices
    lifted = bust.person.vertices + _lift(bust)
    roots = _roots(bust, ears, rng)
    normal, start = roots.normals(lifted), roots.mix(lifted)
    away = roots.mix(rest) - scalp.CROWN + 0.08 * rng.normal(size=start.shape)
    along = away - (away * normal).sum(axis=1)[:, None] * normal
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    length = (0.15 + 0.13 * rng.random(LOCKS)) * np.clip(
        roots.mix(_volume(rest)[:, None])[:, 0] / 0.08, 0.5, 1.2
    )
    spine = _spines(start, along, normal, length, rng)
    width = (0.009 + 0.009 * rng.random(LOCKS))[:, None] * (1 - _STATIONS**2)
    spread = width[..., None] * np.cross(along, normal)[:, None]
    pairs = np.stack([spine - spread, spine + spread], axis=2).reshape(LOCKS, -1, 3)
    deltas = {
        n: np.repeat(roots.mix(field), _CORNERS, axis=0) for n, field in bust.person.shapes.items()
    }
    faces = [[_CORNERS * k + i for i in face] for k in range(LOCKS) for face in _FACES]
    uv = atlas.in_swatch("hair", np.repeat(rng.random(LOCKS), _CORNERS))
    moving = {name: delta for name, delta in deltas.items() if np.abs(delta).max() > 1e-4}
    return plain(
        "hair_locks", "hair", pairs[:, :_CORNERS].reshape(-1, 3), faces, uv, "neck", moving
    )


def _spines(start: Floats, along: Floats, normal: Floats, length: Floats, rng) -> Floats:
    """The locks' middle lines [locks, stations, 3]: up from the root, then down onto the hair."""
    run = length[:, None] * _STATIONS
    rise = 0.010 + 0.012 * rng.random((len(start), 1))
    height = rise * np.sin(np.pi * 0.75 * _STATIONS) - 0.004 - 0.5 * _CURVATURE * run**2
    return start[:, None] + run[..., None] * along[:, None] + height[..., None] * normal[:, None]


def _roots(bust: Bust, ears: Floats, rng: np.random.Generator) -> Places:
    """Random places in the thick of the hair, off the ears and the fringe."""
    corners = triangles(bust.faces)
    area = np.linalg.norm(crosses(bust.person.mesh.vertices, corners), axis=1)
    rest = bust.person.mesh.vertices[corners]
    grown = scalp.density(rest.reshape(-1, 3)).reshape(-1, 3).min(axis=1)
    ears = ears[corners].max(axis=1)
    front = rest[..., 2].max(axis=1)
    chance = area * (grown > 0.6) * (ears < 0.02) * (front < _FRINGE)
    chosen = rng.choice(len(corners), LOCKS, p=chance / chance.sum())
    shares = rng.dirichlet(np.ones(3), LOCKS)
    return Places(corners[chosen], shares)


def _lift(bust: Bust) -> Floats:
    """How the shell stands off the skin, [n, 3]."""
    rest = bust.person.mesh.vertices
    grown = np.clip((scalp.density(rest) - 0.25) / 0.7, 0, 1)
    uneven = 1 + 0.30 * layered(rest, 0.30, 2, seed=70)
    height = _volume(rest) * uneven * grown**0.7 - _SUNK * (1 - grown)
    return height[:, None] * vertex_normals(bust.person.vertices, triangles(bust.faces))


def _volume(rest: Floats) -> Floats:
    """The hair's thickness [n] in decimetres: full on top and in front, close at the nape."""
    x, y, z = rest.T
    top = np.clip((y - 7.55) / 0.65, 0, 1)
    front = np.exp(-(((y - 8.15) / 0.30) ** 2) - ((z - 1.15) / 0.40) ** 2)
    dome = top * np.exp(-((x / 0.55) ** 2))
    return 0.028 + 0.080 * top**1.2 + 0.055 * dome + 0.04 * front
