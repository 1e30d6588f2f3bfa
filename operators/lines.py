"""Operators of the lines: list them from a folder or the sequencer, and use a strip's sound."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty
from bpy.types import Context, Event, Object, Operator, Scene

from ..blender.takes import cues, scene, strips
from ..blender.takes.strips import SoundStrip
from ..errors import ManifestError, RigError
from ..places import is_folder
from ..properties import (
    gathering,
    line_strips,
    own_emotions,
    scene_lines,
    scene_settings,
    speakers,
)
from .base import NO_CHARACTER, Immediate

ALL_LISTED = "All of it is in the list already."
NO_LINE = "Choose a line of the list."
NO_SOUNDS = "There is no voice in {folder}: choose a folder of sounds."
NO_STRIP = "Choose a sound strip in the sequencer: the recording of somebody who speaks."
NO_STRIPS = "There is no sound strip in the sequencer: add the voices there, or gather a folder."


class INTONE_OT_line_add(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.line_add"
    bl_label = "Add Line"
    bl_description = "Add a line: the voice and the character that are chosen on the panel"

    def do(self, context: Context) -> str:
        chosen = scene_lines.scene_lines(context)
        line = chosen.lines.add()
        thing = scene_settings.character(context)
        if thing is not None:
            line.character = thing
            line.sound, line.start = thing.intone.sound, thing.intone.start
        chosen.active = len(chosen.lines) - 1
        return ""


class INTONE_OT_line_remove(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.line_remove"
    bl_label = "Remove Line"
    bl_description = "Remove the selected lines from the list; their animation stays"

    @classmethod
    def why_not(cls, context: Context) -> str:
        return NO_LINE if scene_lines.active_line(context) is None else ""

    def do(self, context: Context) -> str:
        chosen, found = scene_lines.scene_lines(context), line_strips.strips_of(context.scene)
        selected = scene_lines.selected_lines(context)
        going = [number for number, line in enumerate(chosen.lines) if line in selected]
        for number in reversed(going):
            if (heard := found.get(chosen.lines[number].strip)) is not None:
                heard.strip[line_strips.LINE] = line_strips.LEFT_OUT
            chosen.lines.remove(number)
        chosen.active = max(0, min(chosen.active, len(chosen.lines) - 1))
        return ""


class INTONE_OT_gather_folder(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.gather_folder"
    bl_label = "Gather a Folder"
    bl_description = (
        "List every sound in a folder. A name like anna__angry__0.8__hello says who, how and how "
        "strongly; a marker called hello says when"
    )

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})

    def invoke(self, context: Context, event: Event) -> set[str]:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def do(self, context: Context) -> str:
        folder = Path(bpy.path.abspath(self.directory))
        if not is_folder(folder):
            raise ManifestError(f"There is no folder {folder}: choose one.")
        own = own_emotions.in_scene(context.scene)
        found = cues.folder_cues(folder, context.scene, own)
        if not found:
            raise ManifestError(NO_SOUNDS.format(folder=folder))
        return list_cues(context, found)


class INTONE_OT_gather_strips(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.gather_strips"
    bl_label = "Gather the Strips"
    bl_description = (
        "List every sound strip of the sequencer, from the frame it stands on. A strip called "
        "anna__angry says who speaks, and how"
    )

    @classmethod
    def why_not(cls, context: Context) -> str:
        where = scene_settings.sequencer_to_read(context)
        return "" if where is not None else NO_STRIPS

    def do(self, context: Context) -> str:
        scene_settings.read_sequencer(context)
        fresh = gathering.unlisted(context.scene)
        found = gathering.gather(context.scene, fresh, scene_settings.character(context))
        return _said(found)


def _said(found: gathering.Gathered) -> str:
    """What has become of the list. Raises ManifestError where it is as it was."""
    if not found.added and not found.moved:
        raise ManifestError(ALL_LISTED)
    said = f"{found.added} lines were added to the list."
    return f"{said} {found.moved} were moved." if found.moved else said


def list_cues(context: Context, found: list[cues.Cue]) -> str:
    """Adds the new cues to the list of lines; how many, in a sentence.

    Raises ManifestError where all are listed.
    """
    lines = scene_lines.scene_lines(context).lines
    places = {(cue.sound, cue.start): cue for cue in found}
    listed = {(line_strips.sound_of(line), line.start) for line in lines}
    new = [cue for place, cue in places.items() if place not in listed]
    moved = [cue for cue in new if _move(lines, cue, places)]
    for cue in new:
        if cue not in moved:
            line = lines.add()
            gathering.fill(line, cue, lambda: scene_settings.character(context))
    return _said(gathering.Gathered(len(new) - len(moved), len(moved)))


def _move(
    lines: Iterable[scene_lines.Line], cue: cues.Cue, places: Container[tuple[Path, int]]
) -> bool:
    """Moves a line of the cue's sound whose own marker is not there any more, if there is one."""
    for line in lines:
        path = line_strips.sound_of(line)
        if path == cue.sound and not line.strip and (path, line.start) not in places:
            line.start = cue.start
            return True
    return False


def chosen_strip(context: Context) -> SoundStrip | None:
    """The active sound strip of the scene that the sequencer shows, as it is heard there."""
    where: Scene = getattr(context, "sequencer_scene", None) or context.scene
    editor = where.sequence_editor
    strip = editor.active_strip if editor is not None else None
    path = strips.path_of(strip) if strip is not None else None
    return SoundStrip(strip, path, strips.Window(where)) if path is not None else None


def speaker(context: Context, heard: SoundStrip) -> Object | None:
    """Who says the strip: whom it was placed for, whom its name or the list of speakers tells."""
    cue = cues.strip_cue(heard, own_emotions.in_scene(context.scene))
    for name in (heard.strip.get(scene.MARK, ""), cue.named.character):
        thing = cues.character_named(name, context.scene.objects)
        if thing is not None:
            return thing
    return speakers.speaker(context.scene, heard) or scene_settings.character(context)


class INTONE_OT_use_strip(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.use_strip"
    bl_label = "Use the Strip's Sound"
    bl_description = "Take the sound of the active strip, from the frame where it begins"

    animate: BoolProperty(
        name="Animate", description="Animate the character with it at once", options={"SKIP_SAVE"}
    )

    @classmethod
    def why_not(cls, context: Context) -> str:
        return NO_STRIP if chosen_strip(context) is None else ""

    def do(self, context: Context) -> str:
        heard = chosen_strip(context)
        cue, thing = cues.strip_cue(heard), speaker(context, heard)
        if thing is None:
            raise RigError(NO_CHARACTER)
        scene_settings.use_sound(context, thing, cue.sound, cue.start)
        if self.animate:
            bpy.ops.intone.animate("INVOKE_DEFAULT")
        return ""


CLASSES = (
    INTONE_OT_line_add,
    INTONE_OT_line_remove,
    INTONE_OT_gather_folder,
    INTONE_OT_gather_strips,
    INTONE_OT_use_strip,
)
