"""Jobs: long work of an operator in a thread, with progress, while Blender stays usable.

An operator that inherits Job has two methods: `work` gathers plain data and returns a closure that
touches no Blender data and may run in a thread; `finish` puts the closure's result into the scene.
Started from the interface the operator is modal; from a script or without a window it waits.
"""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, PointerProperty, StringProperty
from bpy.types import Context, Event, PropertyGroup, Timer, WindowManager

from . import workers
from .steps import Steps, run_all, run_for
from .tasks import Outcome, Task, Work, attempt

POLL_S = 0.1
"""How often progress is looked at; the sidebar is drawn again where what it says has changed."""
WRITE_POLL_S, WRITE_S = 0.01, 0.015
"""While the result is written: how often, and for how long at a time."""
SIDEBARS = ("VIEW_3D", "SEQUENCE_EDITOR")
"""Editors whose sidebars show the job."""
BUSY = "A job is running: wait for it or cancel it."


class JobState(PropertyGroup):
    """What the interface shows of the running job; lives on the window manager, never in a file."""

    running: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})
    stopping: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})
    fraction: FloatProperty(min=0.0, max=1.0, options={"HIDDEN", "SKIP_SAVE"})
    what: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    left: FloatProperty(default=-1.0, options={"HIDDEN", "SKIP_SAVE"})
    """Seconds until it is done; below 0 where that is not known yet."""
    refusal: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    """Why what was asked for last could not be done; "" once it is read, or could be done."""
    refused: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    """The class of the operator that was refused."""


def state(context: Context) -> JobState:
    """The state of the running job."""
    return context.window_manager.intone_job


def note(context: Context, operator: object, refusal: str = "") -> None:
    """Keeps why the operator could not do what was asked; "": it could, and that is settled."""
    job, name = state(context), type(operator).__name__
    if refusal:
        job.refusal, job.refused = refusal, name
    elif job.refused == name:
        job.refusal = job.refused = ""


class Job:
    """Mixin of a bpy.types.Operator; with bl_options UNDO the whole job is one undo step."""

    _task: Task
    _timer: Timer | None = None
    _steps: Steps[str] | None = None
    """What is left to write, once the work is done."""

    def work(self, context: Context) -> Work:
        """A closure over plain data, that touches no Blender data. May raise IntoneError."""
        raise NotImplementedError

    def finish(self, context: Context, result: Any) -> str | Steps[str]:
        """Writes the result to the scene; a sentence that says so. May raise IntoneError.

        In steps where that takes long.
        """
        raise NotImplementedError

    def execute(self, context: Context) -> set[str]:
        gathered = attempt(lambda _: self.work(context))
        outcome = attempt(gathered.value) if gathered.good else gathered
        if outcome.good:
            outcome = attempt(lambda _: run_all(_steps(self.finish(context, outcome.value))))
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
        self._tick(context, POLL_S)
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
        """Writes some steps of the result; the sentence of `finish` after the last one."""
        if self._steps is None:
            self._steps = _steps(self.finish(context, result))
            self._tick(context, WRITE_POLL_S)
        return run_for(self._steps, WRITE_S)

    def _tick(self, context: Context, seconds: float) -> None:
        """Calls `modal` every so many seconds from now on."""
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
        """Reports how the job ended."""
        note(context, self, outcome.refusal)
        if outcome.cancelled:
            self.report({"INFO"}, "Cancelled: nothing was changed.")
        elif outcome.refusal:
            self.report({"ERROR"}, outcome.refusal)
        else:
            self.report({"INFO"}, " ".join([outcome.value, *workers.take_notes()]))
        return {"FINISHED"} if outcome.good else {"CANCELLED"}


def _steps(said: str | Steps[str]) -> Steps[str]:
    """The result of `finish` as steps, also where it was one sentence."""
    return said if isinstance(said, str) else (yield from said)


def _show(manager: WindowManager, task: Task) -> None:
    job: JobState = manager.intone_job
    said = _said(job)
    job.running, job.fraction, job.what = True, task.fraction, task.what
    job.left = task.left
    if _said(job) != said:
        redraw(manager)


def _said(job: JobState) -> tuple[bool, str, int, int]:
    """What the panel says of the job: percent and seconds are whole there."""
    return job.running, job.what, round(100 * job.fraction), round(job.left)


def _hide(manager: WindowManager) -> None:
    job: JobState = manager.intone_job
    job.running = job.stopping = False
    job.fraction, job.what, job.left = 0.0, "", -1.0
    redraw(manager)


def redraw(manager: WindowManager) -> None:
    """Redraws the sidebars that show the job, and nothing else: viewports are slow to draw."""
    areas = (area for window in manager.windows for area in window.screen.areas)
    views = (area for area in areas if area.type in SIDEBARS)
    for region in (region for view in views for region in view.regions):
        if region.type == "UI":
            region.tag_redraw()


CLASSES = (JobState,)
POINTERS = ((WindowManager, "intone_job", PointerProperty(type=JobState)),)
