"""The verb "copy report": what an issue needs, into the clipboard."""

from __future__ import annotations

import getpass
import platform

import bpy
from bpy.types import Context, Operator

from .. import __version__, preferences
from ..blender.background import worker_setup, workers
from ..worker.report import report


class INTONE_OT_copy_report(Operator):  # noqa: N801
    bl_idname = "intone.copy_report"
    bl_label = "Copy Report for an Issue"
    bl_description = "Copy versions, devices and the worker's log, without your name and folders"

    def execute(self, context: Context) -> set[str]:
        context.window_manager.clipboard = text(context)
        self.report({"INFO"}, "The report is copied: paste it into an issue.")
        return {"FINISHED"}


def text(context: Context) -> str:
    """The report, in Markdown."""
    facts = {
        "Intone": __version__,
        "Blender": f"{bpy.app.version_string} ({bpy.app.build_hash.decode()})",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "device wished for": preferences.device(context),
        **{f"runs {verb}": where for verb, where in workers.devices().items()},
    }
    return report(facts, workers.log(), worker_setup.ROOT, _user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name is known: none needs hiding
        return ""
