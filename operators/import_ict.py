"""Operator that imports ICT-FaceKit: its folder of OBJ files becomes a character."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty
from bpy.types import Context, Operator

from ..blender.background import jobs
from ..blender.head import ict
from ..head.ict import IctHead, read_ict
from ..progress import Progress
from .import_job import ImportJob, choose


class INTONE_OT_import_ict(ImportJob, Operator):  # noqa: N801
    bl_idname = "intone.import_ict"
    bl_label = "Import ICT-FaceKit Head"
    bl_description = "Add the head in ICT-FaceKit's folder FaceXModel, with its 53 shapes"

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN"})

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


CLASSES = (INTONE_OT_import_ict,)
