"""The panel "Scene": all lines of a scene, animated as one."""

from __future__ import annotations

from bpy.types import Context, Panel, PropertyGroup, UILayout, UIList

from ..operators.animate_all import INTONE_OT_animate_all
from ..operators.lines import (
    INTONE_OT_gather_folder,
    INTONE_OT_gather_strips,
    INTONE_OT_line_add,
    INTONE_OT_line_remove,
)
from ..properties import scene_lines, scene_settings
from .tab import StripTab, ViewTab, split


class INTONE_UL_lines(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: PropertyGroup,
        item: scene_lines.Line,
        icon: int,
        active_data: PropertyGroup,
        active_property: str,
    ) -> None:
        row = layout.row(align=True)
        row.active = item.use
        row.prop(item, "use", text="")
        name = item.character.name if item.character is not None else "…"
        row.label(text=name, translate=False)
        row.label(text=item.title or "…", translate=False)
        sub = row.row()
        sub.alignment = "RIGHT"
        sub.label(text=str(item.start), translate=False)


class _Lines:
    bl_label = "Scene"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout, chosen = self.layout, scene_lines.scene_lines(context)
        row = layout.row()
        row.template_list(INTONE_UL_lines.__name__, "", chosen, "lines", chosen, "active", rows=3)
        buttons = row.column(align=True)
        buttons.operator(INTONE_OT_line_add.bl_idname, text="", icon="ADD")
        buttons.operator(INTONE_OT_line_remove.bl_idname, text="", icon="REMOVE")
        buttons.separator()
        buttons.operator(INTONE_OT_gather_folder.bl_idname, text="", icon="FILE_FOLDER")
        buttons.operator(INTONE_OT_gather_strips.bl_idname, text="", icon="SEQ_SEQUENCER")
        line = scene_lines.active_line(context)
        if line is not None:
            _draw_line(split(layout.column()), line)
        layout.operator(INTONE_OT_animate_all.bl_idname, icon="PLAY")
        options = layout.column(align=True)
        options.prop(scene_settings.settings(context), "place_sound")
        options.prop(scene_settings.settings(context), "extend")


class INTONE_PT_lines(_Lines, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_strip_lines(_Lines, StripTab, Panel):  # noqa: N801
    pass


def _draw_line(column: UILayout, line: scene_lines.Line) -> None:
    column.prop(line, "character")
    column.prop(line, "sound")
    column.prop(line, "start")
    column.prop(line, "emotion")
    if line.emotion == scene_lines.MIX:
        column.prop(line, "mix")
    if line.emotion != scene_lines.OWN:
        column.prop(line, "scale", slider=True)


CLASSES = (INTONE_UL_lines, INTONE_PT_lines, INTONE_PT_strip_lines)
