"""Operators on several lines at once: select them, and set how they are felt."""

from __future__ import annotations

from bpy.props import BoolProperty, EnumProperty, IntProperty
from bpy.types import Context, Event, Operator

from ..blender.translations import CONTEXT
from ..errors import ManifestError
from ..properties import following, scene_lines
from .base import Immediate
from .lines import NO_LINE


class INTONE_OT_line_select(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.line_select"
    bl_label = "Select Line"
    bl_description = (
        "Select the line, or no longer; with Shift all from the active line to this one. "
        "What is done to lines is done to those that are selected"
    )

    number: IntProperty(options={"SKIP_SAVE", "HIDDEN"})
    extend: BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    def invoke(self, context: Context, event: Event) -> set[str]:
        self.extend = event.shift
        return self.execute(context)

    def do(self, context: Context) -> str:
        chosen = scene_lines.scene_lines(context)
        if not 0 <= self.number < len(chosen.lines):
            raise ManifestError(NO_LINE)
        wanted = not chosen.lines[self.number].selected
        ends = sorted((chosen.active, self.number))
        for number in range(ends[0], ends[1] + 1) if self.extend else (self.number,):
            chosen.lines[number].selected = wanted or self.extend
        chosen.active = self.number
        return ""


class INTONE_OT_lines_select(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.lines_select"
    bl_label = "Select Lines"
    bl_description = "Select all lines, none, those that are stale, or those of the same character"

    which: EnumProperty(
        name="Which",
        translation_context=CONTEXT,
        items=(
            ("ALL", "All", "Every line"),
            ("NONE", "None", "No line"),
            ("STALE", "Stale", "Lines whose strip was edited since their take was made"),
            ("CHARACTER", "Same Character", "What the character of the active line says"),
        ),
    )

    def do(self, context: Context) -> str:
        lines, active = scene_lines.scene_lines(context).lines, scene_lines.active_line(context)
        stale = following.edits(context.scene).lines
        whose = active.character if active is not None else None
        for number, line in enumerate(lines):
            line.selected = {
                "ALL": True,
                "NONE": False,
                "STALE": number in stale,
                "CHARACTER": line.character == whose,
            }[self.which]
        return ""


class INTONE_OT_lines_feel(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.lines_feel"
    bl_label = "Set the Emotion"
    bl_description = "Give the selected lines one emotion; Animate Selected Lines then acts it"

    emotion: EnumProperty(name="Emotion", items=scene_lines.EMOTIONS, translation_context=CONTEXT)

    @classmethod
    def why_not(cls, context: Context) -> str:
        return "" if scene_lines.selected_lines(context) else NO_LINE

    def do(self, context: Context) -> str:
        for line in scene_lines.selected_lines(context):
            line.emotion = self.emotion
        return ""


CLASSES = (INTONE_OT_line_select, INTONE_OT_lines_select, INTONE_OT_lines_feel)
