"""The timeline lane: drawn at the bottom of the 3-D view and of the animation editors."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.props import BoolProperty
from bpy.types import Area, Context, Region, Scene
from numpy.typing import NDArray

from ..blender.timeline import lane
from ..blender.translations import CONTEXT
from ..properties import scene_settings
from .timeline_lane_data import read_lane

SPACES = ("SpaceView3D", "SpaceGraphEditor", "SpaceDopeSheetEditor", "SpaceSequenceEditor")
MIN_HEIGHT = 1.6
"""Height of the lowest editor with a lane, in lanes: in a lower one it would hide too much."""
SCROLL_BAR = 22.0
"""Height of an editor's scroll bar in pixels, at a resolution scale of 1."""


def draw_lane() -> None:
    """Blender calls this for each region that it draws."""
    draw_in(bpy.context)


def draw_in(context: Context) -> None:
    """Draws the lane of the chosen character into the context's region, where it fits."""
    thing = scene_settings.character(context)
    low = context.region.height < MIN_HEIGHT * lane.HEIGHT * context.preferences.system.ui_scale
    if thing is None or low or not context.scene.intone_lane:
        return
    shown = read_lane(context.scene, thing)
    if shown is not None:
        lane.draw(shown, place_in(context, shown.frames))


def place_in(context: Context, frames: NDArray[np.float64]) -> lane.Place:
    """Along the editor's own time axis; in the 3-D view, which has none, from edge to edge."""
    region, unit = context.region, context.preferences.system.ui_scale
    left, right = _clear(context.area, region)
    if context.area.type == "VIEW_3D":
        left, right = left + lane.EDGE * unit, right - lane.EDGE * unit
        first, last = float(frames[0]), float(frames[-1])
        bottom = lane.EDGE * unit
    else:
        first, last = (region.view2d.region_to_view(edge, 0)[0] for edge in (left, right))
        bottom = SCROLL_BAR * unit
    span = max(last - first, 1e-6)

    def x(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return left + (at - first) / span * (right - left)

    return lane.Place(
        left=left,
        right=right,
        bottom=bottom,
        x=x,
        unit=unit,
        values=_values(context),
        top=region.height,
    )


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


_handles: list[tuple[str, object]] = []
"""The draw handlers, to remove them again."""


def attach() -> None:
    """Adds the setting and draws the lane."""
    Scene.intone_lane = BoolProperty(
        name="Timeline Lane",
        translation_context=CONTEXT,
        description="Heard and acted intensity along the sound, in the 3-D view and the editors",
        options=set(),
        default=True,
    )
    for name in SPACES:
        handle = getattr(bpy.types, name).draw_handler_add(draw_lane, (), "WINDOW", "POST_PIXEL")
        _handles.append((name, handle))


def detach() -> None:
    """Removes both."""
    while _handles:
        name, handle = _handles.pop()
        getattr(bpy.types, name).draw_handler_remove(handle, "WINDOW")
    del Scene.intone_lane
