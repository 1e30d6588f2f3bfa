"""Track order: an NLA track of ours moves below all others.

Blender's Python adds tracks above others only; its NLA editor's operator can move them. It works on
what that editor shows, so an area becomes such an editor for a moment, showing and selecting
nothing but our track, and everything is as it was before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy
from bpy.types import ID, Area, NlaTrack, Window

EDITOR = "NLA_EDITOR"
ALL_SHOWN: dict[str, Any] = {
    "show_only_selected": False,
    "show_hidden": True,
    "show_only_errors": False,
    "filter_text": "",
    "filter_collection": None,
}
"""Filters of the editor, so that it shows our track."""


def to_bottom(data: ID, track: NlaTrack) -> bool:
    """Moves the track below all others of the data-block; whether it could.

    It cannot without any window, and below tracks of a library that is overridden.
    """
    place = _place()
    if place is None:
        return False
    name = track.name
    with _alone_selected(data, name), _nla_editor(*place):
        bpy.ops.anim.channels_move(direction="BOTTOM")
    return data.animation_data.nla_tracks[0].name == name


def _place() -> tuple[Window, Area] | None:
    """An NLA editor, else the smallest area."""
    windows = bpy.context.window_manager.windows
    areas = [(window, area) for window in windows for area in window.screen.areas]
    areas.sort(key=lambda one: (one[1].type != EDITOR, one[1].width * one[1].height))
    return areas[0] if areas else None


@contextmanager
def _nla_editor(window: Window, area: Area) -> Iterator[None]:
    before, area.type = area.type, EDITOR
    sheet = area.spaces.active.dopesheet
    filters = {name: getattr(sheet, name) for name in ALL_SHOWN}
    region = next(region for region in area.regions if region.type == "WINDOW")
    try:
        for name, value in ALL_SHOWN.items():
            setattr(sheet, name, value)
        with bpy.context.temp_override(window=window, area=area, region=region):
            yield
    finally:
        for name, value in filters.items():
            setattr(sheet, name, value)
        area.type = before


@contextmanager
def _alone_selected(data: ID, name: str) -> Iterator[None]:
    """Only that track of the data-block is selected, of all tracks in the file."""
    selected = [(one, t.name) for one in _animated() for t in one.animation_data.nla_tracks
                if t.select]  # fmt: skip
    for one, called in selected:
        one.animation_data.nla_tracks[called].select = False
    selected = [place for place in selected if place != (data, name)]
    data.animation_data.nla_tracks[name].select = True
    try:
        yield
    finally:
        data.animation_data.nla_tracks[name].select = False
        for one, called in selected:
            one.animation_data.nla_tracks[called].select = True


def _animated() -> Iterator[ID]:
    """Everything with NLA tracks that the editor could show."""
    for kind in ("objects", "shape_keys", "armatures", "meshes", "materials", "node_groups",
                 "scenes", "worlds", "cameras", "lights", "curves", "grease_pencils"):  # fmt: skip
        for one in getattr(bpy.data, kind, ()):
            if one.animation_data is not None and len(one.animation_data.nla_tracks):
                yield one
