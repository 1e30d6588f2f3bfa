"""Presets of emotion and of style, by Blender's own system: kept in the artist's folders."""

from __future__ import annotations

from pathlib import Path

import bpy
from bl_operators.presets import AddPresetBase
from bpy.props import StringProperty
from bpy.types import Context, Operator

from ..emotion.mood import EXPRESSIVE
from ..properties import scene_settings

SHIPPED = str(Path(__file__).parents[1] / "assets")
"""Holds `presets/`, as Blender wants it."""
DEFINES = ["performance = bpy.context.scene.intone_settings.performance"]
STYLE = (
    *("scale", "bias", "attack", "release", "brows", "eyes", "cheeks", "mouth"),
    *("articulation", "jaw", "closure", "lead", "blinks", "gaze", "head"),
    *("accents", "breath"),
)
"""What makes a style; the seed belongs to the take."""


def _poll(cls: type[Operator], context: Context) -> bool:
    if scene_settings.character(context) is None:
        cls.poll_message_set("Choose a character: presets set how it acts.")
        return False
    return True


class INTONE_OT_apply_preset(Operator):  # noqa: N801
    bl_idname = "intone.apply_preset"
    bl_label = "Apply Preset"
    bl_description = "Act as the preset says; what it does not name stays"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    menu_idname: StringProperty(options={"SKIP_SAVE"})

    poll = classmethod(_poll)

    def execute(self, context: Context) -> set[str]:
        """Blender's own operator leaves no undo step: this one does."""
        return bpy.ops.script.execute_preset(filepath=self.filepath, menu_idname=self.menu_idname)


class INTONE_OT_emotion_preset_add(AddPresetBase, Operator):  # noqa: N801
    bl_idname = "intone.emotion_preset_add"
    bl_label = "Keep as Emotion Preset"
    bl_description = "Keep this mix of emotions under a name, or remove the chosen one"
    preset_menu = "INTONE_PT_emotion_presets"
    preset_subdir = "intone/emotion"
    preset_defines = DEFINES
    preset_values = [f"performance.{name}" for name in ("emotion_source", *EXPRESSIVE)]

    poll = classmethod(_poll)


class INTONE_OT_style_preset_add(AddPresetBase, Operator):  # noqa: N801
    bl_idname = "intone.style_preset_add"
    bl_label = "Keep as Style Preset"
    bl_description = "Keep intensity, regions, lip sync and life under a name, or remove it"
    preset_menu = "INTONE_PT_style_presets"
    preset_subdir = "intone/style"
    preset_defines = DEFINES
    preset_values = [f"performance.{name}" for name in STYLE]

    poll = classmethod(_poll)


CLASSES = (
    INTONE_OT_apply_preset,
    INTONE_OT_emotion_preset_add,
    INTONE_OT_style_preset_add,
)


def attach() -> None:
    """Shows Blender the presets that we ship."""
    bpy.utils.register_preset_path(SHIPPED)


def detach() -> None:
    """Hides them."""
    bpy.utils.unregister_preset_path(SHIPPED)
