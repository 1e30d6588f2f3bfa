"""Operators of a character's own emotions: made of a pose, loaded, saved, removed."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
from bpy.props import IntProperty, StringProperty
from bpy.types import Context, Event, Object, Operator
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..audio.speech import RATE
from ..blender.character import posing, rig_map
from ..emotion.own import OwnEmotion, Pose, check_name
from ..face.own_files import as_pose, live_link_pose, read_emotions
from ..properties import own_emotion_files, own_emotions, scene_settings
from ..rig.channels import Motion
from ..rig.retarget import read_back
from .base import Immediate, why_no_face

NAME = "Own"
NONE_YET = "{name} has no emotion of its own: pose the face, then make one."


def why_none(context: Context) -> str:
    """Why there is no emotion of the artist's own to work on, in a sentence; "" where one is."""
    reason = why_no_face(context)
    chosen = scene_settings.character(context)
    if not reason and not len(chosen.intone.own_emotions):
        return NONE_YET.format(name=chosen.name)
    return reason


def standing_face(thing: Object) -> Pose:
    """The character's face as it stands now, as a pose. Raises RigError where it has no map."""
    rig = rig_map.rig_of(thing.name)
    now = posing.values(rig.channels)
    values = np.array([[now[channel] for channel in rig.channels]], np.float32)
    face = read_back(Motion(rig.channels, values, RATE), rig)
    return as_pose(zip(face.names, face.values[0].tolist(), strict=True))


def _keep(context: Context, emotion: OwnEmotion) -> str:
    """Gives the emotion to the chosen character and to the user's folder; says so."""
    chosen = scene_settings.character(context)
    own_emotions.add(chosen, emotion)
    path = own_emotion_files.save(emotion)
    return f"{emotion.label} is an emotion of {chosen.name}; its file is {path.name}."


class INTONE_OT_emotion_from_face(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.emotion_from_face"
    bl_label = "Make an Emotion of the Face"
    bl_description = (
        "Make the face as it stands now an emotion with a slider of its own; pose it with its "
        "shape keys, its controls or a pose asset before"
    )

    name: StringProperty(name="Name", description="As the emotion is called", default=NAME)

    why_not = staticmethod(why_no_face)

    def invoke(self, context: Context, event: Event) -> set[str]:
        return context.window_manager.invoke_props_dialog(self)

    def do(self, context: Context) -> str:
        check_name(self.name)
        face = standing_face(scene_settings.character(context))
        return _keep(context, OwnEmotion(self.name.strip(), face))


class INTONE_OT_emotion_from_take(ImportHelper, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.emotion_from_take"
    bl_label = "Make an Emotion of a Live Link Face Frame"
    bl_description = "Make a frame of a CSV of Live Link Face an emotion with a slider of its own"

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})
    name: StringProperty(name="Name", description="As the emotion is called", default=NAME)
    frame: IntProperty(name="Frame", description="The row of the take, from 0", min=0)

    why_not = staticmethod(why_no_face)

    def do(self, context: Context) -> str:
        check_name(self.name)
        face = live_link_pose(Path(bpy.path.abspath(self.filepath)), self.frame)
        return _keep(context, OwnEmotion(self.name.strip(), face))


class INTONE_OT_emotion_load(ImportHelper, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.emotion_load"
    bl_label = "Load Own Emotions"
    bl_description = "Give the character the emotions of a file; one of the same name is replaced"

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    why_not = staticmethod(why_no_face)

    def invoke(self, context: Context, event: Event) -> set[str]:
        """The file browser opens in the user's own folder."""
        place = own_emotion_files.folder(create=True)
        if not self.filepath and place is not None:
            self.filepath = str(place / "")
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        found = read_emotions(Path(bpy.path.abspath(self.filepath)))
        for emotion in found:
            own_emotions.add(chosen, emotion)
        names = ", ".join(emotion.label for emotion in found)
        return f"{chosen.name} has the emotions {names}."


class INTONE_OT_emotion_save(ExportHelper, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.emotion_save"
    bl_label = "Save Own Emotion"
    bl_description = "Write the chosen emotion to a file: to share it, or for the command line"
    bl_options = {"REGISTER"}  # noqa: RUF012

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    why_not = staticmethod(why_none)

    def do(self, context: Context) -> str:
        performance = scene_settings.character(context).intone
        emotion = own_emotions.emotion_of(performance.own_emotions[performance.own_row])
        path = own_emotion_files.save(emotion, Path(bpy.path.abspath(self.filepath)))
        return f"{emotion.label} is in {path.name}."


class INTONE_OT_emotion_remove(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.emotion_remove"
    bl_label = "Remove Own Emotion"
    bl_description = (
        "Take the chosen emotion from the character, with its keys; its file stays in your folder"
    )

    why_not = staticmethod(why_none)

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        row = min(chosen.intone.own_row, len(chosen.intone.own_emotions) - 1)
        own_emotions.remove(chosen, row)
        return ""


CLASSES = (
    INTONE_OT_emotion_from_face,
    INTONE_OT_emotion_from_take,
    INTONE_OT_emotion_load,
    INTONE_OT_emotion_save,
    INTONE_OT_emotion_remove,
)
