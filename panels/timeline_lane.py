"""The timeline lane: drawn at the bottom of the 3-D view and of the animation editors."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty
from bpy.types import Context, Scene

from ..blender.timeline import lane
from ..blender.timeline.place import place_in
from ..blender.timeline.shapes import Colour
from ..blender.translations import CONTEXT
from ..properties import scene_settings
from .timeline_lane_data import read_lane

SPACES = ("SpaceView3D", "SpaceGraphEditor", "SpaceDopeSheetEditor", "SpaceSequenceEditor")
GROUND_ALPHA = 0.92


def draw_lane() -> None:
    """Blender calls this for each region that it draws."""
    draw_in(bpy.context)


def draw_in(context: Context) -> None:
    """Draws the lane of the chosen character into the context's region, where it fits."""
    thing = scene_settings.character(context)
    if thing is None or not context.scene.intone_lane:
        return
    shown = read_lane(context.scene, thing)
    place = shown and place_in(context, shown.frames, shown.has_words)
    if shown is not None and place is not None:
        lane.draw(shown, place, ground_of(context))


def ground_of(context: Context) -> Colour:
    """The background of the editor in the user's theme, nearly opaque."""
    theme = bpy.context.preferences.themes[0]
    editors = {
        "GRAPH_EDITOR": theme.graph_editor,
        "DOPESHEET_EDITOR": theme.dopesheet_editor,
        "SEQUENCE_EDITOR": theme.sequence_editor,
    }
    editor = editors.get(context.area.type)
    if editor is None:
        return lane.BACKGROUND
    return (*editor.space.back, GROUND_ALPHA)


_handles: list[tuple[str, object]] = []
"""The draw handlers, to remove them again."""


def attach() -> None:
    """Adds the setting and draws the lane."""
    Scene.intone_lane = BoolProperty(
        name="Timeline Lane",
        translation_context=CONTEXT,
        description="Heard and acted emotion along the sound, in the 3-D view and the editors",
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
