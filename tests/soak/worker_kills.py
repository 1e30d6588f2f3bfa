"""The worker process killed while it hears: the hearing is made again, and nothing is left."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import numpy as np

from intone.worker.client import Choice, Worker

from .kills import Killed, voice
from .processes import MARK, Place


def kill_worker(folder: Path, count: int, seed: int) -> Iterator[Killed]:
    """Kills the worker at a random moment of a hearing, its start included."""
    random = np.random.default_rng(seed)
    sound, place = voice(folder / "long.wav", 10.0), Place(folder / "worker")
    place.scratch.mkdir()
    kept = {name: os.environ.get(name) for name in ("TMPDIR", MARK)}
    os.environ.update({"TMPDIR": str(place.scratch), MARK: place.mark})
    tempfile.tempdir = None  # read TMPDIR again
    try:
        yield from _kills(sound, place, count, random)
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        tempfile.tempdir = None


def _kills(sound: Path, place: Place, count: int, random: np.random.Generator) -> Iterator[Killed]:
    began = monotonic()
    worker = Worker(sys.executable, choice=Choice("cpu"))
    whole = worker.listen(sound)
    seconds = monotonic() - began
    worker.close()
    for _ in range(count):
        worker, wait = Worker(sys.executable, choice=Choice("cpu")), random.uniform(0, seconds)
        hit: list[int] = []
        timer = threading.Timer(wait, _kill, (worker, hit))
        timer.start()
        heard = worker.listen(sound)
        timer.cancel()
        timer.join()
        assert heard.content.values.tobytes() == whole.content.values.tobytes()
        assert heard.emotion.values.tobytes() == whole.emotion.values.tobytes()
        assert worker.listen(sound).words == whole.words, "the worker does not go on"
        worker.close()
        assert place.alone(), "a worker is left"
        assert place.left() == [], place.left()
        yield Killed("worker", wait, bool(hit), 0)


def _kill(worker: Worker, hit: list[int]) -> None:
    child = worker._child
    if child is not None and child.poll() is None:
        os.kill(child.pid, signal.SIGKILL)
        hit.append(child.pid)
