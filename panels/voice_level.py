"""The panel "Voice Level": what the lines of a character are compared with."""

from __future__ import annotations

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, UILayout

from ..operators.voice_level import (
    INTONE_OT_compare_lines,
    INTONE_OT_forget_level,
    INTONE_OT_neutral_here,
)
from ..properties.performance import Performance
from ..properties.voice_level import LINES, NEUTRAL
from .tab import Part, ViewTab, draw_sentence

COMMON_TEXT = "Compared with what is common to all voices."
LINES_TEXT = "{count} lines of this voice share one level."
NEUTRAL_TEXT = "Neutral: {where}"


class INTONE_PT_voice_level(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Voice Level"
    bl_parent_id = "INTONE_PT_intensity"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        draw_sentence(layout, level_text(thing), context)
        layout.operator(INTONE_OT_neutral_here.bl_idname, icon="PINNED")
        row = layout.row(align=True)
        row.operator(INTONE_OT_compare_lines.bl_idname, icon="LINENUMBERS_ON")
        row.operator(INTONE_OT_forget_level.bl_idname, text="", icon="X")


def level_text(thing: Object) -> str:
    """What the character's lines are compared with, in words."""
    level = thing.intone_level
    if level.source == LINES:
        return str(iface(LINES_TEXT)).format(count=level.count)
    if level.source == NEUTRAL:
        return str(iface(NEUTRAL_TEXT)).format(where=level.where)
    return str(iface(COMMON_TEXT))


CLASSES = (INTONE_PT_voice_level,)
