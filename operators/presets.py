"""Operators of emotion and style presets, by Blender's own system, in the user's folders."""

from __future__ import annotations

from pathlib import Path

import bpy
from bl_operators.presets import AddPresetBase
from bpy.props import StringProperty
from bpy.types import Context, Operator

from ..emotion.mood import EXPRESSIVE
from ..properties import scene_settings
from ..properties.take_settings import GROUPS
from .base import Polled, why_no_character

SHIPPED = str(Path(__file__).parents[1] / "assets")
"""The folder that contains `presets/`."""
DEFINES = ["performance = bpy.context.scene.intone_settings.performance"]
STYLE = tuple(
    name
    for group in ("intensity", "regions", "lip_sync", "life")
    for name in GROUPS[group]
    if name not in ("intensity_source", "seed")
)
"""The settings of a style; source and seed belong to the take."""


class _Presets(Polled):
    why_not = staticmethod(why_no_character)


class INTONE_OT_apply_preset(_Presets, Operator):  # noqa: N801
    bl_idname = "intone.apply_preset"
    bl_label = "Apply Preset"
    bl_description = "Apply the settings of the preset; all other settings stay"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    menu_idname: StringProperty(options={"SKIP_SAVE"})

    def execute(self, context: Context) -> set[str]:
        """Blender's own operator leaves no undo step: this one does.

        Emotion presets that name no own emotions give them no share.
        """
        if self.menu_idname == INTONE_OT_emotion_preset_add.preset_menu:
            scene_settings.character(context).intone.own_mix = ""
        return bpy.ops.script.execute_preset(filepath=self.filepath, menu_idname=self.menu_idname)


class INTONE_OT_emotion_preset_add(_Presets, AddPresetBase, Operator):  # noqa: N801
    bl_idname = "intone.emotion_preset_add"
    bl_label = "Save as Emotion Preset"
    bl_description = "Save this mix of emotions under a name, or remove the chosen preset"
    preset_menu = "INTONE_PT_emotion_presets"
    preset_subdir = "intone/emotion"
    preset_defines = DEFINES
    preset_values = [f"performance.{name}" for name in ("emotion_source", *EXPRESSIVE, "own_mix")]


class INTONE_OT_style_preset_add(_Presets, AddPresetBase, Operator):  # noqa: N801
    bl_idname = "intone.style_preset_add"
    bl_label = "Save as Style Preset"
    bl_description = (
        "Save intensity, regions, lip sync and life under a name, or remove the chosen preset"
    )
    preset_menu = "INTONE_PT_style_presets"
    preset_subdir = "intone/style"
    preset_defines = DEFINES
    preset_values = [f"performance.{name}" for name in STYLE]


CLASSES = (INTONE_OT_apply_preset, INTONE_OT_emotion_preset_add, INTONE_OT_style_preset_add)


def attach() -> None:
    """Registers the presets in our assets."""
    bpy.utils.register_preset_path(SHIPPED)


def detach() -> None:
    """Unregisters them."""
    bpy.utils.unregister_preset_path(SHIPPED)
