"""The verbs of takes: new, duplicate, switch, rename and delete."""

from __future__ import annotations

from bpy.props import StringProperty
from bpy.types import Context, Operator

from ..blender.background import jobs
from ..errors import RigError
from ..properties import performance, scene_settings
from ..properties.performance import Performance
from .polling import polled


def why_no_take(context: Context) -> str:
    """Why no take can be handled now, in a sentence; "" where one can."""
    chosen = scene_settings.character(context)
    if jobs.state(context).running:
        return "Intone is at work: wait for it, or cancel it."
    if chosen is None:
        return "Choose a character: a face mesh with shape keys, or the Intone head."
    if not len(chosen.intone.takes):
        return f"{chosen.name} has no take yet: press Animate."
    return ""


class TakeOperator:
    """Mixin of a bpy.types.Operator on the chosen character's takes."""

    bl_options = {"REGISTER", "UNDO"}
    why_not = staticmethod(why_no_take)

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, cls.why_not(context))

    def execute(self, context: Context) -> set[str]:
        recipe: Performance = scene_settings.character(context).intone
        try:
            self.handle(recipe)
        except RigError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def handle(self, recipe: Performance) -> None:
        """Does it. May raise RigError, before anything is changed."""
        raise NotImplementedError


def _name(description: str) -> object:
    return StringProperty(name="Name", description=description, options={"SKIP_SAVE"})


class INTONE_OT_new_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.new_take"
    bl_label = "New Take"
    bl_description = "Begin another take of the same voice, with every setting at its default"

    name: _name("Of the take; empty: the sound's, with a number")

    def handle(self, recipe: Performance) -> None:
        performance.new(recipe, self.name)


class INTONE_OT_duplicate_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.duplicate_take"
    bl_label = "Duplicate Take"
    bl_description = "Go on with a copy of this take; the original stays to compare with"

    name: _name("Of the copy; empty: the original's, with a number")

    def handle(self, recipe: Performance) -> None:
        performance.duplicate(recipe, self.name)


class INTONE_OT_switch_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.switch_take"
    bl_label = "Switch Take"
    bl_description = "Play another take, with its settings and curves; empty: the next one"

    name: _name("Of the take to play; empty: the next one")

    def handle(self, recipe: Performance) -> None:
        number = (recipe.shown_take + 1) % len(recipe.takes)
        if self.name:
            number = recipe.takes.find(self.name)
        if number < 0:
            raise RigError(f"There is no take {self.name}: choose one of the list.")
        performance.show(recipe, number)


class INTONE_OT_rename_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.rename_take"
    bl_label = "Rename Take"
    bl_description = "Give the active take and its action another name"

    name: _name("The new name")

    def handle(self, recipe: Performance) -> None:
        performance.rename(recipe, self.name)


class INTONE_OT_delete_take(TakeOperator, Operator):  # noqa: N801
    bl_idname = "intone.delete_take"
    bl_label = "Delete Take"
    bl_description = "Delete the active take with its action, and show the one beside it"

    def handle(self, recipe: Performance) -> None:
        performance.delete(recipe)


CLASSES = (
    INTONE_OT_new_take,
    INTONE_OT_duplicate_take,
    INTONE_OT_switch_take,
    INTONE_OT_rename_take,
    INTONE_OT_delete_take,
)
