"""Registration: what Blender is told of, in which order; taken back in the reverse order."""

from __future__ import annotations

import atexit

import bpy

from . import operators, panels, preferences
from .blender import translations
from .blender.background import jobs, workers
from .blender.command_line import main
from .blender.live import key_count, live_update
from .properties import (
    migrations,
    performance,
    requests,
    rig,
    scene_lines,
    scene_settings,
    spoken_words,
)

MODULES = (
    preferences,
    performance,
    scene_settings,
    scene_lines,
    rig,
    spoken_words,
    migrations,
    jobs,
    key_count,
    *operators.MODULES,
    *panels.MODULES,
    translations,
)
"""Types before what points at them, panels in their order in the sidebar.

A module lists what Blender registers in CLASSES; attach and detach add to Blender's own types,
menus and editors.
"""

CLASSES = tuple(cls for module in MODULES for cls in getattr(module, "CLASSES", ()))

_register_classes, _unregister_classes = bpy.utils.register_classes_factory(CLASSES)
_attached = tuple(module for module in MODULES if hasattr(module, "attach"))

_commands: list[object] = []
"""The handle of the command `intone`, to unregister it."""


def register() -> None:
    """Registers everything with Blender."""
    _register_classes()
    for module in _attached:
        module.attach()
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
    """Unregisters everything; the worker ends."""
    workers.close()
    atexit.unregister(workers.close)
    bpy.utils.unregister_cli_command(_commands.pop())
    live_update.detach()
    for module in reversed(_attached):
        module.detach()
    _unregister_classes()
