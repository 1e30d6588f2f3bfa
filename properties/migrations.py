"""Migrations: what an earlier version saved in a .blend becomes what this one reads.

Every performance and every scene's settings carry the version of the layout they were saved in.
They are migrated when a file is opened, when data is appended or linked from one, and when Intone
is enabled in an open file. To change what is saved: raise VERSION, add a function to MIGRATIONS,
and keep a file that the version before saved for tests/blender/test_migrations.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import bpy
from bpy.app.handlers import persistent
from bpy.types import ID, Object, PropertyGroup, Scene

from ..animation.keyframes import TOLERANCE
from ..blender.character import characters
from ..blender.character.playback import ABOVE, FINGERPRINT
from . import take_verbs
from .performance import Performance, performer, performs, saved
from .take_settings import GIVEN, NO_TEXT, clear_settings

VERSION = 4
"""Of what is saved now. Intone 0.1.0 saved none, which reads as 0."""


def _from_0_1_0(data: ID) -> None:
    """Scenes: other names. Performances: the shown take's settings were on that take as well."""
    if isinstance(data, Scene):
        _rename(data, "intone", "intone_settings")
        _rename(data, "intone_cast", "intone_lines")
        return
    performance: Performance = data.intone
    for number, take in enumerate(performance.takes):
        shown = number == performance.shown_take and take.sound == performance.sound
        if shown and not take.open:
            clear_settings(take)
            take.open = True
        if take.action is not None and "intone_recipe" in take.action:
            take.action[FINGERPRINT] = take.action.pop("intone_recipe")


def _text_source(data: ID) -> None:
    """Without a text a voice was heard without one: what was made stays as it is."""
    if isinstance(data, Scene) or not data.intone.sound:
        return
    for settings in (data.intone, *data.intone.takes):
        settings.text_source = GIVEN if settings.transcript else NO_TEXT


def _one_performance(data: ID) -> None:
    """A character has one: what was made with another of its parts chosen goes to the first."""
    if isinstance(data, Scene):
        for line in data.intone_lines.lines:
            line.character = line.character and performer(line.character)
            line.fixed = False
        return
    parts = (characters.main_part(data), *characters.members(data))
    keeps = next(filter(performs, parts), data)
    if keeps != data and performs(data) and keeps.is_editable:
        migrate(keeps)
        take_verbs.absorb(keeps.intone, data.intone)


def _key_error(data: ID) -> None:
    """Takes had a key a frame unless asked for fewer, and lay above the artist's strips."""
    if isinstance(data, Scene) or not data.intone.sound:
        return
    for settings in (data.intone, *(take for take in data.intone.takes if not take.open)):
        if not settings.is_property_set("tolerance"):
            settings.tolerance = TOLERANCE
        settings.stacking = ABOVE


MIGRATIONS: dict[int, Callable[[ID], None]] = {
    0: _from_0_1_0,
    1: _text_source,
    2: _one_performance,
    3: _key_error,
}
"""By version: what makes an object's performance or a scene of it the next version's."""


def _rename(data: ID, old: str, new: str) -> None:
    """Gives a property group of ours another name on a data-block."""
    groups: Any = data  # Blender 4.5 keeps our groups among the custom properties
    if hasattr(data, "bl_system_properties_get"):
        groups = data.bl_system_properties_get()
    if groups is not None and old in groups:
        if new not in groups:
            groups[new] = groups[old]
        del groups[old]


def migrate(data: ID) -> None:
    """Brings what we keep on an object or a scene to this version; twice does no harm."""
    if not data.is_editable or (isinstance(data, Object) and not saved(data)):
        return
    held = _versioned(data)
    for version in range(held.version if held is not None else 0, VERSION):
        MIGRATIONS[version](data)
    _stamp(data)


def _versioned(data: ID) -> PropertyGroup | None:
    """What carries the version of a data-block; None where nothing of ours is on it."""
    name = "intone_settings" if isinstance(data, Scene) else "intone"
    return getattr(data, name) if data.is_property_set(name) else None


def _stamp(data: ID) -> None:
    held = _versioned(data) if data.is_editable else None
    if held is not None and held.version != VERSION:
        held.version = VERSION


def _everything() -> Iterator[ID]:
    yield from bpy.data.scenes
    yield from bpy.data.objects


@persistent
def _loaded(*_: object) -> None:
    for data in _everything():
        migrate(data)


@persistent
def _imported(context: Any, *_: object) -> None:
    """Only what came: what is made in this session has no version before it is saved."""
    for item in context.import_items:
        if isinstance(item.id, Object | Scene):
            migrate(item.id)


@persistent
def _saving(*_: object) -> None:
    for data in _everything():
        _stamp(data)


HANDLERS = {"load_post": _loaded, "blend_import_post": _imported, "save_pre": _saving}


def attach() -> None:
    """Migrates what is open as soon as Blender lets us."""
    bpy.app.timers.register(_open_file, first_interval=0.0)


def _open_file() -> None:
    _loaded()


def detach() -> None:
    """Stamps what is open, for the version that is enabled next."""
    if bpy.app.timers.is_registered(_open_file):
        bpy.app.timers.unregister(_open_file)
    _saving()
