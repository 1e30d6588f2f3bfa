"""Operators that save a rig map to a file, and load it."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import StringProperty
from bpy.types import Context, Operator
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..blender.character import inventories, preview, rig_map, rig_setup
from ..export.files import write_text
from ..properties import scene_settings
from ..rig.mapfile import read_map, toml
from .base import Immediate
from .rig_map import map_owner, why_not_map, why_not_row

NAMED = 3
"""How many missing targets a report names."""


class INTONE_OT_rig_save(Immediate, Operator, ExportHelper):  # noqa: N801
    bl_idname = "intone.rig_save"
    bl_label = "Save Map"
    bl_description = "Save the map as a TOML file, to share it or to use it for another character"
    bl_options = {"REGISTER"}

    filename_ext = ".toml"
    filter_glob: StringProperty(default="*.toml", options={"HIDDEN"})

    why_not = staticmethod(why_not_row)

    def invoke(self, context: Context, event: bpy.types.Event) -> set[str]:
        self.filepath = f"{bpy.path.clean_name(map_owner(context).name)}.toml"
        return super().invoke(context, event)

    def do(self, context: Context) -> str:
        write_text(Path(self.filepath), toml(rig_map.stored(scene_settings.character(context))))
        return f"Saved {Path(self.filepath).name}."


class INTONE_OT_rig_load(Immediate, Operator, ImportHelper):  # noqa: N801
    bl_idname = "intone.rig_load"
    bl_label = "Load Map"
    bl_description = (
        "Load the map from a TOML file, from a CSV table with the columns face and target, or from "
        "the VRM or glTF file that the character was imported from"
    )
    bl_options = {"UNDO"}

    filter_glob: StringProperty(default="*.toml;*.csv;*.vrm;*.glb;*.gltf", options={"HIDDEN"})

    why_not = staticmethod(why_not_map)

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        preview.end(map_owner(context))
        if Path(self.filepath).suffix.lower() in (".vrm", ".glb", ".gltf"):
            return rig_setup.from_file(chosen, Path(self.filepath))
        found = read_map(Path(self.filepath), inventories.inventory(chosen))
        rig_map.store(chosen, found.rig)
        said = rig_setup.complete(chosen)
        if not found.missing:
            return said
        self.report({"WARNING"}, f"{said} {_missing(found.missing)}")
        return ""


def _missing(targets: tuple[str, ...]) -> str:
    names = ", ".join(targets[:NAMED]) + (" ..." if len(targets) > NAMED else "")
    return f"The character has nothing called {names}."


CLASSES = (INTONE_OT_rig_save, INTONE_OT_rig_load)
