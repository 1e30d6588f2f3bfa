"""Latest wins: one task at a time on a timer; what is asked meanwhile is looked at when it ends."""

from __future__ import annotations

import time
from typing import Generic, TypeVar

import bpy

from . import jobs
from .tasks import Outcome, Task, Work

T = TypeVar("T")
POLL_S = 0.01
"""How often a running task is looked at."""


class LatestWins(Generic[T]):
    """Base of what follows the artist's changes. A subclass notes what is asked and calls `wake`.

    One task runs at a time. When it has ended its outcome is used, and `next_work` says what is
    wanted by now: whatever was asked in between and is no longer wanted is never done.
    """

    def __init__(self) -> None:
        self._running: tuple[T, Task] | None = None

    def next_work(self) -> tuple[T, Work] | float | None:
        """What was asked, and its work; or seconds to wait; or None where nothing is wanted."""
        raise NotImplementedError

    def finish(self, asked: T, outcome: Outcome) -> None:
        """Uses the outcome of a task, in Blender's own thread."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        """Whether a task runs, or has ended and its outcome is not used yet."""
        return self._running is not None

    def wake(self) -> None:
        """Has the timer look at what is wanted; costs nothing."""
        if not bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.register(self.tick, first_interval=0.0)

    def tick(self) -> float | None:
        """Goes on; seconds to the next call, None where there is nothing left to do."""
        if self._running is not None:
            asked, task = self._running
            if task.is_alive():
                return POLL_S
            self._running = None
            self.finish(asked, task.outcome)
            jobs.redraw(bpy.context.window_manager)
        wanted = self.next_work()
        if not isinstance(wanted, tuple):
            return wanted
        asked, work = wanted
        self._running = asked, Task(work)
        self._running[1].start()
        return POLL_S

    def forget(self) -> None:
        """Stops: nothing of another file, or of a disabled extension, is of any use."""
        if self._running is not None:
            self._running[1].stop()
            self._running = None
        if bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.unregister(self.tick)


class Followers(LatestWins[T]):
    """Base of what brings things along that were touched: each waits once, by its name."""

    pause_s = 0.1
    """How often it is looked whether a running job of an operator, which comes first, has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.refusal = ""
        """Why what was touched last could not be done, in a sentence; "" where it could."""
        self._waiting: dict[str, None] = {}
        self._touched = 0.0

    def touch(self, name: str) -> None:
        """Notes that something of it may have changed; costs nothing."""
        self._waiting[name] = None
        self._touched = time.monotonic()
        self.wake()

    def next_waiting(self) -> str:
        """The name that waits longest, which waits no more."""
        name = next(iter(self._waiting))
        del self._waiting[name]
        return name

    def is_quiet(self, seconds: float) -> bool:
        """Whether nothing was touched for so long."""
        return time.monotonic() - self._touched >= seconds

    def tick(self) -> float | None:
        """As LatestWins, but a job of an operator comes first."""
        return self.pause_s if jobs.state(bpy.context).running else super().tick()

    def forget(self) -> None:
        super().forget()
        self.refusal = ""
        self._waiting.clear()
