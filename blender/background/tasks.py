"""Tasks: work in a thread of its own, and how an attempt at work ends."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ...errors import IntoneError, fault
from ...progress import Cancelled, Progress, silent

log = logging.getLogger(__package__)

SWITCH_S = 0.0005
"""After how long a thread lets others use Python while a task runs: Blender stays responsive."""
ESTIMATE_AFTER_S = 1.0
"""No estimate of the time left before this many seconds."""

Work = Callable[[Progress], Any]


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: with a value, refused with a sentence, or cancelled."""

    value: Any = None
    refusal: str = ""
    cancelled: bool = False

    @property
    def good(self) -> bool:
        return not self.refusal and not self.cancelled


def attempt(work: Work, progress: Progress = silent) -> Outcome:
    """Runs the work and returns how it ended; no exception leaves this function."""
    try:
        return Outcome(work(progress))
    except Cancelled:
        return Outcome(cancelled=True)
    except IntoneError as error:
        return Outcome(refusal=str(error))
    except Exception as error:  # noqa: BLE001  the job boundary: an artist never sees a traceback
        log.exception("A job failed")
        return Outcome(refusal=fault(error))


class _SwitchInterval:
    """The one owner of Python's switch interval: short while any block runs, then as it was."""

    def __init__(self) -> None:
        self._lock, self._blocks, self._usual = threading.Lock(), 0, 0.0

    @contextlib.contextmanager
    def short(self) -> Iterator[None]:
        """Threads hand over every SWITCH_S while the block runs."""
        with self._lock:
            if not self._blocks:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(SWITCH_S)
            self._blocks += 1
        try:
            yield
        finally:
            with self._lock:
                self._blocks -= 1
                if not self._blocks:
                    sys.setswitchinterval(self._usual)


switch_interval = _SwitchInterval()
"""Of this Python: a setting of the whole process, so there is one owner in a module."""


class Task(threading.Thread):
    """Work in a thread of its own; other threads read `fraction`, `what` and `outcome`."""

    def __init__(self, work: Work) -> None:
        super().__init__(name="Intone", daemon=True)
        self.fraction, self.what = 0.0, ""
        self._began = self._advanced = time.monotonic()
        self.outcome = Outcome(cancelled=True)
        self._work, self._stop_asked = work, threading.Event()

    def run(self) -> None:
        with switch_interval.short():
            self.outcome = attempt(self._work, self._report)

    @property
    def left(self) -> float:
        """Seconds left at the pace until the last advance, so that a long step does not make it
        grow; below 0 where that is not known yet."""
        spent = self._advanced - self._began
        known = self.fraction > 0 and spent > ESTIMATE_AFTER_S
        return spent * (1 - self.fraction) / self.fraction if known else -1.0

    def stop(self) -> None:
        """Asks the work to end at its next report of progress."""
        self._stop_asked.set()

    def _report(self, fraction: float, what: str) -> None:
        if self._stop_asked.is_set():
            raise Cancelled
        if fraction > self.fraction:
            self._advanced = time.monotonic()
        self.fraction, self.what = fraction, what
