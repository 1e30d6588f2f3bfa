"""The one worker of this Blender: started before it is needed, ended with the extension."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import bpy
import numpy as np

from ... import __package__ as extension
from ... import __version__
from ...audio.speech import Speech
from ...emotion.mood import Mood
from ...errors import IntoneError
from ...face.performance import Style
from ...model.catalogue import ACT, LISTEN, file_hash
from ...progress import Progress
from ...text.script import Script
from ...track import Track
from ...worker.client import Choice, Packages, Worker
from ...worker.packages import unpacked
from ...worker.speech_cache import SpeechCache, key_of
from .sound import readable

ROOT = Path(__file__).parents[2]
REMEMBERED = 4
"""Sounds; an hour of speech takes about 45 MB."""


class Performer(Protocol):
    """What the edge asks of a worker."""

    def listen(self, path: Path, progress: Progress, script: Script | None = None) -> Speech: ...

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track: ...

    def header(self) -> dict[str, str]: ...

    def close(self) -> None: ...


class Remembering:
    """A performer that hears each sound once: only acting is done again at a change of mood.

    `hearings` keep it for other days too, under a key with `ingredients`: what else it depends on.
    """

    def __init__(
        self,
        performer: Performer,
        hearings: SpeechCache | None = None,
        ingredients: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._performer, self._hearings, self._ingredients = performer, hearings, ingredients
        self._heard: dict[tuple[Path, int, int, Script | None], Speech] = {}
        self._sought: set[tuple[Path, int, int, Script | None]] = set()

    def listen(self, path: Path, progress: Progress, script: Script | None = None) -> Speech:
        """What is heard in any sound or film; from memory where file and script are as before."""
        if not path.is_file():
            return self._performer.listen(path, progress, script)  # says what is wrong
        known = self.heard(path, script)
        return known or self._remembered(path, script, self._listened(path, progress, script))

    def heard(self, path: Path, script: Script | None = None) -> Speech | None:
        """What was heard in that file before, as it is now; None where it is missing or new."""
        if not path.is_file():
            return None
        known = self._heard.get((*_version(path), script))
        if known is None and (found := self._found(path, script)) is not None:
            return self._remembered(path, script, found)
        return known

    def _remembered(self, path: Path, script: Script | None, speech: Speech) -> Speech:
        self._heard[*_version(path), script] = speech
        for oldest in list(self._heard)[:-REMEMBERED]:
            del self._heard[oldest]
        return speech

    def recalled(self, path: Path, script: Script | None = None) -> Speech | None:
        """What is in memory of that file, at once; what is kept for other days is fetched beside.

        For drawing, which must not wait, and comes again.
        """
        if not path.is_file():
            return None
        version = (*_version(path), script)
        if version not in self._heard and version not in self._sought:
            self._sought.add(version)
            fetch = threading.Thread(target=self.heard, args=(path, script), name="Intone")
            fetch.daemon = True
            fetch.start()
        return self._heard.get(version)

    def _found(self, path: Path, script: Script | None) -> Speech | None:
        return self._hearings.read(self._key(path, script)) if self._hearings else None

    def _listened(self, path: Path, progress: Progress, script: Script | None) -> Speech:
        with readable(path, resample=not _resamples()) as voice:
            speech = self._performer.listen(voice, progress, script)
        if self._hearings is not None:
            self._hearings.write(self._key(path, script), speech)
        return speech

    def _key(self, path: Path, script: Script | None) -> str:
        return key_of(path, [*self._ingredients(), repr(script)])

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track:
        return self._performer.act(speech, mood, style, progress)

    def header(self) -> dict[str, str]:
        return self._performer.header()

    def close(self) -> None:
        self._performer.close()


def _version(path: Path) -> tuple[Path, int, int]:
    """What changes when the file does."""
    facts = path.stat()
    return path, facts.st_mtime_ns, facts.st_size


_installed: list[Remembering] = []
"""At most one. It stands for a process of the system, which is why it may live in a module."""


_child: list[Worker] = []
"""The worker behind it, where that is a real one: at most one."""


def worker(device: str = "auto") -> Remembering:
    """The worker that is there, or a new one on that device, run by Blender's own Python."""
    if not _installed:
        choice = _choice(device)
        child = Worker(sys.executable, packages(), choice)
        _install(Remembering(child, hearings(), lambda: _ingredients(choice)))
        _child.append(child)
    return _installed[0]


