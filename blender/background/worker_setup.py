"""How the worker is set up: networks, memory and cache of the preferences, and its packages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
from bpy.types import AddonPreferences

from ... import __package__ as extension
from ... import __version__
from ...model.catalogue import ACT, CONTENT, LISTEN, file_hash
from ...worker.client import Choice, Packages
from ...worker.packages import unpacked
from ...worker.speech_cache import SpeechCache

ROOT = Path(__file__).parents[2]


def networks() -> tuple[Path, Path, Path]:
    """The files of the chosen networks: those that listen, and the one that acts."""
    chosen = choice("auto")
    return Path(chosen.listen or LISTEN), CONTENT, Path(chosen.act or ACT)


def preferences() -> AddonPreferences | None:
    """Intone's preferences; None where it is no enabled extension."""
    addon = bpy.context.preferences.addons.get(extension)
    return addon.preferences if addon is not None else None


def choice(device: str) -> Choice:
    """That device with the networks and the memory limit of the preferences."""
    chosen = preferences()
    if chosen is None:
        return Choice(device)
    files = (bpy.path.abspath(path) for path in (chosen.listen, chosen.act))
    return Choice(device, *files, chosen.memory)


def ingredients(chosen: Choice) -> tuple[str, ...]:
    """What a hearing depends on beside the sound. Raises ModelError where there is no network."""
    files = Path(chosen.listen or LISTEN), CONTENT
    return __version__, chosen.device, *map(file_hash, files)


def speech_cache() -> SpeechCache | None:
    """The cache on disk that the preferences ask for; None where Intone is not enabled."""
    chosen = preferences()
    if chosen is None:
        return None
    own = bpy.utils.extension_path_user(extension, path="speech")
    folder = Path(bpy.path.abspath(chosen.cache) if chosen.cache else own)
    return SpeechCache(folder, chosen.cache_limit * 2**20)


def packages() -> Callable[[], Packages]:
    """What gives the worker its packages: our wheels alone, or those of a checkout's Python.

    Called in the main thread; what it returns touches no Blender data and may run in any.
    """
    if not _wheels():
        return lambda: Packages(first=package_folders())
    home = Path(bpy.utils.extension_path_user(extension, path="packages"))
    numpy = str(Path(np.__file__).parents[1])
    return lambda: Packages((str(unpacked(ROOT / "wheels", home)),), (numpy,))


def package_folders() -> tuple[str, ...]:
    """Where packages lie that Blender sees and its bare Python may not."""
    return tuple(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))


def can_resample() -> bool:
    """Whether the worker can read sounds of any rate: there is no soxr for Windows on ARM."""
    wheels = _wheels()
    return not wheels or any(name.startswith("soxr-") for name in wheels)


def _wheels() -> list[str]:
    return [path.name for path in (ROOT / "wheels").glob("*.whl")]
