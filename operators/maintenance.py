"""Operators of upkeep: cancel the job, clear the cache, copy a report, reset a panel."""

from __future__ import annotations

import getpass
import platform

import bpy
from bpy.props import BoolProperty, EnumProperty
from bpy.types import Context, Operator

from .. import __version__, preferences
from ..blender.background import jobs, worker_setup, workers
from ..properties import scene_settings, take_verbs
from ..properties.take_settings import GROUPS
from ..worker.report import report
from . import what_goes
from .base import Immediate, why_no_character
from .confirm import Confirmed

NOTHING_RUNS = "No job is running."
LABELS = {
    "emotion": "Emotion",
    "intensity": "Intensity",
    "regions": "Regions",
    "lip_sync": "Lip Sync",
    "life": "Life",
    "keys": "Keys",
}
"""Name of the panel of each group of properties."""


class INTONE_OT_cancel(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.cancel"
    bl_label = "Cancel"
    bl_description = "Stop the running job; nothing is changed (also: Esc)"
    bl_options = set()  # noqa: RUF012

    @classmethod
    def why_not(cls, context: Context) -> str:
        return "" if jobs.state(context).running else NOTHING_RUNS

    def do(self, context: Context) -> str:
        jobs.state(context).stopping = True
        return ""


class INTONE_OT_clear_cache(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.clear_cache"
    bl_label = "Clear"
    bl_description = "Delete what is stored of sounds that were listened to"
    bl_options = set()  # noqa: RUF012

    def do(self, context: Context) -> str:
        cache = worker_setup.speech_cache()
        freed = cache.size() if cache is not None else 0
        if cache is not None:
            cache.clear()
        workers.close()
        return f"The cache is empty: {freed / 2**20:.1f} MB are free."


class INTONE_OT_copy_report(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.copy_report"
    bl_label = "Copy Report for an Issue"
    bl_description = "Copy versions, devices and the worker's log, without your name and folders"
    bl_options = set()  # noqa: RUF012

    def do(self, context: Context) -> str:
        context.window_manager.clipboard = text(context)
        return "The report is copied: paste it into an issue."


def text(context: Context) -> str:
    """The report, in Markdown."""
    facts = {
        "Intone": __version__,
        "Blender": f"{bpy.app.version_string} ({bpy.app.build_hash.decode()})",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "chosen device": preferences.device(context),
    }
    facts |= {f"runs {network}": device for network, device in workers.devices().items()}
    return report(facts, workers.log(), worker_setup.ROOT, _user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name is known: none needs hiding
        return ""


class INTONE_OT_reset(Confirmed, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.reset"
    bl_label = "Reset"
    bl_description = "Reset the settings of this panel to their defaults; your keys stay"

    group: EnumProperty(
        name="Panel",
        description="Which settings are reset",
        items=tuple((name, label, "") for name, label in LABELS.items()),
    )

    why_not = staticmethod(why_no_character)

    def told(self, context: Context) -> list[str]:
        return what_goes.reset(scene_settings.character(context), self.group)

    def do(self, context: Context) -> str:
        performance = scene_settings.character(context).intone
        for name in GROUPS[self.group]:
            performance.property_unset(name)
        return ""


class INTONE_OT_dismiss(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.dismiss"
    bl_label = "Dismiss"
    bl_description = "I have read it: take it off the panel"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    of_take: BoolProperty(description="What is known of the take; else what could not be done")

    def do(self, context: Context) -> str:
        if not self.of_take:
            jobs.state(context).refusal = ""
        elif (thing := scene_settings.character(context)) is not None:
            take_verbs.read_remarks(take_verbs.active(thing.intone))
        return ""


CLASSES = (
    INTONE_OT_cancel,
    INTONE_OT_clear_cache,
    INTONE_OT_copy_report,
    INTONE_OT_reset,
    INTONE_OT_dismiss,
)
