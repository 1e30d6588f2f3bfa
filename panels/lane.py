"""The lane at the foot of the 3-D view and of the editors of time."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.props import BoolProperty
from bpy.types import Area, Context, Object, Region, Scene
from numpy.typing import NDArray

from ..audio.speech import Speech
from ..blender import curves, lane, scene, workers
from ..emotion.intensity import acted_intensity
from ..properties import wishes

SPACES = ("SpaceView3D", "SpaceGraphEditor", "SpaceDopeSheetEditor", "SpaceSequenceEditor")
POINTS = 900
"""More than this are not seen."""
SCROLLER = 22.0
"""Pixels that an editor's scroll bar takes at its foot, at a scale of 1."""


def draw_lane() -> None:
    """Draws the lane of the chosen character into the region that is being drawn."""
    context = bpy.context
    thing = wishes.character(context)
    if thing is None or not context.scene.intone_lane:
        return
    shown = read_lane(context.scene, thing)
    if shown is not None:
        lane.draw(shown, place_in(context, shown.frames))


def read_lane(where: Scene, thing: Object) -> lane.Lane | None:
    """What is heard and acted; None where the voice was not heard yet in this session."""
    performance = thing.intone
    speech = workers.recalled(wishes.voice(thing))
    if speech is None:
        return None
    step = max(1, len(speech.intensity) // POINTS)
    rows = slice(None, None, step)
    frames = performance.start + speech.intensity.times[rows] * scene.frame_rate(where)
    heard = speech.intensity.values[rows, 0]
    return lane.Lane(
        thing.name,
        frames,
        speech.content["loudness"][rows],
        heard,
        _acted(thing, where, speech)[rows],
        getattr(curves, "drawn_stretches", lambda thing: [])(thing),
        where.frame_current_final,
    )


def _acted(thing: Object, where: Scene, speech: Speech) -> NDArray[np.float32]:
    """The intensity that is acted, [frames], 0..1: what is heard or drawn, times its gain."""
    mood = wishes.direction(thing, where).mood(speech)
    strength = acted_intensity(speech, mood.strength)
    gain = mood.scale.at(strength.times)[:, 0]
    return np.clip(strength.values[:, 0] * gain, 0, 1)


def place_in(context: Context, frames: NDArray[np.float64]) -> lane.Place:
    """Along the editor's own time; in the 3-D view, which has none, from edge to edge."""
    region, unit = context.region, context.preferences.system.ui_scale
    left, right = _clear(context.area, region)
    if context.area.type == "VIEW_3D":
        left, right = left + lane.EDGE * unit, right - lane.EDGE * unit
        first, last = float(frames[0]), float(frames[-1])
        bottom = lane.EDGE * unit
    else:
        first, last = (
            region.view2d.region_to_view(left, 0)[0],
            region.view2d.region_to_view(right, 0)[0],
        )
        bottom = SCROLLER * unit
    wide = max(last - first, 1e-6)

    def x(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return left + (at - first) / wide * (right - left)

    return lane.Place(left, right, bottom, x, unit)


def _clear(area: Area, region: Region) -> tuple[float, float]:
    """Left and right edge of what no tool bar and no sidebar lies over, in the region's pixels."""
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
"""Blender's handles, which it wants back."""


def attach() -> None:
    """Shows the lane."""
    Scene.intone_lane = BoolProperty(
        name="Show the Lane",
        description="Heard and acted intensity along the sound, in the 3-D view and the editors",
        options=set(),
        default=True,
    )
    for name in SPACES:
        handle = getattr(bpy.types, name).draw_handler_add(draw_lane, (), "WINDOW", "POST_PIXEL")
        _handles.append((name, handle))


def detach() -> None:
    """Takes it away."""
    while _handles:
        name, handle = _handles.pop()
        getattr(bpy.types, name).draw_handler_remove(handle, "WINDOW")
    del Scene.intone_lane
