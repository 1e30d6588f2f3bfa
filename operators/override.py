"""Operator that makes a linked character one that can act."""

from __future__ import annotations

from bpy.app.translations import pgettext_rpt
from bpy.types import Context, Object, Operator

from ..blender.character import overrides
from ..properties import scene_settings
from .base import NO_CHARACTER, Immediate, why_busy, why_not_object_mode

NOT_LINKED = "{name} is not linked from another file, or is overridden already."
OVERRIDDEN = "{name} is overridden, with its meshes: it can act in this file."


def linked_character(context: Context) -> Object | None:
    """The chosen character, else the active object: also the Empty of a linked collection."""
    return scene_settings.character(context) or context.active_object


class INTONE_OT_make_override(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.make_override"
    bl_label = "Make It Act Here"
    bl_description = (
        "Make library overrides of the linked character, its objects and its meshes, and choose it"
    )

    @classmethod
    def why_not(cls, context: Context) -> str:
        thing = linked_character(context)
        if thing is None:
            return why_busy(context) or NO_CHARACTER
        if not overrides.needs_override(thing):
            return NOT_LINKED.format(name=thing.name)
        return why_busy(context) or why_not_object_mode(context)

    def do(self, context: Context) -> str:
        thing = linked_character(context)
        face = overrides.make_override(thing, context.scene, context.view_layer)
        scene_settings.settings(context).character = face
        return pgettext_rpt(OVERRIDDEN).format(name=face.name)


CLASSES = (INTONE_OT_make_override,)
