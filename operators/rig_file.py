"""The verbs "save map" and "load map"."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import StringProperty
from bpy.types import Context, Operator
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..blender.character import inventories, preview, rig_map, rig_setup
from ..errors import IntoneError
from ..export.rig_map import write_map
from ..properties import scene_settings
from ..rig.mapfile import read_map
from .polling import polled
from .rig_map import OnMap, keeper, why_not_map

SHOWN = 3
"""How many missing targets a report names."""


class INTONE_OT_rig_save(OnMap, Operator, ExportHelper):  # noqa: N801
    bl_idname = "intone.rig_save"
    bl_label = "Save Map"
    bl_description = "Save the map as a TOML file, to share it or to use it for another character"
    bl_options = {"REGISTER"}

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    def invoke(self, context: Context, event: bpy.types.Event) -> set[str]:
        self.filepath = f"{bpy.path.clean_name(keeper(context).name)}.toml"
        return super().invoke(context, event)

    def execute(self, context: Context) -> set[str]:
        try:
            write_map(Path(self.filepath), rig_map.stored(scene_settings.character(context)))
        except IntoneError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, f"Saved {Path(self.filepath).name}.")
        return {"FINISHED"}


class INTONE_OT_rig_load(Operator, ImportHelper):  # noqa: N801
    bl_idname = "intone.rig_load"
    bl_label = "Load Map"
    bl_description = "Take the map from a TOML file, or from a CSV table with face and target"
    bl_options = {"UNDO"}

    filter_glob: StringProperty(default="*.toml;*.csv", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_not_map(context))

    def execute(self, context: Context) -> set[str]:
        chosen = scene_settings.character(context)
        preview.end(keeper(context))
        try:
            found = read_map(Path(self.filepath), inventories.inventory(chosen))
            rig_map.store(chosen, found.rig)
        except IntoneError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"WARNING" if found.missing else "INFO"}, _said(found.rig, found.missing))
        return {"FINISHED"}


def _said(rig: rig_map.RigMap, missing: tuple[str, ...]) -> str:
    if not missing:
        return rig_setup.summary(rig)
    names = ", ".join(missing[:SHOWN]) + (" ..." if len(missing) > SHOWN else "")
    return f"{rig_setup.summary(rig)} It has nothing called {names}."


CLASSES = (
    INTONE_OT_rig_save,
    INTONE_OT_rig_load,
)
