"""Where the timeline lane is in an editor, and what of it fits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from bpy.types import Area, Context, Region
from numpy.typing import NDArray

CURVES, TITLE, BAR, EDGE, ROW, BAND = 92.0, 20.0, 6.0, 8.0, 18.0, 13.0
"""Pixels of the part with the curves, its title, the bar of stretches, its margin, and of a row of
words or mouths and of a band of emotions, at a UI scale of 1."""
RULER = 44.0
"""Pixels that a Graph Editor's own numbers take, with the title, at the top."""
SCROLL_BAR = 22.0
"""Height of an editor's scroll bar in pixels, at a resolution scale of 1."""
MIN_HEIGHT, MIN_VIEW, MIN_ROWS = 1.6, 2.7, 70.0
"""Height of the lowest editor with a whole lane, in lanes: in a lower one it would hide too much,
in a 3-D view the mouth. And of the lowest with the rows alone, in pixels."""

MIN_WIDTH = 4 * EDGE
"""Of the part without sidebars that holds a lane, in pixels."""

Values = NDArray[np.float32]
Frames = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """Where the lane is in a region, in pixels; `unit` is the UI scale.

    `x` turns frames into pixels. The rows of words and mouths are lowest, where there are any; with
    `curves` the emotions and the intensity are drawn above them. Values of 0 and 1 are drawn at
    `floor` and `ceiling`: the lane's own, or in a Graph Editor (`open`: no background, behind the
    artist's curves) those of its axis.
    """

    left: float
    right: float
    bottom: float
    x: Callable[[Frames], Frames]
    unit: float
    values: tuple[float, float] | None = None
    top: float = 0.0
    """Of the region."""
    rows: bool = False
    curves: bool = True
    most: float = 1.0
    """The value at the ceiling, where that is the lane's own."""

    @property
    def open(self) -> bool:
        return self.values is not None

    @property
    def above_rows(self) -> float:
        return self.bottom + (2 * ROW * self.unit if self.rows else 0.0)

    @property
    def bands(self) -> float:
        """Where the bands of emotions begin: above the rows and the bar of stretches."""
        return self.above_rows + (BAR + 6) * self.unit

    @property
    def above_bands(self) -> float:
        return self.above_rows + (2 * BAND * self.unit if self.curves else 0.0)

    @property
    def floor(self) -> float:
        return self.values[0] if self.values else self.above_bands + (BAR + EDGE) * self.unit

    @property
    def ceiling(self) -> float:
        return self.values[1] if self.values else self.above_bands + (CURVES - TITLE) * self.unit

    @property
    def lane_top(self) -> float:
        return self.above_bands + (CURVES * self.unit if self.curves else 0.0)

    @property
    def title(self) -> float:
        """The height of the title."""
        if self.open:
            return self.top - RULER * self.unit
        return self.above_bands + (CURVES - TITLE + 6) * self.unit

    def y(self, values: Values) -> Values:
        """The height of values of 0 or more; in a Graph Editor as far as its axis goes."""
        most = 1.0 if self.values else self.most
        return self.floor + np.maximum(values, 0) / most * (self.ceiling - self.floor)

    def frame(self, x: float) -> float:
        """The frame at a pixel."""
        first, last = self.x(np.array([0.0, 1000.0]))
        return float((x - first) / (last - first) * 1000.0)


def place_in(context: Context, frames: Frames, rows: bool = False) -> Place | None:
    """Along the editor's own time axis; in the 3-D view, which has none, from edge to edge.

    `frames` are those of the sound; `rows` whether there are words. None where no lane fits.
    """
    region, unit = context.region, context.preferences.system.ui_scale
    values = _values(context)
    least = MIN_VIEW if context.area.type == "VIEW_3D" else MIN_HEIGHT
    room = _room(region.height / unit, least, rows, values is not None)
    if room is None:
        return None
    left, right = _clear(context.area, region)
    if right - left < MIN_WIDTH * unit:
        return None
    if context.area.type == "VIEW_3D":
        left, right, bottom = left + EDGE * unit, right - EDGE * unit, EDGE * unit
        first, last = float(frames[0]), float(frames[-1])
    else:
        first, last = (region.view2d.region_to_view(edge, 0)[0] for edge in (left, right))
        bottom = SCROLL_BAR * unit
    span = max(last - first, 1e-6)

    def x(at: Frames) -> Frames:
        return left + (at - first) / span * (right - left)

    rows, curves = room
    return Place(left, right, bottom, x, unit, values, region.height, rows, curves)


def _room(height: float, least: float, rows: bool, is_open: bool) -> tuple[bool, bool] | None:
    """Whether the rows and whether the curves fit into that many pixels, which must be `least` of a
    whole lane; None for neither."""
    if height >= least * (CURVES + 2 * (BAND + (ROW if rows and not is_open else 0))):
        return rows, True
    return (True, False) if rows and height >= MIN_ROWS else None


def _values(context: Context) -> tuple[float, float] | None:
    """Heights of the values 0 and 1 in the Graph Editor; None for any other editor."""
    if context.area.type != "GRAPH_EDITOR":
        return None
    view = context.region.view2d
    return view.view_to_region(0, 0, clip=False)[1], view.view_to_region(0, 1, clip=False)[1]


def _clear(area: Area, region: Region) -> tuple[float, float]:
    """Left and right edge of the part without tool bar and sidebar, in the region's pixels."""
    left, right = 0.0, float(region.width)
    for other in area.regions:
        if other.type == "TOOLS" and other.width > 1:
            left = max(left, other.x + other.width - region.x)
        if other.type in ("UI", "CHANNELS") and other.width > 1 and other.height > 1:
            if other.alignment == "LEFT":
                left = max(left, other.x + other.width - region.x)
            else:
                right = min(right, other.x - region.x)
    return left, right
