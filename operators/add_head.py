"""The verb "add head": the embedded head as a new character."""

from __future__ import annotations

from math import radians

import bpy
from bpy.props import BoolProperty
from bpy.types import Context, Event, Menu, Operator
from mathutils import Euler

from ..blender.character import characters
from ..blender.head.head_mesh import add_head, stage
from ..errors import HeadError
from ..properties import scene_settings
from .head_options import HeadOptions

FACING = Euler((radians(86), 0, radians(24))).to_quaternion()
"""A view of a face from a little to its left."""


class INTONE_OT_add_head(HeadOptions, Operator):  # noqa: N801
    bl_idname = "intone.add_head"
    bl_label = "Intone Head"
    bl_description = "Add a head that can say and feel anything, and choose it as the character"
    bl_options = {"REGISTER", "UNDO"}

    use_stage: BoolProperty(
        name="Camera and Lights",
        description="Also add a portrait's camera and three lights; a camera or world that the "
        "scene has already stays the one it uses",
        default=False,
    )

    @classmethod
    def poll(cls, context: Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Leave the edit mode first: a head is added in object mode.")
            return False
        return True

    def invoke(self, context: Context, event: Event) -> set[str]:
        """From the interface the view also goes to the head: at its true size it is easily lost."""
        done = self.execute(context)
        if done == {"FINISHED"} and context.area and context.area.type == "VIEW_3D":
            region = next(part for part in context.area.regions if part.type == "WINDOW")
            with context.temp_override(region=region):
                bpy.ops.view3d.view_selected()
                context.space_data.region_3d.view_rotation = FACING
        return done

    def execute(self, context: Context) -> set[str]:
        try:
            head = add_head(context.collection, model=self.model(), skin_tone=self.skin_tone)
        except HeadError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        for thing in context.selected_objects:
            thing.select_set(False)
        head.armature.location = context.scene.cursor.location
        if self.use_stage:
            stage(context.scene, head)
        context.view_layer.objects.active = head.mesh
        head.mesh.select_set(True)
        scene_settings.settings(context).character = head.mesh
        characters.init_settings(head.mesh)
        return {"FINISHED"}


def draw_in_add_menu(menu: Menu, context: Context) -> None:
    """The entry in Add > Mesh."""
    menu.layout.operator(INTONE_OT_add_head.bl_idname, icon="USER")


def attach() -> None:
    """Puts the entry into the menu."""
    bpy.types.VIEW3D_MT_mesh_add.append(draw_in_add_menu)


def detach() -> None:
    """Takes it out again."""
    bpy.types.VIEW3D_MT_mesh_add.remove(draw_in_add_menu)
