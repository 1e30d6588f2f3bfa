"""Life: whom a character looks at, and what it does between its lines; kept on the character."""

from __future__ import annotations

from functools import partial

from bpy.props import BoolProperty, EnumProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Context, Object, PropertyGroup, Scene

from ..blender.character import characters
from ..blender.live import live_update
from ..blender.takes.between import KEPT
from ..emotion.palette import read_palette
from .declare import OVERRIDABLE, number, prop

AHEAD, CAMERA, OBJECT, CHARACTER = "AHEAD", "CAMERA", "OBJECT", "CHARACTER"
CURSOR = "CURSOR"
TARGETS = (
    (AHEAD, "Straight Ahead", "The face looks where its body does"),
    (CAMERA, "Camera", "Into the scene's camera"),
    (OBJECT, "Object or Bone", "At an object, or at a bone of an armature"),
    (CHARACTER, "Character", "Into the eyes of another character"),
    (
        CURSOR,
        "3D Cursor",
        "At the 3D cursor, which Shift and the right mouse button set",
    ),
)
EMOTIONS = (
    (KEPT, "As in Its Lines", "The emotion of the line before goes on, and fades"),
    *((e.name, e.label, e.description) for e in read_palette().emotions),
)
"""The .blend keeps the number of an item: new ones go to the end, or need a migration."""


def touch(life: PropertyGroup, context: Context) -> None:
    """Update callback: the change shows on the face."""
    live_update.touch(life.id_data.name)


def _touch_all(settings: PropertyGroup, context: Context) -> None:
    for thing in settings.id_data.objects:
        live_update.touch(thing.name)


def _is_other(life: PropertyGroup, thing: Object) -> bool:
    return thing != life.id_data and characters.is_character(thing)


_setting = partial(prop, update=touch)


class Life(PropertyGroup):
    """What a character does besides its lines."""

    look_at: _setting(EnumProperty, "Look At", "What eyes and head turn to", items=TARGETS)
    target: _setting(PointerProperty, "Target", "The object that is looked at", type=Object)
    bone: _setting(StringProperty, "Bone", "The bone of the armature that is looked at")
    other: _setting(
        PointerProperty, "Character", "Whose eyes are looked into", type=Object, poll=_is_other
    )
    fill_amount: number(
        "Amount",
        "How much life there is between lines; at 0 the face only goes from one line to the next",
        1.0,
        limits=(0, 2),
        soft=(0, 1.5),
    )
    fill_length: number(
        "Length",
        "Seconds before the first and after the last line, and how long life goes on in a gap",
        20.0,
        limits=(0, 3600),
        soft=(0, 60),
        subtype="TIME_ABSOLUTE",
        unit="TIME_ABSOLUTE",
    )
    fill_emotion: prop(
        EnumProperty, "Emotion", "What the character feels between its lines", items=EMOTIONS
    )
    fill_strength: number(
        "Strength",
        "How strongly it is felt, of a whole emotion",
        0.35,
        limits=(0, 1),
        subtype="FACTOR",
    )
    fill_seed: prop(IntProperty, "Seed", "Another number gives another life between lines", min=0)


class Dialogue(PropertyGroup):
    """What the characters of a scene do together."""

    look_at_speaker: prop(
        BoolProperty,
        "Look at the Speaker",
        "Characters that look straight ahead look at whoever speaks, and the speaker at whom "
        "it answers",
        override=set(),
        update=_touch_all,
    )


CLASSES = (Life, Dialogue)
POINTERS = (
    (Object, "intone_life", PointerProperty(type=Life, override=OVERRIDABLE)),
    (Scene, "intone_dialogue", PointerProperty(type=Dialogue)),
)
