"""Registration: what Blender is told of, in which order; taken back in the reverse order."""

from __future__ import annotations

import atexit

import bpy

from . import preferences
from .blender import translations
from .blender.background import jobs, workers
from .blender.command_line import main
from .blender.live import key_count, live_update
from .operators import (
    add_head,
    animate,
    animate_all,
    bake,
    cancel,
    clear_cache,
    demo,
    export,
    imports,
    intensity,
    lines,
    menus,
    presets,
    report,
    reset,
    rig_file,
    rig_map,
    rig_preview,
    rig_setup,
    save_head,
    show_curve,
    takes,
    use_strip,
)
from .panels import desk, lane
from .properties import migrations, performance, requests, rig, scene_lines, scene_settings

CLASSES = (
    preferences.Preferences,
    performance.Take,
    performance.Performance,
    scene_settings.SceneSettings,
    *scene_lines.CLASSES,
    *rig.CLASSES,
    jobs.JobState,
    animate.INTONE_OT_animate,
    animate_all.INTONE_OT_animate_all,
    animate.INTONE_OT_perform,
    cancel.INTONE_OT_cancel,
    add_head.INTONE_OT_add_head,
    save_head.INTONE_OT_save_head,
    demo.INTONE_OT_try_demo,
    export.INTONE_OT_export,
    *imports.CLASSES,
    clear_cache.INTONE_OT_clear_cache,
    report.INTONE_OT_copy_report,
    reset.INTONE_OT_reset,
    show_curve.INTONE_OT_show_curve,
    use_strip.INTONE_OT_use_strip,
    *lines.CLASSES,
    *presets.CLASSES,
    *intensity.CLASSES,
    *takes.CLASSES,
    *bake.CLASSES,
    *menus.CLASSES,
    *rig_map.CLASSES,
    *rig_file.CLASSES,
    *rig_setup.CLASSES,
    *rig_preview.CLASSES,
    *desk.CLASSES,
)
"""Parents before their panels; panels in the order in which they stand."""

ATTACHED = (
    performance,
    scene_settings,
    scene_lines,
    rig,
    migrations,
    jobs,
    key_count,
    add_head,
    save_head,
    export,
    imports,
    menus,
    presets,
    lane,
    translations,
)
"""What hangs something of ours on Blender's own types, menus and editors."""

_register_classes, _unregister_classes = bpy.utils.register_classes_factory(CLASSES)


_commands: list[object] = []
"""Blender's handle of the command `intone`, which it wants back."""


def register() -> None:
    """Blender learns of everything."""
    _register_classes()
    for one in ATTACHED:
        one.attach()
    live_update.attach(
        live_update.Source(
            requests.live_request,
            performance.performing,
            lambda: workers.worker(preferences.device(bpy.context)),
        )
    )
    _commands.append(bpy.utils.register_cli_command("intone", main.blender_main))
    atexit.register(workers.close)


def unregister() -> None:
    """Blender forgets everything; the worker ends."""
    workers.close()
    atexit.unregister(workers.close)
    bpy.utils.unregister_cli_command(_commands.pop())
    live_update.detach()
    for one in reversed(ATTACHED):
        one.detach()
    _unregister_classes()
