"""The verb "show curve": nothing but the intensity curve in the Graph Editor, and back."""

from __future__ import annotations

import bpy
from bpy.types import Context, Operator

from ..properties import scene_settings

NAME = "Intensity"


class INTONE_OT_show_curve(Operator):  # noqa: N801
    bl_idname = "intone.show_curve"
    bl_label = "Only My Curve"
    bl_description = "Show the intensity curve alone in the Graph Editor; again: all curves"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        if context.area is None or context.area.type != "GRAPH_EDITOR":
            cls.poll_message_set("Go to a Graph Editor: the curve is shown there.")
            return False
        if scene_settings.character(context) is None:
            cls.poll_message_set("Choose a character first.")
            return False
        return True

    def execute(self, context: Context) -> set[str]:
        shown = context.space_data.dopesheet
        shown.filter_text = "" if shown.filter_text == NAME else NAME
        window = next(region for region in context.area.regions if region.type == "WINDOW")
        with context.temp_override(region=window):
            bpy.ops.graph.view_all()
        return {"FINISHED"}
