"""SceneSettings: what is chosen for a whole scene, kept in the .blend."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import bpy
from bpy.props import BoolProperty, IntProperty, PointerProperty
from bpy.types import Context, Object, PropertyGroup, Scene

from ..blender.character import characters
from ..blender.live import live_update, strip_following
from ..blender.takes import strips
from ..blender.takes.strips import SEQUENCER
from .declare import prop
from .performance import Performance, performer

_setting = partial(prop, override=set())


def is_face(settings: PropertyGroup, thing: Object) -> bool:
    """Poll callback: only characters can be chosen."""
    return characters.is_character(thing)


def _switched_on(settings: PropertyGroup, context: Context) -> None:
    for thing in settings.id_data.objects:
        live_update.touch(thing.name)


def _follow_switched(settings: PropertyGroup, context: Context) -> None:
    strip_following.touch(settings.id_data.name)


def _sequencer_chosen(settings: SceneSettings, context: Context) -> None:
    """Kept on the scene itself, too, where all that reads strips finds it."""
    where = settings.id_data
    where.pop(SEQUENCER, None)
    if settings.sequencer not in (None, where):
        where[SEQUENCER] = settings.sequencer
    strip_following.touch(where.name)


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
        "Fit the Frame Range",
        "Set the scene's frame range to its takes, unless you have set it yourself",
        default=True,
    )
    follow: _setting(
        BoolProperty,
        "Follow the Strips",
        "Bring each take along as soon as its strip in the Sequencer is moved, cut or retimed",
        default=True,
        update=_follow_switched,
    )
    sequencer: _setting(
        PointerProperty,
        "Sequencer Of",
        "The scene whose Sequencer plays the voices; empty: this scene's own",
        type=Scene,
        update=_sequencer_chosen,
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
    found, active = chosen(context.scene), context.active_object
    if found is None and characters.is_character(active):
        found = active
    return performer(found) if found is not None else None


def chosen(scene: Scene) -> Object | None:
    """The character that was chosen for a scene."""
    return scene.intone_settings.character


def sequencer_to_read(context: Context) -> Scene | None:
    """The scene whose sequencer plays voices for this one: its own, or the one that is shown.

    None where there is no sound strip. In Blender 5 the sequencer may show another scene's strips.
    """
    here: Scene = context.scene
    if strips.sound_strips(here):
        return here
    shown: Scene | None = getattr(context, "sequencer_scene", None)
    return shown if shown not in (None, here) and strips.sound_strips(shown) else None


def read_sequencer(context: Context) -> None:
    """From now on the scene hears the sequencer that plays its voices."""
    where = sequencer_to_read(context)
    if where not in (None, context.scene):
        settings(context).sequencer = where


def use_sound(context: Context, thing: Object, path: Path, start: int) -> None:
    """Chooses the character, and the voice that it says from that frame on."""
    settings(context).character = thing
    thing.intone.sound, thing.intone.start = str(path), start


CLASSES = (SceneSettings,)
POINTERS = ((Scene, "intone_settings", PointerProperty(type=SceneSettings)),)
