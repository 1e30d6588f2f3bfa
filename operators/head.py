"""Operators of the embedded head: add it, save it as an asset, and let it say the demo voice."""

from __future__ import annotations

from math import radians
from pathlib import Path

import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty
from bpy.types import Context, Event, Object, Operator
from bpy_extras.io_utils import ExportHelper
from mathutils import Euler

from ..blender.background.worker_setup import ROOT
from ..blender.head.asset import write_head_asset
from ..blender.head.head_mesh import add_head, stage
from ..blender.takes import filled_curves
from ..blender.takes.scene import frame_rate
from ..head.container import read_head
from ..head.detail import light
from ..head.model import HeadModel
from ..properties import emotion_choice, scene_settings
from ..properties.performance import init_settings
from ..properties.take_settings import AUTO, MIX
from .base import Immediate, Polled, why_busy, why_no_character, why_not_object_mode

VIEW_ROTATION = Euler((radians(86), 0, radians(24))).to_quaternion()
"""A view of a face from a little to its left."""
DEMO_VOICE = ROOT / "assets" / "demo" / "voice.flac"
DEMO_ARC = {
    "sad": ((0.3, 0.55), (4.6, 0.55), (5.4, 0.0), (12.0, 0.0), (12.6, 0.3), (15.7, 0.3)),
    "fearful": ((5.0, 0.0), (5.7, 0.35), (7.6, 0.35), (8.8, 0.0)),
    "surprised": ((5.0, 0.0), (5.7, 0.65), (7.8, 0.65), (8.8, 0.3), (9.6, 0.25), (10.4, 0.0)),
    "happy": ((8.6, 0.0), (9.4, 0.75), (10.4, 1.0), (11.6, 1.0), (12.6, 0.4), (15.7, 0.4)),
}
"""What the demo voice feels: weary mornings, the box by the bed, delight, and home; seconds of the
voice, and shares."""
NO_DEMO = "The demo voice is missing: install Intone again."


class HeadOptions:
    """The properties of the operators that make a head."""

    skin_tone: FloatProperty(
        name="Skin Tone",
        description="From light to dark: how much melanin the skin has",
        subtype="FACTOR",
        min=0.0,
        max=1.0,
        default=0.0,
    )
    detail: EnumProperty(
        name="Detail",
        description="How many vertices the head has; all have the same shape keys",
        items=(
            ("WHOLE", "Whole", "Hair, brows, lashes and gums as geometry: 12,600 vertices"),
            ("LIGHT", "Light", "Hair, brows and lashes only painted: 6,900 vertices"),
        ),
        default="WHOLE",
    )

    def model(self) -> HeadModel:
        """The head with the chosen detail. Raises HeadError where the embedded head is broken."""
        head = read_head()
        return light(head) if self.detail == "LIGHT" else head


class INTONE_OT_add_head(HeadOptions, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.add_head"
    bl_label = "Intone Head"
    bl_description = "Add a head with every shape key that Intone moves, and choose it"

    use_stage: BoolProperty(
        name="Camera and Lights",
        description="Also add a portrait's camera and three lights; a camera or world that the "
        "scene has already stays the one it uses",
        default=False,
    )

    why_not = staticmethod(why_not_object_mode)

    def invoke(self, context: Context, event: Event) -> set[str]:
        """From the interface the view also goes to the head: at its true size it is easily lost."""
        done = self.execute(context)
        if done == {"FINISHED"} and context.area and context.area.type == "VIEW_3D":
            region = next(part for part in context.area.regions if part.type == "WINDOW")
            with context.temp_override(region=region):
                bpy.ops.view3d.view_selected()
                context.space_data.region_3d.view_rotation = VIEW_ROTATION
        return done

    def do(self, context: Context) -> str:
        head = add_head(context.collection, model=self.model(), skin_tone=self.skin_tone)
        for thing in context.selected_objects:
            thing.select_set(False)
        head.armature.location = context.scene.cursor.location
        if self.use_stage:
            stage(context.scene, head)
        context.view_layer.objects.active = head.mesh
        head.mesh.select_set(True)
        scene_settings.settings(context).character = head.mesh
        init_settings(head.mesh)
        return ""


class INTONE_OT_save_head(HeadOptions, ExportHelper, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.save_head"
    bl_label = "Save Intone Head as Asset"
    bl_description = (
        "Write a .blend with the head as an asset; in the folder of an asset library, "
        "the asset browser then offers it in every file"
    )
    bl_options = {"REGISTER"}

    filename_ext = ".blend"
    filter_glob: StringProperty(default="*.blend", options={"HIDDEN"})

    why_not = staticmethod(why_not_object_mode)

    def invoke(self, context: Context, event: Event) -> set[str]:
        """The file browser opens in the first asset library of the preferences."""
        libraries = context.preferences.filepaths.asset_libraries
        if not self.filepath and libraries:
            self.filepath = str(Path(libraries[0].path, "intone_head.blend"))
        return super().invoke(context, event)

    def do(self, context: Context) -> str:
        path = Path(bpy.path.abspath(self.filepath))
        write_head_asset(path, self.model(), self.skin_tone, init_settings)
        return f"The head is in {path.name}."


def _feel(context: Context, thing: Object) -> None:
    """Keys the mix of the demo. They count as filled: another voice begins without them."""
    fps, start = frame_rate(context.scene), thing.intone.start
    for name, keys in DEMO_ARC.items():
        frames = [(round(start + seconds * fps), share) for seconds, share in keys]
        filled_curves.fill(thing, name, np.array(frames, np.float64))
    thing.intone.emotion_source = MIX


class INTONE_OT_try_demo(Polled, Operator):  # noqa: N801
    bl_idname = "intone.try_demo"
    bl_label = "Try the Demo Voice"
    bl_description = (
        "Let the character, or a new head, act the demo voice with feeling, and play it"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def why_not(cls, context: Context) -> str:
        reason = why_busy(context) or ("" if DEMO_VOICE.is_file() else NO_DEMO)
        if not reason and why_no_character(context):
            return why_not_object_mode(context)  # a head will be added
        return reason

    def invoke(self, context: Context, event: Event) -> set[str]:
        return self._run(context, "INVOKE_DEFAULT")

    def execute(self, context: Context) -> set[str]:
        return self._run(context, "EXEC_DEFAULT")

    def _run(self, context: Context, how: str) -> set[str]:
        missing = scene_settings.character(context) is None
        if missing and bpy.ops.intone.add_head(how) != {"FINISHED"}:
            return {"CANCELLED"}
        chosen = scene_settings.character(context)
        scene_settings.use_sound(context, chosen, DEMO_VOICE, context.scene.frame_start)
        if chosen.intone.emotion_source == AUTO and emotion_choice.is_untouched(chosen):
            _feel(context, chosen)
        done = bpy.ops.intone.animate(how, play=how == "INVOKE_DEFAULT")
        return {"CANCELLED"} if done == {"CANCELLED"} else {"FINISHED"}


CLASSES = (INTONE_OT_add_head, INTONE_OT_save_head, INTONE_OT_try_demo)
