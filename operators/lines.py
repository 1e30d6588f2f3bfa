"""The verbs that make the list of lines: add, remove, gather a folder, gather the strips."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bpy
from bpy.props import StringProperty
from bpy.types import Context, Event, Operator

from ..blender.takes import cues
from ..errors import IntoneError
from ..properties import scene_lines, scene_settings

HEARD_ALREADY = "All of it is in the list already."
EMPTY = "There is no voice in {place}: choose a folder of sounds."
NO_STRIPS = "There is no sound strip in the sequencer: add the voices there, or gather a folder."


class INTONE_OT_line_add(Operator):  # noqa: N801
    bl_idname = "intone.line_add"
    bl_label = "Add Line"
    bl_description = "Add a line: the voice and the character that are chosen on the panel"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Context) -> set[str]:
        chosen = scene_lines.scene_lines(context)
        line = chosen.lines.add()
        thing = scene_settings.character(context)
        if thing is not None:
            line.character = thing
            line.sound, line.start = thing.intone.sound, thing.intone.start
        chosen.active = len(chosen.lines) - 1
        return {"FINISHED"}


class INTONE_OT_line_remove(Operator):  # noqa: N801
    bl_idname = "intone.line_remove"
    bl_label = "Remove Line"
    bl_description = "Take the line off the list; what it animated stays"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        if scene_lines.active_line(context) is None:
            cls.poll_message_set("Choose a line of the list.")
            return False
        return True

    def execute(self, context: Context) -> set[str]:
        chosen = scene_lines.scene_lines(context)
        chosen.lines.remove(chosen.active)
        chosen.active = max(0, min(chosen.active, len(chosen.lines) - 1))
        return {"FINISHED"}


class INTONE_OT_gather_folder(Operator):  # noqa: N801
    bl_idname = "intone.gather_folder"
    bl_label = "Gather a Folder"
    bl_description = (
        "List every sound in a folder. A name like anna__angry__0.8__hello says who, how and how "
        "strongly; a marker called hello says when"
    )
    bl_options = {"REGISTER", "UNDO"}

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})

    def invoke(self, context: Context, event: Event) -> set[str]:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Context) -> set[str]:
        folder = Path(bpy.path.abspath(self.directory))
        if not folder.is_dir():
            return _refuse(self, f"There is no folder {folder}: choose one.")
        found = cues.folder_cues(folder, context.scene)
        return _list(self, context, found, EMPTY.format(place=folder))


class INTONE_OT_gather_strips(Operator):  # noqa: N801
    bl_idname = "intone.gather_strips"
    bl_label = "Gather the Strips"
    bl_description = (
        "List every sound strip of the sequencer, from the frame it stands on. A strip called "
        "anna__angry says who speaks, and how"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        if not any(True for _ in cues.voices(context.scene)):
            cls.poll_message_set(NO_STRIPS)
            return False
        return True

    def execute(self, context: Context) -> set[str]:
        try:
            found = [cues.strip_cue(strip) for strip in cues.voices(context.scene)]
        except IntoneError as error:
            return _refuse(self, str(error))
        return _list(self, context, found, NO_STRIPS)


def _refuse(operator: Operator, sentence: str) -> set[str]:
    operator.report({"ERROR"}, sentence)
    return {"CANCELLED"}


def _list(
    operator: Operator, context: Context, listed: Iterable[cues.Cue], nothing: str
) -> set[str]:
    """Adds what the list has not yet, and says how much that was."""
    found = list(listed)
    if not found:
        return _refuse(operator, nothing)
    known = {
        (bpy.path.abspath(line.sound), line.start)
        for line in scene_lines.scene_lines(context).lines
    }
    new = [cue for cue in found if (str(cue.sound), cue.start) not in known]
    if not new:
        return _refuse(operator, HEARD_ALREADY)
    for cue in new:
        _add(context, cue)
    operator.report({"INFO"}, f"{len(new)} lines are in the list.")
    return {"FINISHED"}


def _add(context: Context, cue: cues.Cue) -> None:
    chosen = scene_lines.scene_lines(context)
    line = chosen.lines.add()
    line.sound, line.start = str(cue.sound), cue.start
    things = context.scene.objects
    named = cues.character_named(cue.named.character, things)
    line.character = named or (None if cue.named.character else scene_settings.character(context))
    if cue.named.emotion:
        line.feel(cue.named.emotion)
    line.scale = float(cue.named.scale or 1.0)
    chosen.active = len(chosen.lines) - 1


CLASSES = (
    INTONE_OT_line_add,
    INTONE_OT_line_remove,
    INTONE_OT_gather_folder,
    INTONE_OT_gather_strips,
)
