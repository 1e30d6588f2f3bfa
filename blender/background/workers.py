"""The worker process of this Blender: started before it is needed, ended with the extension."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...audio.speech import Speech
from ...errors import IntoneError
from ...progress import silent
from ...text.script import Given
from ...worker.client import Worker
from . import worker_setup
from .cached_worker import CachedWorker, Performer


@dataclass(frozen=True)
class _Running:
    """The performer that is asked, and the process behind it where it is a real one."""

    performer: CachedWorker
    process: Worker | None = None


_running: list[_Running] = []
"""At most one. It stands for a process of the system, which is why it may live in a module."""


def worker(device: str = "auto") -> CachedWorker:
    """The running worker, or a new one on that device, run by Blender's own Python."""
    if not _running:
        chosen = worker_setup.choice(device)
        process = Worker(sys.executable, worker_setup.packages(), chosen)
        cache = worker_setup.speech_cache()
        performer = CachedWorker(process, cache, lambda: worker_setup.ingredients(chosen))
        _running.append(_Running(performer, process))
    return _running[0].performer


def listener(device: str = "auto") -> Callable[[Path], Speech]:
    """What hears a sound without its text, on that worker."""
    return lambda sound: worker(device).listen(sound, silent)


def process() -> Worker | None:
    """The process of the running worker; None where none runs."""
    return _running[0].process if _running else None


def warm(device: str) -> None:
    """Starts the worker in a thread where there is none, so that the first click is quick."""
    if not _running:
        worker(device)
        threading.Thread(target=_warm, args=(process(),), name="Intone", daemon=True).start()


def _warm(started: Worker) -> None:
    with contextlib.suppress(IntoneError):  # said again when the artist asks for something
        started.describe()


def install(performer: Performer) -> None:
    """Puts another performer in place of the running worker, which is closed."""
    close()
    _running.append(_Running(CachedWorker(performer)))


def speech_in_memory(path: Path | None, script: Given = None) -> Speech | None:
    """What was heard in a sound, where it is at hand; never waits and never starts a worker."""
    if not _running or path is None:
        return None
    return _running[0].performer.in_memory(path, script)


def close() -> None:
    """Ends the worker; the next need starts another."""
    while _running:
        _running.pop().performer.close()


def devices() -> dict[str, str]:
    """Where each network of the worker runs, in words; empty until it is known."""
    running = process()
    return running.devices if running is not None else {}


def take_notes() -> tuple[str, ...]:
    """What the artist should know of how the last work was done, in sentences, once."""
    running = process()
    return running.take_notes() if running is not None else ()


def log() -> str:
    """What the worker printed beside its replies."""
    running = process()
    return running.log if running is not None else ""
