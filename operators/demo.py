"""The verb "try demo": a head, if there is none, says the demo voice."""

from __future__ import annotations

import bpy
from bpy.types import Context, Event, Operator

from ..blender.background import jobs
from ..blender.background.worker_setup import ROOT
from ..properties import scene_settings

VOICE = ROOT / "assets" / "demo" / "voice.flac"


class INTONE_OT_try_demo(Operator):  # noqa: N801
    bl_idname = "intone.try_demo"
    bl_label = "Try the Demo Voice"
    bl_description = "Let the character, or a new head, say the demo voice, and play it"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        if jobs.state(context).running:
            cls.poll_message_set(jobs.BUSY)
            return False
        if not VOICE.is_file():
            cls.poll_message_set("The demo voice is missing: install Intone again.")
            return False
        if scene_settings.character(context) is None and context.mode != "OBJECT":
            cls.poll_message_set("Leave the edit mode first: a head is added in object mode.")
            return False
        return True

    def invoke(self, context: Context, event: Event) -> set[str]:
        return self._run(context, "INVOKE_DEFAULT")

    def execute(self, context: Context) -> set[str]:
        return self._run(context, "EXEC_DEFAULT")

    def _run(self, context: Context, how: str) -> set[str]:
        if scene_settings.character(context) is None and bpy.ops.intone.add_head(how) != {
            "FINISHED"
        }:
            return {"CANCELLED"}
        scene_settings.use_sound(
            context, scene_settings.character(context), VOICE, context.scene.frame_start
        )
        done = bpy.ops.intone.animate(how, play=how == "INVOKE_DEFAULT")
        return {"CANCELLED"} if done == {"CANCELLED"} else {"FINISHED"}
