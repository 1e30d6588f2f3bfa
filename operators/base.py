"""What the operators share: a grey button says why, and an IntoneError becomes a report."""

from __future__ import annotations

from collections.abc import Callable

import bpy
from bpy.app.translations import pgettext_rpt
from bpy.types import Context, Operator

from ..blender.background import jobs
from ..blender.character import characters
from ..errors import IntoneError
from ..properties import scene_settings

NO_CHARACTER = "Choose a character: a face mesh with shape keys, an armature, or the Intone head."
OBJECT_MODE = "Leave Edit Mode first: this works in Object Mode."


def why_busy(context: Context) -> str:
    """Why nothing can be started while a job runs, in a sentence; "" where none runs."""
    return jobs.BUSY if jobs.state(context).running else ""


def why_no_character(context: Context) -> str:
    """Why there is nothing to work on, in a sentence; "" where a character is chosen."""
    return NO_CHARACTER if scene_settings.character(context) is None else ""


def why_no_face(context: Context) -> str:
    """Why the chosen character cannot be animated, in a sentence; "" where it can."""
    reason, chosen = why_no_character(context), scene_settings.character(context)
    if not reason and not characters.is_character(chosen):
        return characters.why_linked(chosen) or characters.NO_KEYS.format(name=chosen.name)
    return reason


def why_not_object_mode(context: Context) -> str:
    """Why objects cannot be added or exported now, in a sentence; "" in Object Mode."""
    return OBJECT_MODE if context.mode != "OBJECT" else ""


class Polled:
    """Mixin of a bpy.types.Operator: its button is grey where it cannot run, and says why."""

    @classmethod
    def why_not(cls, context: Context) -> str:
        """Why it cannot run now, in a sentence; "" where it can."""
        return ""

    @classmethod
    def poll(cls, context: Context) -> bool:
        reason = cls.why_not(context)
        if reason:
            cls.poll_message_set(pgettext_rpt(reason))
        return not reason


class Immediate(Polled):
    """Mixin of a bpy.types.Operator that is done at once; one that takes long is a jobs.Job."""

    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    def do(self, context: Context) -> str:
        """Does it; returns what to report, or "". May raise IntoneError."""
        raise NotImplementedError

    def execute(self, context: Context) -> set[str]:
        return reported(self, lambda: self.do(context))


def reported(operator: Operator, work: Callable[[], str]) -> set[str]:
    """Runs the work and reports the sentence it returns; an IntoneError cancels the operator.

    Its reason stays on the panel until it is read.
    """
    try:
        sentence = work()
    except IntoneError as error:
        jobs.note(bpy.context, operator, str(error))
        operator.report({"ERROR"}, str(error))
        return {"CANCELLED"}
    jobs.note(bpy.context, operator)
    if sentence:
        operator.report({"INFO"}, sentence)
    return {"FINISHED"}
