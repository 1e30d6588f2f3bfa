"""The verbs of parting: bake a take into the artist's own keys, or remove all of Intone's."""

from __future__ import annotations

from bpy.types import Context, Event, Operator

from ..blender.background import jobs
from ..properties import scene_settings, take_verbs
from ..properties.performance import Performance
from .takes import TakeOperator, why_no_take


def why_not_bake(context: Context) -> str:
    """Why there is nothing to bake, in a sentence; "" where there is."""
    reason = why_no_take(context)
    if not reason and take_verbs.active(scene_settings.character(context).intone).action is None:
        return "This take has no keys of Intone's: press Animate."
    return reason


def why_not_remove(context: Context) -> str:
    """Why nothing can be removed, in a sentence; "" where it can."""
    if jobs.state(context).running:
        return jobs.BUSY
    if scene_settings.character(context) is None:
        return "Choose a character: a face mesh with shape keys, or the Intone head."
    return ""


class INTONE_OT_bake(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.bake"
    bl_label = "Bake Take"
    bl_description = (
        "Make the take plain keys of your own that Intone never touches again: "
        "in your active action where there is one, beside the keys it has"
    )
    why_not = staticmethod(why_not_bake)

    def handle(self, performance: Performance) -> None:
        take_verbs.bake(performance)


class INTONE_OT_remove(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.remove"
    bl_label = "Remove Intone"
    bl_description = (
        "Take all takes, curves, sounds and settings of Intone off the character; "
        "your own animation stays"
    )
    why_not = staticmethod(why_not_remove)

    def invoke(self, context: Context, event: Event) -> set[str]:
        return context.window_manager.invoke_confirm(self, event)

    def handle(self, performance: Performance) -> None:
        take_verbs.remove(performance)


CLASSES = (INTONE_OT_bake, INTONE_OT_remove)
