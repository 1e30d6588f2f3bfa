"""The panel "Life": how lively a character is, whom it looks at, and what is between its lines."""

from __future__ import annotations

from bpy.types import Context, Object, Panel, UILayout

from ..blender.character import characters
from ..blender.takes import between_keys
from ..operators.life import (
    LABELS,
    INTONE_OT_chest_breath,
    INTONE_OT_clear_between,
    INTONE_OT_fill_between,
    INTONE_OT_manner,
    INTONE_OT_neck_share,
)
from ..properties import spoken_words
from ..properties.life import AHEAD, CAMERA, CHARACTER, CURSOR, Life
from ..properties.performance import Performance
from ..properties.take_settings import GROUPS
from .tab import Part, ViewTab, draw_amounts, draw_sentence

SHOWN = ("still", "natural", "lively")
"""The manners with a button; the others are presets of the panel Style, and of scripts."""
SPEAKS = 0.5
"""From which a voice is heard to speak."""
STALE = "Lines have changed since: fill again."
WITHOUT_WORDS = (
    "Silence can be acted, too: choose My Curve as the source of the intensity, and draw it."
)


class INTONE_PT_life(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Life"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        row = layout.row(align=True)
        for name in SHOWN:
            operator = row.operator(INTONE_OT_manner.bl_idname, text=LABELS[name][0])
            operator.manner = name
        _draw_look(layout, thing, performance, context)
        _draw_between(layout, thing, context)


def _draw_look(layout: UILayout, thing: Object, performance: Performance, context: Context) -> None:
    life: Life = thing.intone_life
    column = layout.column(align=True)
    column.prop(life, "look_at")
    if life.look_at == CHARACTER:
        column.prop(life, "other")
    elif life.look_at not in (AHEAD, CAMERA, CURSOR):
        column.prop(life, "target")
        if life.target is not None and life.target.type == "ARMATURE":
            column.prop_search(life, "bone", life.target.data, "bones")
    column.prop(context.scene.intone_dialogue, "look_at_speaker")
    column.prop(performance, "look_weight", slider=True)
    if characters.map_owner(thing).type == "ARMATURE":
        column.operator(INTONE_OT_neck_share.bl_idname)
        column.operator(INTONE_OT_chest_breath.bl_idname)


def _draw_between(layout: UILayout, thing: Object, context: Context) -> None:
    life: Life = thing.intone_life
    column = layout.column(align=True)
    for name in ("fill_amount", "fill_length", "fill_emotion", "fill_strength", "fill_seed"):
        column.prop(life, name)
    row = layout.row(align=True)
    row.operator(INTONE_OT_fill_between.bl_idname, icon="MOD_TIME")
    row.operator(INTONE_OT_clear_between.bl_idname, text="", icon="X")
    if between_keys.is_stale(thing):
        draw_sentence(layout, STALE, context, icon="FILE_REFRESH")
    speech = spoken_words.heard(thing)
    if speech is not None and not (speech.content["voice"] > SPEAKS).any():
        draw_sentence(layout, WITHOUT_WORDS, context, icon="INFO")


class INTONE_PT_life_amounts(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Amounts"
    bl_parent_id = "INTONE_PT_life"
    bl_options = {"DEFAULT_CLOSED"}
    group = "life"

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        draw_amounts(layout, performance, GROUPS[self.group])


CLASSES = (INTONE_PT_life, INTONE_PT_life_amounts)
