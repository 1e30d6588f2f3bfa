"""Operators of the corrections of a take: mute them, clear them for a stretch or wholly."""

from __future__ import annotations

from bpy.app.translations import pgettext_rpt
from bpy.props import IntProperty
from bpy.types import Context, Operator

from ..blender.character import correction_layer
from ..blender.takes import actions, corrections
from ..properties import scene_settings, take_verbs
from .base import Immediate
from .takes import why_no_take

NO_CORRECTIONS = "This take has no corrections: key or drag a channel, and they are kept."
CLEARED = "{count} keys of corrections were cleared."
FIRST, LAST = -(2**20), 2**20
"""Frames before and after all of Blender's."""


def why_no_corrections(context: Context) -> str:
    """Why there are no corrections to work on, in a sentence; "" where there are."""
    reason = why_no_take(context)
    if not reason:
        take = take_verbs.active(scene_settings.character(context).intone)
        if take.action is None or correction_layer.layer_of(take.action) is None:
            return NO_CORRECTIONS
    return reason


class INTONE_OT_mute_corrections(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.mute_corrections"
    bl_label = "Mute Corrections"
    bl_description = "Show the take without your corrections; again: with them"

    why_not = staticmethod(why_no_corrections)

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        take = take_verbs.active(thing.intone).action
        muted = correction_layer.is_muted(correction_layer.layer_of(take))
        corrections.mute(actions.homes(thing, take), take, muted=not muted)
        context.scene.frame_set(context.scene.frame_current)
        return ""


class INTONE_OT_clear_corrections(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.clear_corrections"
    bl_label = "Clear Corrections"
    bl_description = "Delete your corrections of the take, all or those between two frames"

    first: IntProperty(name="First", description="Frame; without it all", default=FIRST)
    last: IntProperty(name="Last", description="Frame; without it all", default=LAST)

    why_not = staticmethod(why_no_corrections)

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        take = take_verbs.active(thing.intone).action
        count = corrections.clear(take, self.first, self.last)
        if not corrections.count(take):
            corrections.delete(actions.homes(thing, take), take)
        context.scene.frame_set(context.scene.frame_current)
        return pgettext_rpt(CLEARED).format(count=count)


CLASSES = (INTONE_OT_mute_corrections, INTONE_OT_clear_corrections)
