"""The verb "import FLAME": a model file that the user owns, as a new character."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import IntProperty, StringProperty
from bpy.types import Context, Menu, Operator

from ..blender.background import jobs
from ..blender.character import rig_map
from ..blender.head import flame
from ..blender.takes import flame_takes
from ..errors import HeadError
from ..head.container import read_head
from ..head.flame import IDENTITIES, FlameModel, read_flame
from ..head.solve import Solved, solve
from ..progress import Progress
from ..properties import scene_settings
from .browsing import Browsing

Imported = tuple[FlameModel, Solved | str]


class INTONE_OT_import_flame(Browsing, Operator):  # noqa: N801
    bl_idname = "intone.import_flame"
    bl_label = "Import FLAME Head"
    bl_description = "Add the head of a FLAME model file (.pkl, .npz), ready for any voice"
    bl_options = {"UNDO"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default="*.pkl;*.npz", options={"HIDDEN"})
    expressions: IntProperty(
        name="Expressions",
        description="How many of FLAME's expression shapes become shape keys",
        default=50, min=1, max=100,
    )  # fmt: skip
    identities: IntProperty(
        name="Identity Shapes",
        description="How many of FLAME's identity shapes become shape keys",
        default=10, min=0, max=300,
    )  # fmt: skip
    columns: IntProperty(
        name="Identity Columns",
        description="How many of the file's shapes are the person; those after are expressions",
        default=IDENTITIES, min=0, max=1000,
    )  # fmt: skip

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


def choose(context: Context, mesh: bpy.types.Object) -> None:
    """Makes the new head the selected one, and the character that Intone moves."""
    for thing in context.selected_objects:
        thing.select_set(False)
    context.view_layer.objects.active = mesh
    if mesh.name in context.view_layer.objects:
        mesh.select_set(True)
    scene_settings.settings(context).character = mesh


def draw_in_import_menu(menu: Menu, context: Context) -> None:
    """The entry in File > Import, and in Add > Mesh."""
    layout = menu.layout
    layout.operator_context = "INVOKE_DEFAULT"
    layout.operator(INTONE_OT_import_flame.bl_idname, text="FLAME Head (.pkl, .npz)")


def attach() -> None:
    """Puts the entry into the menus."""
    bpy.types.TOPBAR_MT_file_import.append(draw_in_import_menu)
    bpy.types.VIEW3D_MT_mesh_add.append(draw_in_import_menu)


def detach() -> None:
    """Takes it out again."""
    bpy.types.VIEW3D_MT_mesh_add.remove(draw_in_import_menu)
    bpy.types.TOPBAR_MT_file_import.remove(draw_in_import_menu)
