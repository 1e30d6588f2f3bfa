"""The bands of the lane: which emotion is heard and which is acted, in colours with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import blf
import numpy as np

from ...track import runs
from .place import BAND, Frames, Place, Values
from .shapes import Colour, box, fill, text

LETTERS = 9.0
"""Size of the names at a UI scale of 1."""
LEAST, NAMED = 0.02, 0.15
"""Shares below these are not drawn, and not named."""
PADDING = 3.0
FADED, VEIL = 0.9, 0.8
"""Opacity of a band, and of the ground behind a name that stands over a low one."""
DARK, LIGHT = (0.05, 0.05, 0.05, 1.0), (0.95, 0.95, 0.95, 1.0)


@dataclass(frozen=True)
class Bands:
    """The share of each emotion at the lane's frames, [n, emotions], 0..1 in all.

    heard    as the voice sounds; what is unsure is neutral, which is bare ground
    acted    as it is played: the mix, by its intensity
    names    of the emotions, as they are shown
    colours  of each, RGB 0..1
    """

    heard: Values
    acted: Values
    names: Sequence[str]
    colours: Sequence[tuple[float, float, float]]


def draw_bands(bands: Bands, frames: Frames, place: Place, ground: Colour) -> None:
    """Two rows: what is heard above, what is acted below."""
    height = BAND * place.unit
    for shares, title, low in (
        (bands.acted, "acted", place.bands),
        (bands.heard, "heard", place.bands + height),
    ):
        _row(bands, shares, title, frames, (low + place.unit, low + height), place, ground)


def _row(
    bands: Bands,
    shares: Values,
    title: str,
    frames: Frames,
    ends: tuple[float, float],
    place: Place,
    ground: Colour,
) -> None:
    """Areas upon one another, each as high as its share, with names where there is room."""
    x = np.clip(place.x(frames), place.left, place.right)
    low, high = ends
    box(x[0], low, x[-1], high, ground)
    tops = low + np.cumsum(shares, axis=1) * (high - low)
    floors = np.column_stack([np.full(len(x), low), tops[:, :-1]])
    for number, colour in enumerate(bands.colours):
        if shares[:, number].max(initial=0) >= LEAST:
            _area(x, floors[:, number], tops[:, number], (*colour, FADED))
    _names(bands, shares, x, low, place, ground)
    _title(title, x, ends, place, ground)


def _area(x: Frames, low: Frames, high: Frames, colour: Colour) -> None:
    points = np.empty((2 * len(x), 2), np.float32)
    points[0::2], points[1::2] = np.stack([x, low], 1), np.stack([x, high], 1)
    fill("TRI_STRIP", points, colour)


def _names(
    bands: Bands, shares: Values, x: Frames, low: float, place: Place, ground: Colour
) -> None:
    """The emotion that leads, once where it is strongest, if its name fits where it leads."""
    blf.size(0, LETTERS * place.unit)
    leading, padding = shares.argmax(axis=1), PADDING * place.unit
    for number, name in enumerate(bands.names):
        width = blf.dimensions(0, name)[0] + 2 * padding
        for first, after in runs((leading == number) & (shares.max(axis=1) >= NAMED)):
            if x[after - 1] - x[first] < width:
                continue
            share = shares[first:after, number]
            peak = float(x[first:after][share > 0.95 * share.max()].mean())
            left = min(max(peak - width / 2, x[first]), x[after - 1] - width)
            below = (x[first:after] >= left) & (x[first:after] <= left + width)
            behind = ground[:3]
            if share[below].mean() > 0.6:
                behind = bands.colours[number]
            else:  # a low band would strike the letters through
                box(left, low, left + width, low + (BAND - 1) * place.unit, (*behind, VEIL))
            text(name, left + padding, low + padding, _readable(behind))


def _title(title: str, x: Frames, ends: tuple[float, float], place: Place, ground: Colour) -> None:
    """Which row it is, at its right end on a ground of its own."""
    blf.size(0, LETTERS * place.unit)
    width = blf.dimensions(0, title)[0] + 2 * PADDING * place.unit
    if x[-1] - x[0] > 3 * width:
        low, high = ends
        box(x[-1] - width, low, x[-1], high, ground)
        padding = PADDING * place.unit
        text(title, x[-1] - width + padding, low + padding, _readable(ground[:3]))


def _readable(ground: Sequence[float]) -> Colour:
    """Dark letters on a light ground, light ones on a dark one."""
    red, green, blue = ground
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else LIGHT