def warm(device: str) -> None:
    """Starts the worker beside Blender where there is none, so that the first click is quick."""
    if not _installed:
        worker(device)
        threading.Thread(target=_warm, args=(_child[0],), name="Intone", daemon=True).start()


def _warm(child: Worker) -> None:
    with contextlib.suppress(IntoneError):  # said again, to somebody who listens, when asked
        child.describe()


def install(performer: Performer) -> None:
    """Puts a worker in place of the one that is there, which is closed."""
    _install(Remembering(performer))


def _install(performer: Remembering) -> None:
    close()
    _installed.append(performer)


def recalled(path: Path | None, script: Script | None = None) -> Speech | None:
    """What was heard in a sound since Blender was started, where it was; asks nobody."""
    return _installed[0].recalled(path, script) if _installed and path is not None else None


def close() -> None:
    """Ends the worker; the next need starts another."""
    _child.clear()
    while _installed:
        _installed.pop().close()


def devices() -> dict[str, str]:
    """Where each network of the running worker runs, in words; empty until it is known."""
    return _child[0].devices if _child else {}


def take_notes() -> tuple[str, ...]:
    """What the artist should know of how the last work was done, in sentences, once."""
    return _child[0].take_notes() if _child else ()


def log() -> str:
    """What the worker had to say beside its replies."""
    return _child[0].log if _child else ""


def networks() -> tuple[Path, Path]:
    """The files of the chosen networks."""
    choice = _choice("auto")
    return Path(choice.listen or LISTEN), Path(choice.act or ACT)


def _choice(device: str) -> Choice:
    addon = bpy.context.preferences.addons.get(extension)
    if addon is None:
        return Choice(device)
    chosen = addon.preferences
    files = (bpy.path.abspath(path) for path in (chosen.listen, chosen.act))
    return Choice(device, *files, chosen.memory)


def _ingredients(choice: Choice) -> tuple[str, ...]:
    """What a hearing depends on beside the sound. Raises ModelError where there is no network."""
    return __version__, choice.device, file_hash(Path(choice.listen or LISTEN))


def hearings() -> SpeechCache | None:
    """Where hearings are kept; None where Intone is no enabled extension."""
    addon = bpy.context.preferences.addons.get(extension)
    if addon is None:
        return None
    chosen = addon.preferences
    own = bpy.utils.extension_path_user(extension, path="hearings")
    folder = Path(bpy.path.abspath(chosen.cache) if chosen.cache else own)
    return SpeechCache(folder, chosen.cache_limit * 2**20)


def packages() -> Callable[[], Packages]:
    """What gives the worker its packages: our wheels alone, or a checkout's surroundings.

    Called in the main thread; what it returns touches no Blender data and may run in any.
    """
    if not _wheels():
        return lambda: Packages(first=package_folders())
    home = Path(bpy.utils.extension_path_user(extension, path="packages"))
    numpy = str(Path(np.__file__).parents[1])
    return lambda: Packages((str(unpacked(ROOT / "wheels", home)),), (numpy,))


def _wheels() -> list[str]:
    return [path.name for path in (ROOT / "wheels").glob("*.whl")]


def _resamples() -> bool:
    """Whether the worker can read sounds of any rate: there is no soxr for Windows on ARM."""
    wheels = _wheels()
    return not wheels or any(name.startswith("soxr-") for name in wheels)


def package_folders() -> tuple[str, ...]:
    """Where packages lie that Blender sees and its bare Python may not."""
    return tuple(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))
