"""The verb "save head": the embedded head as an asset in a file of the artist's choice."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import StringProperty
from bpy.types import Context, Event, Menu, Operator
from bpy_extras.io_utils import ExportHelper

from ..blender.head.asset import write_head_asset
from ..errors import HeadError, OutputError
from .head_options import HeadOptions


class INTONE_OT_save_head(HeadOptions, ExportHelper, Operator):  # noqa: N801
    bl_idname = "intone.save_head"
    bl_label = "Save Intone Head as Asset"
    bl_description = (
        "Write a .blend with the head as an asset; in the folder of an asset library, "
        "the asset browser then offers it in every file"
    )
    bl_options = {"REGISTER"}

    filename_ext = ".blend"
    filter_glob: StringProperty(default="*.blend", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Leave the edit mode first: a head is made in object mode.")
            return False
        return True

    def invoke(self, context: Context, event: Event) -> set[str]:
        """The browser opens in the first asset library of the preferences."""
        libraries = context.preferences.filepaths.asset_libraries
        if not self.filepath and libraries:
            self.filepath = str(Path(libraries[0].path, "intone_head.blend"))
        return super().invoke(context, event)

    def execute(self, context: Context) -> set[str]:
        path = Path(bpy.path.abspath(self.filepath))
        try:
            write_head_asset(path, self.model(), self.skin_tone)
        except (HeadError, OutputError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, f"The head is in {path.name}.")
        return {"FINISHED"}


def draw_in_export_menu(menu: Menu, context: Context) -> None:
    """The entry in File > Export."""

    menu.layout.operator(INTONE_OT_save_head.bl_idname, text="Intone Head as Asset (.blend)")


def attach() -> None:
    """Puts the entry into the menu."""
    bpy.types.TOPBAR_MT_file_export.append(draw_in_export_menu)


def detach() -> None:
    """Takes it out again."""
    bpy.types.TOPBAR_MT_file_export.remove(draw_in_export_menu)
