"""Operators of layers: a take below, above or added to what the artist has on the same channels."""

from __future__ import annotations

from bpy.props import EnumProperty, StringProperty
from bpy.types import Context, Operator

from ..blender.takes import layers
from ..properties import scene_settings, take_verbs
from ..properties.take_settings import STACKINGS
from .base import Immediate
from .takes import why_no_take, why_not_remove


class INTONE_OT_stack_take(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.stack_take"
    bl_label = "Stack Take"
    bl_description = "Lay the take below your strips, above them, or added to them"

    stacking: EnumProperty(name="With Yours", items=STACKINGS)

    why_not = staticmethod(why_no_take)

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        take = take_verbs.active(thing.intone)
        settings = thing.intone if take.open else take
        settings.stacking = self.stacking
        if take.action is not None:
            take_verbs.replay(thing.intone)
        context.scene.frame_set(context.scene.frame_current)
        return ""


class INTONE_OT_add_action(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.add_action"
    bl_label = "Add My Action"
    bl_description = (
        "Add your active action to the take instead of hiding it; again: it hides the take. Only "
        "how the action is blended changes"
    )

    action: StringProperty(name="Action", description="Its name; empty: all hide the take again")

    @classmethod
    def why_not(cls, context: Context) -> str:
        return why_not_remove(context)

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        if self.action:
            layers.add_action(thing, self.action)
        else:
            layers.put_back_blending(thing)
        context.scene.frame_set(context.scene.frame_current)
        return ""


CLASSES = (INTONE_OT_stack_take, INTONE_OT_add_action)
