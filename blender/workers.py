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


class Performer(Protocol):
    """What the edge asks of a worker."""

    def listen(self, path: Path, progress: Progress) -> Speech: ...

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track: ...

    def close(self) -> None: ...


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
    _installed.append(performer)


def close() -> None:
    """Ends the worker; the next need starts another."""
    while _installed:
        _installed.pop().close()


def package_folders() -> tuple[str, ...]:
    """Where packages lie that Blender sees and its bare Python may not: an extension's wheels."""
    return tuple(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))
