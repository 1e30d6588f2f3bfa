"""The timeline lane: heard and acted intensity, drawn along the time of an editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import blf
import gpu
import numpy as np
from gpu_extras.batch import batch_for_shader
from numpy.typing import NDArray

Colour = tuple[float, float, float, float]
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

HEIGHT, TITLE, BAR, EDGE, LETTERS = 92.0, 20.0, 6.0, 8.0, 11.0
"""Pixels of the lane, its title, the bar of stretches, its margin and its letters, at a UI scale of
1."""
AXIS, RULER = 56.0, 44.0
"""Pixels that a Graph Editor's own numbers take on the left and, with the title, at the top."""

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Lane:
    """What is drawn. Everything sampled is at `frames` [n] of the scene.

    loudness   [n]  of the voice, 0..1
    heard      [n]  intensity that is heard, 0..1
    acted      [n]  intensity that is acted, 0..1: the artist's curve, or what is heard
    edited          stretches that the artist edited, first and last frame of each
    """

    title: str
    frames: NDArray[np.float64]
    loudness: Values
    heard: Values
    acted: Values
    edited: Sequence[tuple[float, float]]
    now: float


@dataclass(frozen=True)
class Place:
    """Where the lane is in a region, in pixels; `unit` is the UI scale.

    `x` turns frames into pixels. Values of 0 and 1 are drawn at `floor` and `ceiling`: the lane's
    own, or in a Graph Editor (`open`: no background, behind the artist's curves) those of its axis.
    """

    left: float
    right: float
    bottom: float
    x: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    unit: float
    values: tuple[float, float] | None = None
    top: float = 0.0
    """Of the region."""

    @property
    def open(self) -> bool:
        return self.values is not None

    @property
    def floor(self) -> float:
        return self.values[0] if self.values else self.bottom + (BAR + EDGE) * self.unit

    @property
    def ceiling(self) -> float:
        return self.values[1] if self.values else self.bottom + (HEIGHT - TITLE) * self.unit

    @property
    def title(self) -> float:
        """The height of the title."""
        if self.open:
            return self.top - RULER * self.unit
        return self.bottom + (HEIGHT - TITLE + 6) * self.unit

    def y(self, values: Values) -> Values:
        return self.floor + np.clip(values, 0, 1) * (self.ceiling - self.floor)


def draw(lane: Lane, place: Place) -> None:
    """Draws the lane into the region that is being drawn."""
    gpu.state.blend_set("ALPHA")
    try:
        if not place.open:
            top = place.bottom + HEIGHT * place.unit
            _box(place.left, place.bottom, place.right, top, BACKGROUND)
        _draw_sound(lane, place)
        _line(lane.frames, lane.heard, place, HEARD, 1.25)
        _line(lane.frames, lane.acted, place, ACTED, 2.25)
        _draw_stretches(lane, place)
        if not place.open:
            _draw_now(lane, place)
        _draw_words(lane, place)
    finally:
        gpu.state.blend_set("NONE")


def _draw_sound(lane: Lane, place: Place) -> None:
    """The voice's outline, around the middle of the values."""
    x = np.clip(place.x(lane.frames), place.left, place.right)
    middle = (place.floor + place.ceiling) / 2
    reach = lane.loudness * (place.ceiling - place.floor) / 2
    points = np.empty((2 * len(x), 2), np.float32)
    points[0::2], points[1::2] = np.stack([x, middle - reach], 1), np.stack([x, middle + reach], 1)
    _fill("TRI_STRIP", points, SOUND_BEHIND if place.open else SOUND)


def _draw_stretches(lane: Lane, place: Place) -> None:
    """The bar below: bright where the artist edited the curve."""
    low, high = place.bottom + 3 * place.unit, place.bottom + (3 + BAR) * place.unit
    ends = np.clip(place.x(lane.frames[[0, -1]]), place.left, place.right)
    _box(ends[0], low, ends[1], high, UNEDITED)
    for stretch in lane.edited:
        first, last = np.clip(place.x(np.array(stretch)), place.left, place.right)
        if last > first:
            _box(first, low, max(last, first + 2 * place.unit), high, EDITED)


def _draw_now(lane: Lane, place: Place) -> None:
    x = float(place.x(np.array([lane.now]))[0])
    if place.left <= x <= place.right:
        half = 0.75 * place.unit
        _box(x - half, place.bottom, x + half, place.bottom + HEIGHT * place.unit, PLAYHEAD)


def _draw_words(lane: Lane, place: Place) -> None:
    """The title, and after it the legend of the lines."""
    y = place.title
    blf.size(0, LETTERS * place.unit)
    x = place.left + (AXIS if place.open else EDGE) * place.unit
    words = ((lane.title, TITLE_COLOUR), ("heard", HEARD), ("acted", ACTED), ("sound", LEGEND))
    for word, colour in words:
        width = blf.dimensions(0, word)[0]
        if x + width > place.right:
            break
        blf.color(0, *colour)
        blf.position(0, x, y, 0)
        blf.draw(0, word)
        x += width + 2 * EDGE * place.unit


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


def _box(left: float, low: float, right: float, high: float, colour: Colour) -> None:
    corners = [(left, low), (left, high), (right, low), (right, high)]
    _fill("TRI_STRIP", np.array(corners, np.float32), colour)


def _fill(kind: str, points: NDArray[np.float32], colour: Colour) -> None:
    shader = gpu.shader.from_builtin("UNIFORM_COLOR")
    shader.uniform_float("color", colour)
    flat = np.column_stack([points, np.zeros(len(points), np.float32)])
    batch_for_shader(shader, kind, {"pos": flat}).draw(shader)
