"""Registration: what Blender is told of, in which order; taken back in the reverse order."""

from __future__ import annotations

import atexit
from types import ModuleType

import bpy

from . import operators, panels, preferences
from .blender import translations
from .blender.background import jobs, workers
from .blender.command_line import main
from .blender.head import pictures
from .blender.live import key_count, live_update, strip_following
from .operators import follow
from .properties import (
    emotion_choice,
    film,
    life,
    migrations,
    own_emotions,
    performance,
    requests,
    rig,
    scene_lines,
    scene_settings,
    speakers,
    spoken_words,
    voice_level,
)

MODULES = (
    preferences,
    life,
    own_emotions,
    performance,
    voice_level,
    scene_settings,
    speakers,
    scene_lines,
    rig,
    spoken_words,
    emotion_choice,
    film,
    migrations,
    pictures,
    jobs,
    key_count,
    live_update,
    strip_following,
    *operators.MODULES,
    *panels.MODULES,
    translations,
)
"""Types before what points at them, panels in their order in the sidebar.

A module lists what Blender registers in CLASSES, properties of Blender's own types in POINTERS, and
handlers in HANDLERS; attach and detach add to menus and editors.
"""

CLASSES = tuple(cls for module in MODULES for cls in getattr(module, "CLASSES", ()))

_register_classes, _unregister_classes = bpy.utils.register_classes_factory(CLASSES)

_commands: list[object] = []
"""The handle of the command `intone`, to unregister it."""


def register() -> None:
    """Registers everything with Blender."""
    _register_classes()
    for module in MODULES:
        _attach(module)
    live_update.start(
        live_update.Source(
            requests.live_request,
            performance.performing,
            lambda: workers.worker(preferences.device(bpy.context)),
        )
    )
    strip_following.start(strip_following.Source(follow.live_work, follow.live_write))
    _commands.append(bpy.utils.register_cli_command("intone", main.blender_main))
    atexit.register(workers.close)


def unregister() -> None:
    """Unregisters everything; the worker ends."""
    workers.close()
    atexit.unregister(workers.close)
    bpy.utils.unregister_cli_command(_commands.pop())
    strip_following.stop()
    live_update.stop()
    key_count.key_counts.forget()
    for module in reversed(MODULES):
        _detach(module)
    _unregister_classes()


def _attach(module: ModuleType) -> None:
    for owner, name, pointer in getattr(module, "POINTERS", ()):
        setattr(owner, name, pointer)
    for name, handler in getattr(module, "HANDLERS", {}).items():
        getattr(bpy.app.handlers, name).append(handler)
    if hasattr(module, "attach"):
        module.attach()


def _detach(module: ModuleType) -> None:
    """What was set stays in the .blend."""
    if hasattr(module, "detach"):
        module.detach()
    for name, handler in getattr(module, "HANDLERS", {}).items():
        getattr(bpy.app.handlers, name).remove(handler)
    for owner, name, _ in getattr(module, "POINTERS", ()):
        delattr(owner, name)
