"""The verb "reset": the properties of one panel as they were at first."""

from __future__ import annotations

from bpy.props import EnumProperty
from bpy.types import Context, Operator

from ..properties import scene_settings
from ..properties.take_settings import GROUPS

LABELS = {
    "emotion": "Emotion",
    "intensity": "Intensity",
    "regions": "Regions",
    "lip_sync": "Lip Sync",
    "life": "Life",
    "keys": "Keys",
}


class INTONE_OT_reset(Operator):  # noqa: N801
    bl_idname = "intone.reset"
    bl_label = "Reset"
    bl_description = "Set what this panel shows back to its defaults; your keys stay"
    bl_options = {"REGISTER", "UNDO"}

    group: EnumProperty(
        name="Panel",
        description="Which properties are reset",
        items=tuple((name, label, "") for name, label in LABELS.items()),
    )

    @classmethod
    def poll(cls, context: Context) -> bool:
        if scene_settings.character(context) is None:
            cls.poll_message_set("Choose a character first.")
            return False
        return True

    def execute(self, context: Context) -> set[str]:
        performance = scene_settings.character(context).intone
        for name in GROUPS[self.group]:
            performance.property_unset(name)
        return {"FINISHED"}
