"""The verb "fit joints": a FLAME head's bones to the person that its Shape keys make."""

from __future__ import annotations

import bpy
from bpy.types import Context, Menu, Operator

from ..blender.head import flame
from ..errors import HeadError


class INTONE_OT_fit_flame(Operator):  # noqa: N801
    bl_idname = "intone.fit_flame"
    bl_label = "Fit FLAME Joints to the Person"
    bl_description = "Move the bones to where FLAME has the joints of the person in the Shape keys"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        if not flame.is_flame(context.active_object):
            cls.poll_message_set("Select the mesh of a FLAME head that Intone imported.")
            return False
        if context.mode != "OBJECT":
            cls.poll_message_set("Leave the edit mode first: bones are moved in object mode.")
            return False
        return True

    def execute(self, context: Context) -> set[str]:
        try:
            flame.fit_joints(context.active_object)
        except HeadError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


def draw_in_key_menu(menu: Menu, context: Context) -> None:
    """The entry in the shape keys' own menu, for FLAME heads only."""
    if flame.is_flame(context.active_object):
        menu.layout.separator()
        menu.layout.operator(INTONE_OT_fit_flame.bl_idname)


def attach() -> None:
    """Puts the entry into the menu."""
    bpy.types.MESH_MT_shape_key_context_menu.append(draw_in_key_menu)


def detach() -> None:
    """Takes it out again."""
    bpy.types.MESH_MT_shape_key_context_menu.remove(draw_in_key_menu)
