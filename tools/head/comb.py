"""Combing: where locks are rooted, and the ways they take over the skull."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intone.geometry.surface import crosses

from . import scalp
from .bust import Bust
from .places import Places, triangles
from .skull import CENTRE, Skull

Floats = NDArray[np.float64]
Field = Callable[[Floats, Floats], Floats]
"""Where hair is combed [n, 3] at points [n, 3] whose directions from the centre are [n, 3]."""
Height = Callable[[Floats, float], Floats]
"""How far off the skin [n] in directions [n, 3], at a share of a lock's length."""

_TRIED = 14
"""Places that are tried for each one that is wanted."""


@dataclass(frozen=True)
class Scalp:
    """The bust, how far each vertex lies on the ears [n], its skull without them, and with them."""

    bust: Bust
    ears: Floats
    bare: Skull
    whole: Skull

    @classmethod
    def of(cls, bust: Bust, ears: Floats) -> Scalp:
        return cls(bust, ears, Skull.of(bust, ears, 2), Skull.of(bust, 0 * ears, 5, 2))


def scattered(head: Scalp, count: int, apart: float, rng: np.random.Generator) -> Floats:
    """At most `count` roots [n, 3] on the scalp, off the ears, `apart` dm from each other."""
    corners = triangles(head.bust.faces)
    rest, person = head.bust.person.mesh.vertices, head.bust.person.vertices
    area = np.linalg.norm(crosses(rest, corners), axis=1)
    grown = scalp.density(rest[corners].reshape(-1, 3)).reshape(-1, 3).max(axis=1)
    chance = area * (grown > 0.3) * (head.ears[corners].max(axis=1) < 0.05)
    chosen = rng.choice(len(corners), _TRIED * count, p=chance / chance.sum())
    places = Places(corners[chosen], rng.dirichlet(np.ones(3), len(chosen)))
    points = places.mix(person)[scalp.density(places.mix(rest)) > 0.35]
    kept: list[int] = []
    for index, point in enumerate(points):
        if not kept or ((points[kept] - point) ** 2).sum(axis=1).min() > apart**2:
            kept.append(index)
    return points[kept[:count]]


def off_ears(head: Scalp, spines: Floats, reach: Floats) -> NDArray[np.bool_]:
    """Which locks [locks] stay farther from the ears than their `reach` [locks], in dm."""
    ears = head.bust.person.vertices[head.ears > 0.5]
    away = np.array([((lock[:, None] - ears) ** 2).sum(axis=2).min() for lock in spines])
    return away > reach**2


def combed(
    skull: Skull, roots: Floats, field: Field, length: Floats, height: Height, stations: int
) -> Floats:
    """Spines [locks, stations, 3] from the roots [locks, 3] that follow the field."""
    place = skull.on(roots, np.full(len(roots), -0.012))
    spine, way = [place], np.zeros_like(place)
    for station in range(1, stations):
        normal = unit(place - CENTRE)
        wanted = field(place, normal)
        wanted = unit(wanted - (wanted * normal).sum(axis=1)[:, None] * normal)
        way = unit(way + wanted)
        place = place + way * (length / (stations - 1))[:, None]
        place = skull.on(place, height(unit(place - CENTRE), station / (stations - 1)))
        spine.append(place)
    return np.stack(spine, axis=1)


def ramp(x: Floats, low: float, high: float) -> Floats:
    """From 0 at `low` to 1 at `high`, smoothly."""
    share = np.clip((x - low) / (high - low), 0, 1)
    return share**2 * (3 - 2 * share)


def unit(vectors: Floats) -> Floats:
    """Vectors [..., 3] of length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def tapered(half: Floats, stations: int, *profile: tuple[float, float]) -> Floats:
    """Half widths [locks, stations] from each lock's own [locks] and shares along it."""
    at, shares = zip(*profile, strict=True)
    return half[:, None] * np.interp(np.linspace(0, 1, stations), at, shares)


def varied(count: int, spread: float, rng: np.random.Generator) -> Floats:
    """Factors [count] around 1."""
    return 1 + spread * (2 * rng.random(count) - 1)
