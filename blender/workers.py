"""The one worker of this Blender: started when first needed, ended with the extension."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from ..audio.speech import Speech
from ..emotion.mood import Mood
from ..face.performance import Style
from ..progress import Progress
from ..track import Track
from ..worker.client import Worker
from .sound import readable

REMEMBERED = 4
"""Sounds; an hour of speech takes about 45 MB."""


class Performer(Protocol):
    """What the edge asks of a worker."""

    def listen(self, path: Path, progress: Progress) -> Speech: ...

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track: ...

    def header(self) -> dict[str, str]: ...

    def close(self) -> None: ...


class Remembering:
    """A performer that hears each sound once: only acting is done again at a change of mood."""

    def __init__(self, performer: Performer) -> None:
        self._performer = performer
        self._heard: dict[tuple[Path, int, int], Speech] = {}

    def listen(self, path: Path, progress: Progress) -> Speech:
        """What is heard in any sound or film; from memory where the file is as it was."""
        if not path.is_file():
            return self._performer.listen(path, progress)  # says what is wrong
        facts = path.stat()
        key = (path, facts.st_mtime_ns, facts.st_size)
        if key not in self._heard:
            with readable(path) as voice:
                self._heard[key] = self._performer.listen(voice, progress)
            for oldest in list(self._heard)[:-REMEMBERED]:
                del self._heard[oldest]
        return self._heard[key]

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track:
        return self._performer.act(speech, mood, style, progress)

    def header(self) -> dict[str, str]:
        return self._performer.header()

    def close(self) -> None:
        self._performer.close()


_installed: list[Performer] = []
"""At most one. It stands for a process of the system, which is why it may live in a module."""


def worker(device: str = "auto") -> Performer:
    """The worker that is there, or a new one on that device, run by Blender's own Python."""
    if not _installed:
        install(Worker(sys.executable, package_folders(), device))
    return _installed[0]


def install(performer: Performer) -> None:
    """Puts a worker in place of the one that is there, which is closed."""
    close()
    _installed.append(Remembering(performer))


def close() -> None:
    """Ends the worker; the next need starts another."""
    while _installed:
        _installed.pop().close()


def package_folders() -> tuple[str, ...]:
    """Where packages lie that Blender sees and its bare Python may not: an extension's wheels."""
    return tuple(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))
