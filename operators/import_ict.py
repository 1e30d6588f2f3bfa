"""The verb "import ICT-FaceKit": its folder of OBJ files, as a new character."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import StringProperty
from bpy.types import Context, Menu, Operator

from ..blender.background import jobs
from ..blender.head import ict
from ..head.ict import IctHead, read_ict
from ..progress import Progress
from .browsing import Browsing
from .import_flame import choose


class INTONE_OT_import_ict(Browsing, Operator):  # noqa: N801
    bl_idname = "intone.import_ict"
    bl_label = "Import ICT-FaceKit Head"
    bl_description = "Add the head in ICT-FaceKit's folder FaceXModel, with its 53 shapes"
    bl_options = {"UNDO"}

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})
    filter_folder: bpy.props.BoolProperty(default=True, options={"HIDDEN"})

    def work(self, context: Context) -> jobs.Work:
        folder = Path(bpy.path.abspath(self.directory))

        def read(progress: Progress) -> IctHead:
            progress(0.0, "Reading ICT-FaceKit")
            return read_ict(folder)

        return read

    def finish(self, context: Context, result: IctHead) -> str:
        mesh = ict.add_ict(context.collection, result)
        mesh.location = context.scene.cursor.location
        choose(context, mesh)
        return f"Added {mesh.name}: {len(result.shapes)} shapes."


def draw_in_import_menu(menu: Menu, context: Context) -> None:
    """The entry in File > Import."""
    menu.layout.operator(INTONE_OT_import_ict.bl_idname, text="ICT-FaceKit Head (folder)")


def attach() -> None:
    """Puts the entry into the menu."""
    bpy.types.TOPBAR_MT_file_import.append(draw_in_import_menu)


def detach() -> None:
    """Takes it out again."""
    bpy.types.TOPBAR_MT_file_import.remove(draw_in_import_menu)
