"""Jobs: long work of an operator beside a living Blender, its progress, and its one ending.

An operator that inherits Job says two things: `work` gathers plain data and returns a closure that
touches no Blender data and may run in a thread; `finish` puts the closure's result into the scene.
From the interface the work runs beside Blender; from a script or without a window it is waited for.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, PointerProperty, StringProperty
from bpy.types import Context, Event, PropertyGroup, Timer, WindowManager

from ...errors import IntoneError
from ...progress import Cancelled, Progress, silent
from . import workers
from .steps import Bites, some, whole

log = logging.getLogger(__package__)

TICK_S = 0.1
"""How often progress is looked at; each look redraws the sidebar."""
HASTE_S, BITE_S = 0.01, 0.015
"""At its end: how often a bite of the result is written, and how long one may take."""
USUAL_S, POLITE_S = sys.getswitchinterval(), 0.0005
"""After how long a thread lets others use Python: usually, and while one of ours works."""
SURE_S = 1.0
"""Before that nothing is said of the time that is left."""
SIDEBARS = ("VIEW_3D", "SEQUENCE_EDITOR")
"""Editors whose sidebars show the job."""
FAULT = "Intone met a fault of its own ({error}): please report it with what the console says."

Work = Callable[[Progress], Any]


class JobState(PropertyGroup):
    """What the interface shows of the running job; lives on the window manager, never in a file."""

    running: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})
    stopping: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})
    fraction: FloatProperty(min=0.0, max=1.0, options={"HIDDEN", "SKIP_SAVE"})
    what: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    left: FloatProperty(default=-1.0, options={"HIDDEN", "SKIP_SAVE"})
    """Seconds until it is done; below 0 where that is not known yet."""


def state(context: Context) -> JobState:
    """The state of the job that runs in this Blender, if any."""
    return context.window_manager.intone_job


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
    """Runs the work to one of its endings; nothing gets past here."""
    try:
        return Outcome(work(progress))
    except Cancelled:
        return Outcome(cancelled=True)
    except IntoneError as error:
        return Outcome(refusal=str(error))
    except Exception as error:  # noqa: BLE001  the job boundary: an artist never sees a traceback
        log.exception("A job failed")
        return Outcome(refusal=FAULT.format(error=f"{type(error).__name__}: {error}"))


class Task(threading.Thread):
    """Work in a thread of its own; other threads read `fraction`, `what` and `outcome`."""

    def __init__(self, work: Work) -> None:
        super().__init__(name="Intone", daemon=True)
        self.fraction, self.what = 0.0, ""
        self._began = time.monotonic()
        self.outcome = Outcome(cancelled=True)
        self._work, self._stop_asked = work, threading.Event()

    def run(self) -> None:
        sys.setswitchinterval(POLITE_S)
        self.outcome = attempt(self._work, self._report)
        sys.setswitchinterval(USUAL_S)

    @property
    def left(self) -> float:
        """Seconds until it is done, at the pace so far; below 0 where that is not known yet."""
        spent = time.monotonic() - self._began
        known = self.fraction > 0 and spent > SURE_S
        return spent * (1 - self.fraction) / self.fraction if known else -1.0

    def stop(self) -> None:
        """Asks the work to end at its next report of progress."""
        self._stop_asked.set()

    def _report(self, fraction: float, what: str) -> None:
        if self._stop_asked.is_set():
            raise Cancelled
        self.fraction, self.what = fraction, what


class Job:
    """Mixin of a bpy.types.Operator; with bl_options UNDO all that it did is one step."""

    _task: Task
    _timer: Timer | None = None
    _bites: Bites[str] | None = None
    """What is left to write, once the work is done."""

    def work(self, context: Context) -> Work:
        """A closure over plain data, that touches no Blender data. May raise IntoneError."""
        raise NotImplementedError

    def finish(self, context: Context, result: Any) -> str | Bites[str]:
        """Writes the result to the scene, and says so in a sentence. May raise IntoneError.

        In bites, where that takes long.
        """
        raise NotImplementedError

    def execute(self, context: Context) -> set[str]:
        gathered = attempt(lambda _: self.work(context))
        outcome = attempt(gathered.value) if gathered.good else gathered
        if outcome.good:
            outcome = attempt(lambda _: whole(_bites(self.finish(context, outcome.value))))
        return self._end(context, outcome)

    def invoke(self, context: Context, event: Event) -> set[str]:
        if bpy.app.background:
            return self.execute(context)
        gathered = attempt(lambda _: self.work(context))
        if not gathered.good:
            return self._end(context, gathered)
        self._task = Task(gathered.value)
        self._task.start()
        manager = context.window_manager
        self._tick(context, TICK_S)
        manager.modal_handler_add(self)
        _show(manager, self._task)
        return {"RUNNING_MODAL"}

    def modal(self, context: Context, event: Event) -> set[str]:
        escaped = event.type == "ESC" and event.value == "PRESS"
        if escaped or state(context).stopping:
            self._task.stop()
        if event.type != "TIMER":
            return {"RUNNING_MODAL"} if escaped else {"PASS_THROUGH"}
        _show(context.window_manager, self._task)
        if self._task.is_alive():
            return {"PASS_THROUGH"}
        outcome = self._task.outcome
        if outcome.good:
            outcome = attempt(lambda _: self._written(context, outcome.value))
            if outcome.good and outcome.value is None:
                return {"PASS_THROUGH"}
        self._release(context)
        return self._end(context, outcome)

    def _written(self, context: Context, result: Any) -> str | None:
        """Writes a bite of the result; the sentence of `finish` after the last one."""
        if self._bites is None:
            self._bites = _bites(self.finish(context, result))
            self._tick(context, HASTE_S)
        return some(self._bites, BITE_S)

    def _tick(self, context: Context, seconds: float) -> None:
        """Begins to look so often."""
        manager = context.window_manager
        if self._timer is not None:
            manager.event_timer_remove(self._timer)
        self._timer = manager.event_timer_add(seconds, window=context.window)

    def cancel(self, context: Context) -> None:
        """Blender calls this where the job's window or file goes away."""
        self._task.stop()
        self._release(context)

    def _release(self, context: Context) -> None:
        context.window_manager.event_timer_remove(self._timer)
        _hide(context.window_manager)

    def _end(self, context: Context, outcome: Outcome) -> set[str]:
        """Says once how it ended."""
        if outcome.cancelled:
            self.report({"INFO"}, "Cancelled: nothing was changed.")
        elif outcome.refusal:
            self.report({"ERROR"}, outcome.refusal)
        else:
            self.report({"INFO"}, " ".join([outcome.value, *workers.take_notes()]))
        return {"FINISHED"} if outcome.good else {"CANCELLED"}


def _bites(said: str | Bites[str]) -> Bites[str]:
    """A finish that may have been one bite."""
    return said if isinstance(said, str) else (yield from said)


def _show(manager: WindowManager, task: Task) -> None:
    job: JobState = manager.intone_job
    job.running, job.fraction, job.what = True, task.fraction, task.what
    job.left = task.left
    redraw(manager)


def _hide(manager: WindowManager) -> None:
    job: JobState = manager.intone_job
    job.running = job.stopping = False
    job.fraction, job.what, job.left = 0.0, "", -1.0
    redraw(manager)


def redraw(manager: WindowManager) -> None:
    """The sidebars that show it, and nothing else: viewports are dear to draw."""
    areas = (area for window in manager.windows for area in window.screen.areas)
    views = (area for area in areas if area.type in SIDEBARS)
    for region in (region for view in views for region in view.regions):
        if region.type == "UI":
            region.tag_redraw()


CLASSES = (JobState,)


def attach() -> None:
    """Gives the window manager the state of the job."""
    WindowManager.intone_job = PointerProperty(type=JobState)


def detach() -> None:
    """Takes it away."""
    del WindowManager.intone_job
