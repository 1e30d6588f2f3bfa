"""Registration: what Blender is told of, in which order; taken back in the reverse order."""

from __future__ import annotations

import atexit

import bpy

from . import preferences
from .blender import command, jobs, live, workers
from .operators import (
    add_head,
    animate,
    cancel,
    clear_cache,
    export,
    imports,
    intensity,
    part,
    report,
    rig_file,
    rig_learn,
    rig_map,
    rig_try,
    takes,
)
from .panels import performance as panel
from .panels import rig as rig_panel
from .properties import performance, rig, wishes

CLASSES = (
    preferences.Preferences,
    performance.Take,
    performance.Performance,
    wishes.Settings,
    rig.Row,
    rig.Proposal,
    rig.Unused,
    rig.Held,
    rig.Rig,
    jobs.JobState,
    animate.INTONE_OT_animate,
    animate.INTONE_OT_perform,
    cancel.INTONE_OT_cancel,
    add_head.INTONE_OT_add_head,
    export.INTONE_OT_export,
    *imports.CLASSES,
    clear_cache.INTONE_OT_clear_cache,
    report.INTONE_OT_copy_report,
    *intensity.CLASSES,
    *takes.CLASSES,
    *part.CLASSES,
    panel.INTONE_PT_performance,
    panel.INTONE_PT_style,
    panel.INTONE_PT_scene,
    rig_map.INTONE_OT_rig_recognise,
    rig_map.INTONE_OT_rig_accept,
    rig_map.INTONE_OT_rig_row_add,
    rig_map.INTONE_OT_rig_row_remove,
    rig_map.INTONE_OT_rig_forget,
    rig_file.INTONE_OT_rig_save,
    rig_file.INTONE_OT_rig_load,
    rig_learn.INTONE_OT_rig_fit,
    rig_learn.INTONE_OT_rig_measure,
    rig_learn.INTONE_OT_rig_poses,
    rig_try.INTONE_OT_rig_rest,
    rig_try.INTONE_OT_rig_range,
    rig_panel.INTONE_UL_rig_rows,
    rig_panel.INTONE_UL_rig_proposals,
    rig_panel.INTONE_UL_rig_unused,
    rig_panel.INTONE_PT_rig,
    rig_panel.INTONE_PT_rig_proposals,
    rig_panel.INTONE_PT_rig_row,
    rig_panel.INTONE_PT_rig_amplitude,
    rig_panel.INTONE_PT_rig_rest,
)

_register_classes, _unregister_classes = bpy.utils.register_classes_factory(CLASSES)


_commands: list[object] = []
"""Blender's handle of the command `intone`, which it wants back."""


def register() -> None:
    """Blender learns of everything."""
    _register_classes()
    performance.attach()
    wishes.attach()
    rig.attach()
    jobs.attach()
    live.attach(wishes.live_request, lambda: workers.worker(preferences.device(bpy.context)))
    add_head.attach()
    export.attach()
    imports.attach()
    _commands.append(bpy.utils.register_cli_command("intone", command.blender_main))
    atexit.register(workers.close)


def unregister() -> None:
    """Blender forgets everything; the worker ends."""
    workers.close()
    atexit.unregister(workers.close)
    bpy.utils.unregister_cli_command(_commands.pop())
    imports.detach()
    export.detach()
    add_head.detach()
    live.detach()
    jobs.detach()
    rig.detach()
    wishes.detach()
    performance.detach()
    _unregister_classes()
