"""An import: a job that first asks for its file, and then runs beside a living Blender."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty
from bpy.types import Context, Event, Object

from ..blender.background import jobs
from ..head.flame import IDENTITIES
from ..properties import scene_settings
from .base import Polled, why_busy, why_not_object_mode


class ImportJob(Polled, jobs.Job):
    """Mixin of an operator with a `filepath` or a `directory`.

    Blender waits for an operator that the file browser executes. So what was chosen there starts
    the operator anew, as a job.
    """

    bl_options = {"UNDO"}  # noqa: RUF012

    browsed: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def why_not(cls, context: Context) -> str:
        return why_busy(context) or why_not_object_mode(context)

    def invoke(self, context: Context, event: Event) -> set[str]:
        if getattr(self, "filepath", "") or getattr(self, "directory", ""):
            return super().invoke(context, event)
        self.browsed = True
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Context) -> set[str]:
        if not self.browsed:
            return super().execute(context)
        chosen = self.as_keywords(ignore=("browsed", "filter_glob", "filter_folder"))
        operator = getattr(bpy.ops.intone, type(self).bl_idname.partition(".")[2])
        operator("INVOKE_DEFAULT", **chosen)
        return {"CANCELLED"}  # what was started finishes, and makes the undo step


class FlameFile(ImportJob):
    """Mixin of an import from a file of FLAME's. `columns` says how a model's shapes are parted."""

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default="*.pkl;*.npz", options={"HIDDEN"})
    columns: IntProperty(
        name="Identity Columns",
        description="How many of the model's shapes are identity shapes; the rest are expressions",
        default=IDENTITIES,
        min=0,
        max=1000,
    )


def choose(context: Context, mesh: Object) -> None:
    """Makes the new head the selected object, and the character that Intone moves."""
    for thing in context.selected_objects:
        thing.select_set(False)
    context.view_layer.objects.active = mesh
    if mesh.name in context.view_layer.objects:
        mesh.select_set(True)
    scene_settings.settings(context).character = mesh
