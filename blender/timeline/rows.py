"""The rows of the lane: words, and below them the mouths that say them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import blf
import numpy as np
from numpy.typing import NDArray

from .place import BAR, ROW, Place
from .shapes import Colour, box, boxes, text

BACKGROUND: Colour = (0.09, 0.10, 0.11, 0.92)
WORD: Colour = (0.25, 0.32, 0.40, 1.0)
MOUTH: Colour = (0.24, 0.28, 0.27, 1.0)
EDITED: Colour = (0.55, 0.33, 0.08, 1.0)
CHOSEN: Colour = (0.20, 0.42, 0.75, 1.0)
GHOST: Colour = (0.36, 0.62, 1.0, 0.35)
LETTERS: Colour = (0.95, 0.95, 0.95, 1.0)
SMALL = 10.0
"""Size of the letters at a UI scale of 1."""
PADDING, GRIP = 2.0, 5.0
"""Pixels beside a text, and around an edge within which the mouse takes it."""
SHORT = 3
"""Letters of a text that is shown whole or not at all."""
THINNEST = 2.0
"""Mean width in pixels below which a row would be one block."""


@dataclass(frozen=True)
class Row:
    """What stands beside one another: texts, first and last frames [n], and which are edited [n].

    owner   [n] the word that each belongs to: itself in a row of words
    number  [n] its number in that word
    """

    texts: Sequence[str]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    edited: NDArray[np.bool_]
    owner: NDArray[np.int64]
    number: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Chosen:
    """The word and the mouth of it that are selected; -1 is none."""

    word: int = -1
    mouth: int = -1


@dataclass(frozen=True)
class Grip:
    """What is under the mouse: a word, or a mouth of it, or an edge of either.

    edge: "start", "end", or "" for the middle; mouth: -1 for the word itself.
    """

    word: int
    mouth: int = -1
    edge: str = ""


def draw_rows(words: Row, mouths: Row, chosen: Chosen, place: Place) -> None:
    """Both rows, as far as they fit."""
    box(place.left, place.bottom, place.right, place.above_rows, BACKGROUND)
    row = ROW * place.unit
    _draw(words, words.owner == chosen.word, place, place.bottom + row, WORD)
    picked = (mouths.owner == chosen.word) & (mouths.number == chosen.mouth)
    _draw(mouths, picked, place, place.bottom, MOUTH)


def draw_ghost(first: float, last: float, of_mouth: bool, place: Place) -> None:
    """Where a dragged word or mouth would go."""
    left, right = np.clip(place.x(np.array([first, last])), place.left, place.right)
    low = place.bottom + (0 if of_mouth else ROW * place.unit)
    top = low + ROW * place.unit
    box(left, low, right, top, GHOST)
    edges = np.array([left, right - place.unit])
    boxes(edges, low, edges + 2 * place.unit, top, LETTERS)


def _draw(row: Row, picked: NDArray[np.bool_], place: Place, low: float, colour: Colour) -> None:
    seen = visible(row, place)
    if not len(seen):
        return
    left, right = _edges(row, seen, place)
    if (right - left).mean() < THINNEST * place.unit:
        return
    inner = np.maximum(right - place.unit, left + 0.5)
    bottom, top = low + place.unit, low + (ROW - 1) * place.unit
    edited, picked = row.edited[seen], picked[seen]
    for these, tint in ((~edited & ~picked, colour), (edited & ~picked, EDITED), (picked, CHOSEN)):
        boxes(left[these], bottom, inner[these], top, tint)
    _underline(left[edited], inner[edited], bottom, place)
    _label([row.texts[k] for k in seen], left, inner, low, place)


def _underline(
    left: NDArray[np.float64], right: NDArray[np.float64], bottom: float, place: Place
) -> None:
    """What is edited stays marked while it is selected."""
    boxes(left, bottom, right, bottom + BAR / 3 * place.unit, (1.0, 0.66, 0.25, 1.0))


def _label(
    texts: Sequence[str],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    low: float,
    place: Place,
) -> None:
    blf.size(0, SMALL * place.unit)
    for words, start, end in zip(texts, left, right, strict=True):
        shown = elided(words, end - start - 2 * PADDING * place.unit)
        if shown:
            text(shown, start + PADDING * place.unit, low + 5 * place.unit, LETTERS)


def elided(words: str, width: float) -> str:
    """As much of a text as fits into the width, in the letters that are set; "" for nothing."""
    if width < 4 or blf.dimensions(0, words)[0] <= width:
        return words if width >= 4 else ""
    for end in range(len(words) - 1, 0, -1) if len(words) > SHORT else ():
        shown = f"{words[:end]}…"
        if blf.dimensions(0, shown)[0] <= width:
            return shown
    return ""


def visible(row: Row, place: Place) -> NDArray[np.int64]:
    """The numbers of those that are in sight."""
    first, last = place.frame(place.left), place.frame(place.right)
    return np.flatnonzero((row.last > first) & (row.first < last))


def is_on_rows(place: Place, x: float, y: float) -> bool:
    """Whether a point of the region is on the rows."""
    inside = place.left <= x <= place.right
    return place.rows and inside and place.bottom <= y < place.above_rows


def grip(words: Row, mouths: Row, place: Place, x: float, y: float) -> Grip | None:
    """What is at a point of the region; None beside words and mouths."""
    if not is_on_rows(place, x, y):
        return None
    of_mouth = y < place.bottom + ROW * place.unit
    row = mouths if of_mouth else words
    seen = visible(row, place)
    left, right = _edges(row, seen, place)
    inside = np.flatnonzero((left <= x) & (x < right))
    if not len(inside):
        return None
    k = int(inside[0])
    edge = _edge(float(left[k]), float(right[k]), x, GRIP * place.unit)
    number = int(row.number[seen[k]]) if of_mouth else -1
    return Grip(int(row.owner[seen[k]]), number, edge)


def _edge(left: float, right: float, x: float, reach: float) -> str:
    """The edge within reach; of a narrow one its third."""
    reach = min(reach, (right - left) / 3)
    if x - left <= reach:
        return "start"
    return "end" if right - x <= reach else ""


def _edges(
    row: Row, seen: NDArray[np.int64], place: Place
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left and right of each, in pixels, within the lane."""
    left = np.clip(place.x(row.first[seen]), place.left, place.right)
    return left, np.clip(place.x(row.last[seen]), place.left, place.right)
