"""The verb "use strip": the sound of a sequencer strip becomes the character's voice."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty
from bpy.types import Context, Object, Operator, Scene, Strip

from ..blender.takes import cues, scene
from ..errors import SoundError
from ..properties import scene_settings

NO_STRIP = "Choose a sound strip in the sequencer: the recording of somebody who speaks."
NOBODY = "Choose a character on Intone's panel first: a face mesh, or the Intone head."


def chosen_strip(context: Context) -> Strip | None:
    """The active sound strip of the scene that the sequencer shows."""
    where: Scene = getattr(context, "sequencer_scene", None) or context.scene
    editor = where.sequence_editor
    strip = editor.active_strip if editor is not None else None
    return strip if strip is not None and strip.type == "SOUND" else None


def speaker(context: Context, strip: Strip) -> Object | None:
    """Who says the strip: whom it was placed for, whom its name tells, else the chosen one."""
    things = context.scene.objects
    names = (strip.get(scene.MARK, ""), cues.strip_cue(strip).named.character)
    told = (cues.character_named(name, things) for name in names)
    return next((thing for thing in told if thing is not None), None) or scene_settings.character(
        context
    )


class INTONE_OT_use_strip(Operator):  # noqa: N801
    bl_idname = "intone.use_strip"
    bl_label = "Use the Strip's Sound"
    bl_description = "Take the sound of the active strip, from the frame where it begins"
    bl_options = {"REGISTER", "UNDO"}

    animate: BoolProperty(
        name="Animate", description="Animate the character with it at once", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Context) -> bool:
        strip = chosen_strip(context)
        if strip is None:
            cls.poll_message_set(NO_STRIP)
        return strip is not None

    def execute(self, context: Context) -> set[str]:
        strip = chosen_strip(context)
        try:
            cue, thing = cues.strip_cue(strip), speaker(context, strip)
        except SoundError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if thing is None:
            self.report({"ERROR"}, NOBODY)
            return {"CANCELLED"}
        scene_settings.use_sound(context, thing, cue.sound, cue.start)
        if self.animate:
            return bpy.ops.intone.animate("INVOKE_DEFAULT") - {"RUNNING_MODAL"} or {"FINISHED"}
        return {"FINISHED"}
