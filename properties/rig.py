"""The map editor's data: how a face moves one character, kept on the character."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import bpy
from bpy.app.handlers import persistent
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Context, Object, PropertyGroup

from ..blender.character import inventories, preview
from ..blender.live import live_update
from ..emotion.mood import EXPRESSIVE
from ..face.basis import CHANNELS, CHEST
from ..rig.conventions import conventions
from ..rig.mapping import tested
from .declare import GROWS, OVERRIDABLE, number, prop

AUTO = "auto"
"""The convention that fits best."""
FACES = (
    *((name, name, f"The face channel {name}") for name in CHANNELS),
    *((name, name, f"How strongly the voice feels {name}") for name in EXPRESSIVE),
    (CHEST, CHEST, "How far breath has raised the chest"),
)
CONVENTIONS = (
    (AUTO, "Any Convention", "The convention whose names fit best"),
    *((one.name, one.name, f"Names as {one.name} has them") for one in conventions()),
)


def _targets(row: PropertyGroup, context: Context, text: str) -> Iterator[str]:
    """What the row's object offers; Blender filters by the text."""
    if row.owner is not None:
        names = (channel.name for channel in inventories.offers(row.owner))
        yield from (name for name in names if text.lower() in name.lower())


def _try(row: PropertyGroup, context: Context) -> None:
    preview.show(row.id_data)


def _row_chosen(rig: PropertyGroup, context: Context) -> None:
    if rig.show_row:
        _show_row(rig, context)


def _show_row(rig: PropertyGroup, context: Context) -> None:
    """The chosen row alone is shown on the face as a test shows it, while that is asked for."""
    shown = rig.rows[rig.row] if rig.show_row and rig.row < len(rig.rows) else None
    for row in rig.rows:
        way = -1.0 if row.most < row.least else 1.0  # a row of what lies below 0
        goal = way * tested(row.face) if row == shown and not row.mute else 0.0
        if row.trial != goal:
            row.trial = goal


def _mapped(part: PropertyGroup, context: Context) -> None:
    live_update.remap(part.id_data)


_prop = partial(prop, context="*")  # the map editor's words are Blender's own
_mapping = partial(_prop, update=_mapped)
_number = partial(number, context="*", update=_mapped)


class _OnTarget:
    """Names a shape, a bone's number or a custom property of one of the character's objects."""

    owner: _mapping(
        PointerProperty, "Object", "The object that the shape or the bone belongs to", type=Object
    )
    target: _mapping(
        StringProperty,
        "Target",
        "A shape key, a custom property, or a bone's number such as jaw:x or jaw:tz",
        search=_targets,
    )


class _Linked(_OnTarget):
    """A target, and what of the face moves it."""

    face: _mapping(EnumProperty, "Channel", "What of the face moves it", items=FACES)
    weight: _number(
        "Weight",
        "How far the target goes when the channel is at 1 (radians, metres or a share)",
        1.0,
        soft=(-2, 2),
        step=1,
        precision=3,
    )


class Row(_Linked, PropertyGroup):
    """One link of the map, see rig.mapping.Link; `trial` is the test slider."""

    offset: _number(
        "Offset",
        "What the target stands at while the face rests",
        soft=(-1, 1),
        step=1,
        precision=3,
    )
    least: _number("From", "Value of the channel at which the target begins to move", soft=(0, 1))
    most: _number(
        "To", "Value of the channel at which the target has moved by its weight", 1.0, soft=(0, 2)
    )
    gamma: _number(
        "Gamma",
        "Bend of the way there: above 1 it starts slowly, below 1 quickly",
        1.0,
        limits=(0.1, 10),
        soft=(0.25, 4),
    )
    mute: _mapping(BoolProperty, "Mute", "Leave this target alone")
    stand_in: _mapping(
        BoolProperty,
        "Stand-In",
        "The rig has nothing of its own for the channel; this target helps out",
    )
    parts: _number(
        "Parts the Lips",
        "How far the target parts the lips of its mesh, of what an open jaw does",
        options={"HIDDEN"},
    )
    trial: number(
        "Test",
        "Move the face as this channel would, without a key; at 0 it goes back",
        soft=(0, 1),
        context="*",
        update=_try,
        options={"SKIP_SAVE"},
        override=set(),
    )


class Proposal(_Linked, PropertyGroup):
    """A target that may be meant by a face channel that nothing moves yet."""

    confidence: number("Confidence", "How alike the two are; 1 is the same", limits=(0, 1))


class Unused(_OnTarget, PropertyGroup):
    """A target that no face channel moves."""


class Held(_OnTarget, PropertyGroup):
    """A target that is being tested, and what it stood at before."""

    value: number("Value", "What it stood at")


def _amplitude(part: str) -> object:
    description = f"How far this character moves its {part}: 1 as the map says, 0 not at all"
    return _number(part.capitalize(), description, 1.0, limits=(0, 5), soft=(0, 2))


class Rig(PropertyGroup):
    """How a face moves one character; one amplitude for each of rig.mapping.AMPLITUDES."""

    wish: _prop(
        EnumProperty, "Convention", "How this character names its shapes", items=CONVENTIONS
    )
    convention: _prop(StringProperty, "Convention", "What the map was made from")
    rows: _prop(CollectionProperty, "Rows", type=Row, override=GROWS)
    row: _prop(IntProperty, "Row", "The row that is edited below", update=_row_chosen)
    show_row: _prop(
        BoolProperty,
        "Show the Row",
        "Show the channel of the chosen row on the face, at 1 and without a key",
        update=_show_row,
        options={"SKIP_SAVE"},
        override=set(),
    )
    proposals: _prop(CollectionProperty, "Proposals", type=Proposal, override=GROWS)
    proposal: _prop(IntProperty, "Proposal", "The chosen proposal")
    unused: _prop(CollectionProperty, "Unused", type=Unused, override=GROWS)
    unused_row: _prop(IntProperty, "Unused", "The chosen target")
    held: _prop(CollectionProperty, "Held", type=Held, override=GROWS)
    jaw: _amplitude("jaw")
    mouth: _amplitude("mouth")
    eyelids: _amplitude("eyelids")
    gaze: _amplitude("gaze")
    brows: _amplitude("brows")
    cheeks: _amplitude("cheeks")
    head: _amplitude("head")


CLASSES = (Row, Proposal, Unused, Held, Rig)


@persistent
def _rest(*_: object) -> None:
    """A file is saved with every tested face at rest."""
    for thing in bpy.data.objects:
        preview.end(thing)


POINTERS = ((Object, "intone_rig", PointerProperty(type=Rig, override=OVERRIDABLE)),)
HANDLERS = {"save_pre": _rest}
