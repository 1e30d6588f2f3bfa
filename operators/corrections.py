"""Operators of the corrections of a take: mute them, clear or copy them."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.app.translations import pgettext_rpt
from bpy.props import EnumProperty, IntProperty
from bpy.types import Action, Context, Object, Operator

from ..blender.character import correction_layer
from ..blender.takes import actions, copied_corrections, corrections
from ..errors import RigError
from ..properties import performance, scene_settings, take_verbs
from .base import Immediate
from .confirm import Confirmed
from .takes import why_no_take

NO_CORRECTIONS = "This take has no corrections: key or drag a channel, and they are kept."
NOWHERE = "There is no other take to copy to: make one first."
CLEARED = "{count} keys of corrections were cleared."
GOES = "Goes: {count} keys of your corrections in the frames above."
STAYS = "Stays: the take's own keys, and your corrections in other frames."
COPIED = "{count} curves were copied to {name}."
LACKING = "It has no curve for {count} others, as {path}."
FIRST, LAST = -(2**20), 2**20
"""Frames before and after all of Blender's."""


def corrected(context: Context) -> Action | None:
    """The action of the chosen character's take that is shown, where it has corrections."""
    take = take_verbs.active(scene_settings.character(context).intone)
    action = take.action if take is not None else None
    layer = correction_layer.layer_of(action) if action is not None else None
    return None if layer is None or correction_layer.is_empty(layer) else action


def why_no_corrections(context: Context) -> str:
    """Why there are no corrections to work on, in a sentence; "" where there are."""
    reason = why_no_take(context)
    if not reason and corrected(context) is None:
        return NO_CORRECTIONS
    return reason


class INTONE_OT_mute_corrections(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.mute_corrections"
    bl_label = "Mute Corrections"
    bl_description = "Show the take without your corrections; again: with them"

    why_not = staticmethod(why_no_corrections)

    def do(self, context: Context) -> str:
        thing, take = scene_settings.character(context), corrected(context)
        muted = correction_layer.is_muted(correction_layer.layer_of(take))
        corrections.mute(actions.homes(thing, take), take, muted=not muted)
        context.scene.frame_set(context.scene.frame_current)
        return ""


class INTONE_OT_clear_corrections(Confirmed, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.clear_corrections"
    bl_label = "Clear Corrections"
    bl_description = "Delete your corrections of the take, all or those between two frames"

    first: IntProperty(name="First", description="Frame; without it all", default=FIRST)
    last: IntProperty(name="Last", description="Frame; without it all", default=LAST)

    asked = ("first", "last")
    why_not = staticmethod(why_no_corrections)

    def prepare(self, context: Context) -> None:
        """All keys, to be narrowed in the dialog."""
        ends = corrections.frame_range(corrected(context))
        for name, frame in zip(self.asked, ends, strict=True):
            if not self.properties.is_property_set(name):
                setattr(self, name, frame)

    def told(self, context: Context) -> list[str]:
        count = corrections.count(corrected(context), self.first, self.last)
        return [str(pgettext_rpt(GOES)).format(count=count), str(pgettext_rpt(STAYS))]

    def do(self, context: Context) -> str:
        thing, take = scene_settings.character(context), corrected(context)
        count = corrections.clear(take, self.first, self.last)
        if not corrections.count(take):
            corrections.delete(actions.homes(thing, take), take)
            take_verbs.replay(thing.intone)
        context.scene.frame_set(context.scene.frame_current)
        return pgettext_rpt(CLEARED).format(count=count)


def other_takes(context: Context) -> dict[str, tuple[Object, Any]]:
    """The takes with keys of all characters, but the one that is shown, by what they are called."""
    shown = corrected(context)
    found: dict[str, tuple[Object, Any]] = {}
    for thing in performance.performing():
        for take in thing.intone.takes:
            if take.action not in (None, shown):
                found[f"{thing.name}: {take.name}"] = (thing, take)
    return found


_items: list[tuple[str, str, str]] = []
"""Blender keeps no copy of what an enum shows."""


def _take_items(operator: Operator, context: Context | None) -> list[tuple[str, str, str]]:
    if scene_settings.character(context or bpy.context) is not None:
        _items[:] = [(name, name, "") for name in other_takes(context or bpy.context)]
    return _items


class INTONE_OT_copy_corrections(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.copy_corrections"
    bl_label = "Copy Corrections To"
    bl_description = (
        "Copy your corrections to another take, in time with its sound; there they take the place "
        "of those on the same channels"
    )

    goal: EnumProperty(name="Take", description="Character: take", items=_take_items)

    @classmethod
    def why_not(cls, context: Context) -> str:
        return why_no_corrections(context) or ("" if other_takes(context) else NOWHERE)

    def do(self, context: Context) -> str:
        found = other_takes(context)
        if self.goal not in found:
            raise RigError(NOWHERE)
        thing, take = found[self.goal]
        count, lacking = copied_corrections.copy(corrected(context), take.action, thing)
        context.scene.frame_set(context.scene.frame_current)
        said = pgettext_rpt(COPIED).format(count=count, name=take.name)
        if lacking:
            said += " " + pgettext_rpt(LACKING).format(count=len(lacking), path=lacking[0])
        return said


CLASSES = (INTONE_OT_mute_corrections, INTONE_OT_clear_corrections, INTONE_OT_copy_corrections)
