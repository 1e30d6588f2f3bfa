"""The sidebar tab "Intone": its editors, and what its panels share."""

from __future__ import annotations

import textwrap

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, UILayout

from ..blender.translations import CONTEXT
from ..operators.maintenance import INTONE_OT_reset
from ..properties import scene_settings
from ..properties.performance import Performance

LETTER_WIDTH = 7.0
"""Mean width of a letter in pixels, at a resolution scale of 1."""


class ViewTab:
    """In the 3-D view."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Intone"
    bl_translation_context = CONTEXT


class GraphTab(ViewTab):
    """In the Graph Editor."""

    bl_space_type = "GRAPH_EDITOR"


class StripTab(ViewTab):
    """In the Sequencer."""

    bl_space_type = "SEQUENCE_EDITOR"


class Part:
    """Mixin of a panel that shows a part of the character's performance.

    A subclass draws into a column of properties; `group` is what its reset button resets.
    """

    group = ""

    @classmethod
    def poll(cls, context: Context) -> bool:
        return scene_settings.character(context) is not None

    def draw_header_preset(self, context: Context) -> None:
        """The button that resets the panel."""
        if self.group:
            row = self.layout.row()
            row.emboss = "NONE"
            row.operator(INTONE_OT_reset.bl_idname, text="", icon="LOOP_BACK").group = self.group
            self.layout.separator(factor=0.5)

    def draw(self, context: Context) -> None:
        layout = split(self.layout)
        thing = scene_settings.character(context)
        self.draw_part(layout, thing, thing.intone, context)

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        raise NotImplementedError


def split(layout: UILayout) -> UILayout:
    """Names on the left and values on the right, as in Blender's own panels."""
    layout.use_property_split = True
    return layout


def draw_amounts(layout: UILayout, performance: Performance, names: tuple[str, ...]) -> None:
    """Sliders below one another."""
    column = layout.column(align=True)
    for name in names:
        column.prop(performance, name, slider=True)


def draw_sentence(
    layout: UILayout, sentence: str, context: Context, icon: str = "NONE"
) -> UILayout:
    """Translated, and broken into lines as wide as the sidebar: a label would cut it off."""
    scale = context.preferences.system.ui_scale
    letters = int((context.region.width / scale - (30 if icon == "NONE" else 50)) / LETTER_WIDTH)
    column = layout.column(align=True)
    for line in textwrap.wrap(iface(sentence), max(letters, 12)):
        column.label(text=line, icon=icon, translate=False)
        icon = "NONE" if icon == "NONE" else "BLANK1"
    return column
