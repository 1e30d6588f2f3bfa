"""Browsing: a job that first asks for its file, and then runs beside a living Blender."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty
from bpy.types import Context, Event

from ..blender.background import jobs
from .polling import polled

OBJECT_MODE = "Leave the edit mode first: a head is added in object mode."


class Browsing(jobs.Job):
    """Mixin of an operator with a `filepath` or a `directory`.

    The file browser can only execute an operator, which would be waited for; so what was chosen
    there starts the operator anew.
    """

    browsed: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, cls.why_not(context))

    @classmethod
    def why_not(cls, context: Context) -> str:
        """Why nothing can be imported now, in a sentence; "" where it can."""
        if jobs.state(context).running:
            return jobs.BUSY
        return "" if context.mode == "OBJECT" else OBJECT_MODE

    def invoke(self, context: Context, event: Event) -> set[str]:
        if getattr(self, "filepath", "") or getattr(self, "directory", ""):
            return super().invoke(context, event)
        self.browsed = True
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Context) -> set[str]:
        if not self.browsed:
            return super().execute(context)
        chosen = self.as_keywords(ignore=("browsed", "filter_glob", "filter_folder"))
        verb = getattr(bpy.ops.intone, type(self).bl_idname.partition(".")[2])
        verb("INVOKE_DEFAULT", **chosen)
        return {"CANCELLED"}  # what was started finishes, and makes the undo step
