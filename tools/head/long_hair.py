"""Long styles: a bob, and hair tied in a knot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .comb import Scalp, combed, ramp, scattered, tapered, unit, varied
from .locks import Locks, spline
from .skull import CENTRE, Skull, direction

Floats = NDArray[np.float64]

_LAYERS = ((30, 0.035), (36, 0.070), (36, 0.100))
"""How many locks of the bob hang on each side in each layer, and how far off the skull."""
_ENDS, _PARTING = 6.42, 0.20
"""Where the bob ends and how far left its parting begins, in dm."""
_KEYS = (0.0, 0.25, 0.6, 1.0)
_CLEAR = 0.014
_KNOT, _KNOT_SIZE = np.array([0.0, 7.80, -0.45]), 0.27


def bob(head: Scalp, rng: np.random.Generator) -> list[Locks]:
    """From a parting over the ears to the chin, the ends turned in."""
    skull = Skull(np.minimum(head.whole.radii, 1.02))
    spines = np.concatenate(
        [_curtain(skull, layer, side, rng) for layer in _LAYERS for side in (1, -1)]
    )
    flat = spines.reshape(-1, 3)
    spines = skull.outside(flat, np.full(len(flat), _CLEAR)).reshape(spines.shape)
    half = 0.082 * varied(len(spines), 0.3, rng)
    profile = ((0, 0.3), (0.2, 0.7), (0.4, 1), (0.75, 1), (0.9, 0.75), (1, 0.1))
    widths = tapered(half, spines.shape[1], *profile)
    return [Locks(spines, unit(spines - CENTRE), widths, 0.45)]


def _curtain(skull: Skull, layer: tuple[int, float], side: int, rng: np.random.Generator) -> Floats:
    """One side's locks of a layer [locks, 12, 3], from the front (0) to the back (1)."""
    count, rise = layer
    at = np.clip((np.arange(count) + 0.5 + 0.3 * rng.normal(size=count)) / count, 0, 1)
    azimuth = np.interp(at, (0, 0.15, 1), (60, 66, 181)) * side
    over = np.radians(np.interp(at, (0, 0.5, 1), (36, 66, 122)))
    root = np.stack([_PARTING * (1 - 0.7 * at), np.sin(over), np.cos(over)], axis=1)
    way = [CENTRE + root]
    for shares, heights in (
        ((0.50, 0.60, 0.90, 1.0), (38, 58, 68, 64)),
        ((0.80, 0.88, 1.00, 1.0), (24, 34, 42, 38)),
        ((1.00, 1.00, 1.00, 1.0), (4, 8, 8, 6)),
    ):
        turn = azimuth * np.interp(at, _KEYS, shares)
        way.append(CENTRE + direction(turn, np.interp(at, _KEYS, heights)))
    own = rise * varied(count, 0.15, rng)
    lifts = (own + 0.02 * ramp(at, 0.1, 0.4), own + 0.045, own + 0.03, own + 0.01)
    way = [skull.on(place, lift) for place, lift in zip(way, lifts, strict=True)]
    return spline(np.stack([*way, *_hanging(way[-1], at, rise, rng)], axis=1), 12)


def _hanging(start: Floats, at: Floats, rise: float, rng: np.random.Generator) -> list[Floats]:
    """Three waypoints [locks, 3] from the skull's side down to the ends."""
    out = unit((start - CENTRE) * [1, 0, 1])
    count = len(start)
    end = _ENDS - 0.12 * (1 - at) + 0.045 * rng.normal(size=count) + 0.06 * (rise < 0.05)
    wave = 0.02 * rng.normal(size=(count, 1)) * np.cross(out, [0, 1.0, 0])
    turned_in = -0.10 - 0.16 * at
    places: list[Floats] = []
    for share, flare in ((0.35, 0.02 - 0.05 * at), (0.7, -0.02 - 0.10 * at), (1.0, turned_in)):
        place = start + out * flare[:, None] * np.ones((1, 1)) + wave * np.sin(5 * share)
        place[:, 1] = start[:, 1] + share * (end - start[:, 1])
        places.append(place)
    return places


def tied(head: Scalp, rng: np.random.Generator) -> list[Locks]:
    """All combed back into a knot."""
    roots = scattered(head, 520, 0.056, rng)
    count, stations = len(roots), 8
    own, stray = varied(count, 0.3, rng), 0.05 * rng.normal(size=(count, 3))
    goal = _KNOT + 0.05 * rng.normal(size=(count, 3))
    far = np.linalg.norm(goal - roots, axis=1)

    def field(place: Floats, _: Floats) -> Floats:
        return unit(goal - place) + stray

    def height(normal: Floats, share: float) -> Floats:
        rise = 0.25 + 0.9 * np.sin(np.pi * min(0.5, 0.8 * share))
        return (0.028 + 0.055 * ramp(normal[:, 1], 0.0, 0.8)) * own * rise

    length = np.minimum(1.05 * far, 0.30 + 0.75 * far)
    spines = combed(head.bare, roots, field, length, height, stations)
    half = 0.055 * varied(count, 0.3, rng)
    widths = tapered(half, stations, (0, 0.45), (0.2, 1), (0.6, 0.9), (1, 0.35))
    return [Locks(spines, unit(spines - CENTRE), widths, 0.5), _knot(rng)]


def _knot(rng: np.random.Generator) -> Locks:
    """Locks that wind round a flattened ball."""
    count, stations = 36, 9
    out = unit(_KNOT - CENTRE)
    first = unit(np.cross(out, [1.0, 0, 0]))
    second = np.cross(out, first)
    along = np.linspace(0, 1, stations)
    begin = 2 * np.pi * (np.arange(count) + 0.5 * rng.random(count)) / count
    turn = begin[:, None] + 2.0 * varied(count, 0.2, rng)[:, None] * along
    tilt = np.radians(-30 + 90 * rng.random(count))[:, None] + 0.9 * (along - 0.5)
    level = np.cos(turn)[..., None] * first + np.sin(turn)[..., None] * second
    normal = level * np.cos(tilt)[..., None] + 0.8 * np.sin(tilt)[..., None] * out
    size = _KNOT_SIZE * varied(count, 0.05, rng)
    half = 0.072 * varied(count, 0.3, rng)
    widths = tapered(half, stations, (0, 0.2), (0.2, 1), (0.8, 1), (1, 0.2))
    return Locks(_KNOT + 0.12 * out + size[:, None, None] * normal, unit(normal), widths, 0.5)
