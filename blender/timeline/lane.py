"""The timeline lane: heard and acted intensity, drawn along the time of an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import blf
import gpu
import numpy as np
from gpu_extras.batch import batch_for_shader
from numpy.typing import NDArray

from .bands import Bands, draw_bands
from .place import BAR, EDGE, Place, Values
from .rows import Chosen, Row, draw_ghost, draw_rows
from .shapes import Colour, box, fill, text

BACKGROUND: Colour = (0.09, 0.10, 0.11, 0.82)
SOUND: Colour = (0.42, 0.46, 0.50, 0.55)
SOUND_BEHIND: Colour = (0.42, 0.46, 0.50, 0.22)
HEARD: Colour = (0.62, 0.78, 0.92, 0.95)
ACTED: Colour = (1.0, 0.66, 0.25, 1.0)
EDITED: Colour = (1.0, 0.66, 0.25, 0.9)
UNEDITED: Colour = (1.0, 1.0, 1.0, 0.10)
PLAYHEAD: Colour = (0.36, 0.62, 1.0, 1.0)
TITLE_COLOUR: Colour = (0.92, 0.92, 0.92, 1.0)
LEGEND: Colour = (0.70, 0.70, 0.70, 1.0)

AXIS, LETTERS = 56.0, 11.0
"""Pixels that a Graph Editor's own numbers take on the left, and of the letters, at a UI scale of
1."""


@dataclass(frozen=True)
class Lane:
    """What is drawn. Everything sampled is at `frames` [n] of the scene.

    loudness   [n]  of the voice, 0..1
    heard      [n]  intensity that is heard, 0..1
    acted      [n]  intensity that is acted, times its scale, 0 or more: drawn, or heard
    bands           the emotions that are heard and acted
    edited          stretches that the artist edited, first and last frame of each
    words, mouths   what is said, and the visemes of it; None where no words are known
    chosen          which of them are selected
    ghost           first and last frame of what is dragged, and whether it is a mouth
    """

    title: str
    frames: NDArray[np.float64]
    loudness: Values
    heard: Values
    acted: Values
    edited: Sequence[tuple[float, float]]
    now: float
    bands: Bands | None = None
    words: Row | None = None
    mouths: Row | None = None
    chosen: Chosen = Chosen()
    ghost: tuple[float, float, bool] | None = None

    @property
    def has_words(self) -> bool:
        return self.words is not None and len(self.words) > 0

    @property
    def most(self) -> float:
        """The value at the top of the lane: 1, or what is acted at most."""
        return max(1.0, float(self.acted.max(initial=0)))


def draw(lane: Lane, place: Place, ground: Colour = BACKGROUND) -> None:
    """Draws the lane into the region that is being drawn; `ground` lies under the bands."""
    place = replace(place, most=lane.most)
    gpu.state.blend_set("ALPHA")
    try:
        if place.curves:
            _draw_curves(lane, place, ground)
        if place.rows and lane.words is not None and lane.mouths is not None:
            draw_rows(lane.words, lane.mouths, lane.chosen, place)
        if lane.ghost is not None and place.rows:
            draw_ghost(*lane.ghost, place)
        if not place.open:
            _draw_now(lane, place)
    finally:
        gpu.state.blend_set("NONE")


def _draw_curves(lane: Lane, place: Place, ground: Colour) -> None:
    if not place.open:
        box(place.left, place.above_rows, place.right, place.lane_top, BACKGROUND)
    _draw_sound(lane, place)
    _line(lane.frames, lane.heard, place, HEARD, 1.25)
    _line(lane.frames, lane.acted, place, ACTED, 2.25)
    if lane.most > 1 and not place.open:
        _draw_one(lane, place)
    _draw_stretches(lane, place)
    if lane.bands is not None:
        draw_bands(lane.bands, lane.frames, place, ground)
    _draw_legend(lane, place)


def _draw_one(lane: Lane, place: Place) -> None:
    """Where 1 is, a person who acts strongly, when more is acted."""
    left, right = np.clip(place.x(lane.frames[[0, -1]]), place.left, place.right)
    y = float(place.y(np.ones(1, np.float32))[0])
    box(left, y, right, y + place.unit, UNEDITED)


def _draw_sound(lane: Lane, place: Place) -> None:
    """The voice's outline, around the middle of the values."""
    x = np.clip(place.x(lane.frames), place.left, place.right)
    middle = (place.floor + place.ceiling) / 2
    reach = lane.loudness * (place.ceiling - place.floor) / 2
    points = np.empty((2 * len(x), 2), np.float32)
    points[0::2], points[1::2] = np.stack([x, middle - reach], 1), np.stack([x, middle + reach], 1)
    fill("TRI_STRIP", points, SOUND_BEHIND if place.open else SOUND)


def _draw_stretches(lane: Lane, place: Place) -> None:
    """The bar below: bright where the artist edited the curve."""
    low, high = place.above_rows + 3 * place.unit, place.above_rows + (3 + BAR) * place.unit
    ends = np.clip(place.x(lane.frames[[0, -1]]), place.left, place.right)
    box(ends[0], low, ends[1], high, UNEDITED)
    for stretch in lane.edited:
        first, last = np.clip(place.x(np.array(stretch)), place.left, place.right)
        if last > first:
            box(first, low, max(last, first + 2 * place.unit), high, EDITED)


def _draw_now(lane: Lane, place: Place) -> None:
    x = float(place.x(np.array([lane.now]))[0])
    if place.left <= x <= place.right:
        half = 0.75 * place.unit
        box(x - half, place.bottom, x + half, place.lane_top, PLAYHEAD)


def _draw_legend(lane: Lane, place: Place) -> None:
    """The title, and after it the legend of the lines; on a ground of their own in a Graph Editor,
    which may be light."""
    y = place.title
    blf.size(0, LETTERS * place.unit)
    x = place.left + (AXIS if place.open else EDGE) * place.unit
    gap = 2 * EDGE * place.unit
    words = ((lane.title, TITLE_COLOUR), ("heard", HEARD), ("acted", ACTED), ("sound", LEGEND))
    widths = [blf.dimensions(0, word)[0] + gap for word, _ in words]
    if place.open:
        right = min(x + sum(widths), place.right)
        box(x - gap / 2, y - 5 * place.unit, right, y + 14 * place.unit, BACKGROUND)
    for (word, colour), width in zip(words, widths, strict=True):
        if x + width - gap > place.right:
            break
        text(word, x, y, colour)
        x += width


def _line(
    frames: NDArray[np.float64], values: Values, place: Place, colour: Colour, width: float
) -> None:
    x = place.x(frames)
    seen = (x >= place.left) & (x <= place.right)
    if seen.sum() < 2:
        return
    points = np.stack([x, place.y(values), np.zeros(len(x))], 1)[seen].astype(np.float32)
    shader = gpu.shader.from_builtin("POLYLINE_UNIFORM_COLOR")
    shader.uniform_float("viewportSize", gpu.state.viewport_get()[2:])
    shader.uniform_float("lineWidth", width * place.unit)
    shader.uniform_float("color", colour)
    batch_for_shader(shader, "LINE_STRIP", {"pos": points}).draw(shader)
