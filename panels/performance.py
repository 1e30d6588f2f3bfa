"""The sidebar tab "Intone" of the 3-D view."""

from __future__ import annotations

import textwrap

from bpy.types import Context, Panel, PropertyGroup, UILayout

from .. import preferences
from ..blender import jobs, workers
from ..emotion.mood import FELT
from ..operators.add_head import INTONE_OT_add_head
from ..operators.animate import INTONE_OT_animate, why_not_animate
from ..operators.cancel import INTONE_OT_cancel
from ..properties import wishes
from ..properties.recipe import MIX

LETTER = 7.0
"""Mean width of a letter in pixels, at a resolution scale of 1."""


class _Tab:
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Intone"


class INTONE_PT_performance(_Tab, Panel):  # noqa: N801
    bl_label = "Performance"

    def draw(self, context: Context) -> None:
        workers.warm(preferences.device(context))
        layout, chosen = self.layout, wishes.character(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        _draw_character(layout, context)
        if chosen is not None:
            _draw_recipe(layout, chosen.intone)
        _draw_job(layout, context)


class INTONE_PT_style(_Tab, Panel):  # noqa: N801
    bl_label = "Style"
    bl_parent_id = "INTONE_PT_performance"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return wishes.character(context) is not None

    def draw(self, context: Context) -> None:
        layout, recipe = self.layout, wishes.character(context).intone
        layout.use_property_split = True
        layout.use_property_decorate = False
        for heading, names in wishes.STYLE.items():
            column = layout.column(align=True, heading=heading)
            for name in names:
                column.prop(recipe, name, slider=True)


class INTONE_PT_scene(_Tab, Panel):  # noqa: N801
    bl_label = "Scene"
    bl_parent_id = "INTONE_PT_performance"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout, wish = self.layout, wishes.settings(context)
        layout.prop(wish, "place_sound")
        layout.prop(wish, "extend")


def _draw_character(layout: UILayout, context: Context) -> None:
    layout.prop(wishes.settings(context), "character")
    chosen = wishes.character(context)
    if chosen is None:
        layout.operator(INTONE_OT_add_head.bl_idname, text="Add the Intone Head", icon="ADD")
    elif wishes.settings(context).character is None:
        layout.label(text=f"Selected: {chosen.name}", icon="OBJECT_DATA")


def _draw_recipe(layout: UILayout, recipe: PropertyGroup) -> None:
    layout.prop(recipe, "sound")
    layout.prop(recipe, "emotion_source")
    if recipe.emotion_source == MIX:
        for name in FELT:
            layout.prop(recipe, name, slider=True)
    layout.prop(recipe, "scale", slider=True)
    layout.prop(recipe, "start")


def _draw_job(layout: UILayout, context: Context) -> None:
    job = jobs.state(context)
    if job.running:
        layout.progress(factor=job.fraction, text=f"{job.what} {job.fraction:.0%}")
        layout.operator(INTONE_OT_cancel.bl_idname, icon="CANCEL")
        return
    row = layout.row()
    row.scale_y = 1.5
    row.operator(INTONE_OT_animate.bl_idname, icon="PLAY")
    _draw_sentence(layout, why_not_animate(context), context)


def _draw_sentence(layout: UILayout, sentence: str, context: Context) -> None:
    """Broken into lines as wide as the sidebar: a label would cut it off."""
    letters = int(context.region.width / (LETTER * context.preferences.system.ui_scale))
    column = layout.column(align=True)
    for line in textwrap.wrap(sentence, max(letters, 12)):
        column.label(text=line)
