"""The verb "cancel": stops the job that runs."""

from __future__ import annotations

from bpy.types import Context, Operator

from ..blender.background import jobs


class INTONE_OT_cancel(Operator):  # noqa: N801
    bl_idname = "intone.cancel"
    bl_label = "Cancel"
    bl_description = "Stop Intone's work; nothing is changed (also: Esc)"

    @classmethod
    def poll(cls, context: Context) -> bool:
        if not jobs.state(context).running:
            cls.poll_message_set("Nothing is running that could be cancelled.")
            return False
        return True

    def execute(self, context: Context) -> set[str]:
        jobs.state(context).stopping = True
        return {"FINISHED"}
