"""Operators of the embedded head: add it, save it as an asset, and let it say the demo voice."""

from __future__ import annotations

from math import radians
from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty
from bpy.types import Context, Event, Operator
from bpy_extras.io_utils import ExportHelper
from mathutils import Euler

from ..blender.background.worker_setup import ROOT
from ..blender.head.asset import write_head_asset
from ..blender.head.head_mesh import add_head, stage
from ..head.container import read_head
from ..head.detail import light
from ..head.model import HeadModel
from ..properties import scene_settings
from ..properties.performance import init_settings
from .base import Immediate, Polled, why_busy, why_no_character, why_not_object_mode

VIEW_ROTATION = Euler((radians(86), 0, radians(24))).to_quaternion()
"""A view of a face from a little to its left."""
DEMO_VOICE = ROOT / "assets" / "demo" / "voice.flac"
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


class INTONE_OT_try_demo(Polled, Operator):  # noqa: N801
    bl_idname = "intone.try_demo"
    bl_label = "Try the Demo Voice"
    bl_description = "Let the character, or a new head, say the demo voice, and play it"
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
        done = bpy.ops.intone.animate(how, play=how == "INVOKE_DEFAULT")
        return {"CANCELLED"} if done == {"CANCELLED"} else {"FINISHED"}


CLASSES = (INTONE_OT_add_head, INTONE_OT_save_head, INTONE_OT_try_demo)
