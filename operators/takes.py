"""Operators of takes: new, duplicate, switch, rename, delete, bake and remove."""

from __future__ import annotations

from bpy.app.translations import pgettext_rpt
from bpy.props import StringProperty
from bpy.types import Context, Operator

from ..blender.character import correction_layer
from ..blender.live.key_count import key_counts
from ..errors import RigError
from ..properties import scene_settings, take_verbs
from ..properties.performance import Performance
from . import what_goes
from .base import Immediate, why_busy, why_no_character
from .confirm import Confirmed

REMOVED = "{count} takes of {name} were removed."
KEPT = "These corrections of yours stay in the file: {names}."
NOTHING_TO_BAKE = "This take has no keys of Intone's: press Animate."


def why_no_take(context: Context) -> str:
    """Why there is no take to work on, in a sentence; "" where there is one."""
    reason, chosen = why_not_remove(context), scene_settings.character(context)
    if not reason and not len(chosen.intone.takes):
        return f"{chosen.name} has no take yet: press Animate."
    return reason


def why_not_bake(context: Context) -> str:
    """Why there is nothing to bake, in a sentence; "" where there is."""
    reason = why_no_take(context)
    if not reason and take_verbs.active(scene_settings.character(context).intone).action is None:
        return NOTHING_TO_BAKE
    return reason


def why_not_remove(context: Context) -> str:
    """Why nothing can be removed, in a sentence; "" where it can."""
    return why_busy(context) or why_no_character(context)


class TakeOperator(Immediate):
    """Mixin of an Operator on the chosen character's takes."""

    why_not = staticmethod(why_no_take)

    def do(self, context: Context) -> str:
        self.change(scene_settings.character(context).intone)
        return ""

    def change(self, performance: Performance) -> None:
        """Does it. May raise RigError, before anything is changed."""
        raise NotImplementedError


def _name(description: str) -> object:
    return StringProperty(name="Name", description=description, options={"SKIP_SAVE"})


class INTONE_OT_new_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.new_take"
    bl_label = "New Take"
    bl_description = "Begin another take of the same voice, with every setting at its default"

    name: _name("Name of the take; empty: the sound's name with a number")

    def change(self, performance: Performance) -> None:
        take_verbs.new(performance, self.name)


class INTONE_OT_duplicate_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.duplicate_take"
    bl_label = "Duplicate Take"
    bl_description = "Copy this take and switch to the copy; the original stays to compare with"

    name: _name("Name of the copy; empty: the original's name with a number")

    def change(self, performance: Performance) -> None:
        take_verbs.duplicate(performance, self.name)


class INTONE_OT_switch_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.switch_take"
    bl_label = "Switch Take"
    bl_description = "Show another take, with its settings and curves"

    name: _name("Name of the take to show; empty: the next one")

    def change(self, performance: Performance) -> None:
        number = (performance.shown_take + 1) % len(performance.takes)
        if self.name:
            number = performance.takes.find(self.name)
        if number < 0:
            raise RigError(f"There is no take {self.name}: choose one of the list.")
        take_verbs.show(performance, number)


class INTONE_OT_rename_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.rename_take"
    bl_label = "Rename Take"
    bl_description = "Give the active take and its action another name"

    name: _name("The new name")

    def change(self, performance: Performance) -> None:
        take_verbs.rename(performance, self.name)


class INTONE_OT_delete_take(Confirmed, TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.delete_take"
    bl_label = "Delete Take"
    bl_description = "Delete the active take with its action, and show the one beside it"

    def told(self, context: Context) -> list[str]:
        return what_goes.deleted(scene_settings.character(context))

    def change(self, performance: Performance) -> None:
        take_verbs.delete(performance)
        key_counts.drop(performance.id_data.name)


class INTONE_OT_bake(Confirmed, TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.bake"
    bl_label = "Bake Take"
    bl_description = (
        "Turn the take into plain keys that Intone never touches again: "
        "in your active action where there is one, beside the keys it has"
    )
    why_not = staticmethod(why_not_bake)

    def told(self, context: Context) -> list[str]:
        return what_goes.baked(scene_settings.character(context))

    def change(self, performance: Performance) -> None:
        take_verbs.bake(performance)
        key_counts.drop(performance.id_data.name)


class INTONE_OT_remove(Confirmed, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.remove"
    bl_label = "Remove Intone"
    bl_description = (
        "Remove all takes, curves and settings of Intone from the character, and the sounds that "
        "it laid; your own animation and strips stay, and your corrections as actions of the file"
    )
    why_not = staticmethod(why_not_remove)

    def told(self, context: Context) -> list[str]:
        return what_goes.removed(scene_settings.character(context))

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        actions = [take.action for take in thing.intone.takes if take.action is not None]
        layers = [layer for layer in map(correction_layer.layer_of, actions) if layer]
        names = [layer.name for layer in layers if not correction_layer.is_empty(layer)]
        count = len(thing.intone.takes)
        take_verbs.remove(thing.intone)
        key_counts.drop(thing.name)
        context.scene.frame_set(context.scene.frame_current)
        said = pgettext_rpt(REMOVED).format(count=count, name=thing.name)
        kept = pgettext_rpt(KEPT).format(names=", ".join(names)) if names else ""
        return f"{said} {kept}".strip()


CLASSES = (
    INTONE_OT_new_take,
    INTONE_OT_duplicate_take,
    INTONE_OT_switch_take,
    INTONE_OT_rename_take,
    INTONE_OT_delete_take,
    INTONE_OT_bake,
    INTONE_OT_remove,
)
