"""Registration: what Blender is told of, in which order; taken back in the reverse order."""

from __future__ import annotations

import atexit

import bpy

from . import preferences
from .blender import command, jobs, workers
from .operators import (
    add_head,
    animate,
    cancel,
    clear_cache,
    export,
    import_flame,
    import_flame_sequence,
    import_ict,
    report,
)
from .panels import performance
from .properties import wishes

CLASSES = (
    preferences.Preferences,
    wishes.Settings,
    jobs.JobState,
    animate.INTONE_OT_animate,
    cancel.INTONE_OT_cancel,
    add_head.INTONE_OT_add_head,
    export.INTONE_OT_export,
    import_flame.INTONE_OT_import_flame,
    import_flame_sequence.INTONE_OT_import_flame_sequence,
    import_ict.INTONE_OT_import_ict,
    clear_cache.INTONE_OT_clear_cache,
    report.INTONE_OT_copy_report,
    performance.INTONE_PT_performance,
    performance.INTONE_PT_style,
    performance.INTONE_PT_scene,
)

_register_classes, _unregister_classes = bpy.utils.register_classes_factory(CLASSES)


_commands: list[object] = []
"""Blender's handle of the command `intone`, which it wants back."""


def register() -> None:
    """Blender learns of everything."""
    _register_classes()
    wishes.attach()
    jobs.attach()
    add_head.attach()
    for verb in (export, import_flame, import_flame_sequence, import_ict):
        verb.attach()
    _commands.append(bpy.utils.register_cli_command("intone", command.blender_main))
    atexit.register(workers.close)


def unregister() -> None:
    """Blender forgets everything; the worker ends."""
    workers.close()
    atexit.unregister(workers.close)
    bpy.utils.unregister_cli_command(_commands.pop())
    for verb in (import_ict, import_flame_sequence, import_flame, export):
        verb.detach()
    add_head.detach()
    jobs.detach()
    wishes.detach()
    _unregister_classes()
