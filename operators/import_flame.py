"""Operators of FLAME heads: import a model file as a character, and fit its joints."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import IntProperty
from bpy.types import Context, Operator

from ..blender.background import jobs
from ..blender.character import rig_map
from ..blender.head import flame
from ..blender.takes import flame_takes
from ..errors import HeadError
from ..head.container import read_head
from ..head.flame import FlameModel, read_flame
from ..head.solve import Solved, solve
from ..progress import Progress
from .base import Immediate, why_not_object_mode
from .import_job import FlameFile, choose

Imported = tuple[FlameModel, Solved | str]


class INTONE_OT_import_flame(FlameFile, Operator):  # noqa: N801
    bl_idname = "intone.import_flame"
    bl_label = "Import FLAME Head"
    bl_description = "Add the head of a FLAME model file (.pkl, .npz), ready for any voice"

    expressions: IntProperty(
        name="Expressions",
        description="How many of FLAME's expression shapes become shape keys",
        default=50,
        min=1,
        max=100,
    )
    identities: IntProperty(
        name="Identity Shapes",
        description="How many of FLAME's identity shapes become shape keys",
        default=10,
        min=0,
        max=300,
    )

    def work(self, context: Context) -> jobs.Work:
        path = Path(bpy.path.abspath(self.filepath))
        counts, columns = (self.identities, self.expressions), self.columns

        def read(progress: Progress) -> Imported:
            progress(0.0, f"Reading {path.name}")
            model = read_flame(path, columns).reduced(*counts)
            progress(0.3, "Solving ARKit's shapes on it")
            try:
                return model, solve(read_head(), model)
            except HeadError as error:  # still a head, only not one that a voice can move yet
                return model, str(error)

        return read

    def finish(self, context: Context, result: Imported) -> str:
        model, solved = result
        head = flame.add_flame(context.collection, model)
        head.armature.location = context.scene.cursor.location
        told = ""
        if isinstance(solved, Solved):
            rig_map.store(head.mesh, flame_takes.rig_map(head.mesh, solved))
        else:
            told = f" No voice moves it yet: {solved}"
        choose(context, head.mesh)
        return f"Added {head.mesh.name}: {len(model.template)} vertices.{told}"


NO_FLAME = "Select the mesh of a FLAME head that Intone imported."


class INTONE_OT_fit_flame(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.fit_flame"
    bl_label = "Fit FLAME Joints to the Person"
    bl_description = "Move the bones to where FLAME has the joints of the person in the Shape keys"

    @classmethod
    def why_not(cls, context: Context) -> str:
        if not flame.is_flame(context.active_object):
            return NO_FLAME
        return why_not_object_mode(context)

    def do(self, context: Context) -> str:
        flame.fit_joints(context.active_object)
        return ""


CLASSES = (INTONE_OT_import_flame, INTONE_OT_fit_flame)
