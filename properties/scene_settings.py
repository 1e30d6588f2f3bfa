"""SceneSettings: what is chosen for a whole scene, kept in the .blend."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import bpy
from bpy.props import BoolProperty, IntProperty, PointerProperty
from bpy.types import Context, Object, PropertyGroup, Scene

from ..blender.character import characters
from ..blender.live import live_update
from .declare import prop
from .performance import Performance, performer

_setting = partial(prop, override=set())


def is_face(settings: PropertyGroup, thing: Object) -> bool:
    """Poll callback: only characters can be chosen."""
    return characters.is_character(thing)


def _switched_on(settings: PropertyGroup, context: Context) -> None:
    for thing in settings.id_data.objects:
        live_update.touch(thing.name)


class SceneSettings(PropertyGroup):
    """The settings of one scene."""

    character: _setting(
        PointerProperty,
        "Character",
        "The face to animate: any mesh or armature of a character with shape keys",
        type=Object,
        poll=is_face,
    )
    place_sound: _setting(
        BoolProperty,
        "Sound in the Sequencer",
        "Place the sound as a strip that begins at the start frame",
        default=True,
    )
    live: _setting(
        BoolProperty,
        "Live",
        "Show every changed setting on the face at once, without Animate",
        default=True,
        update=_switched_on,
    )
    extend: _setting(
        BoolProperty,
        "Extend the Frame Range",
        "Lengthen the scene's frame range to hold the whole take",
        default=True,
    )
    version: _setting(IntProperty, "Version", options={"HIDDEN"})

    @property
    def performance(self) -> Performance | None:
        """What the chosen character plays; presets know it by this name."""
        thing = character(bpy.context)
        return thing.intone if thing is not None else None


def settings(context: Context) -> SceneSettings:
    """The settings of the context's scene."""
    return context.scene.intone_settings


def character(context: Context) -> Object | None:
    """The chosen character, or else the active object's where that is one: of its parts the one
    that keeps the performance."""
    chosen, active = settings(context).character, context.active_object
    if chosen is None and characters.is_character(active):
        chosen = active
    return performer(chosen) if chosen is not None else None


def use_sound(context: Context, thing: Object, path: Path, start: int) -> None:
    """Chooses the character, and the voice that it says from that frame on."""
    settings(context).character = thing
    thing.intone.sound, thing.intone.start = str(path), start


CLASSES = (SceneSettings,)
POINTERS = ((Scene, "intone_settings", PointerProperty(type=SceneSettings)),)
