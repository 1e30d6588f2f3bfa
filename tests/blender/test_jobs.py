"""A job beside Blender: what its timer does until the result is written, and how it ends."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

TIMER = SimpleNamespace(type="TIMER", value="NOTHING")
ESCAPE = SimpleNamespace(type="ESC", value="PRESS")


class Timers:
    """A window manager without a window: which timers there are, and what the panel shows."""

    def __init__(self):
        self.windows, self.timers = [], []
        self.intone_job = SimpleNamespace(
            refusal="", refused="", running=False, stopping=False, fraction=0.0, what="", left=-1.0
        )

    def event_timer_add(self, seconds, window):
        self.timers.append(seconds)
        return seconds

    def event_timer_remove(self, timer):
        self.timers.remove(timer)


@pytest.fixture
def started(part):
    """Starts a job of that work and finish; the job, and the context its timer runs in."""
    jobs = part("blender.background.jobs")

    def start(work, finish):
        class Started(jobs.Job):
            said = ()

            def finish(self, context, result):
                return finish(result)

            def report(self, kind, sentence):
                self.said = (*self.said, (*kind, sentence))

        context = SimpleNamespace(window_manager=Timers(), window=None)
        job = Started()
        job._task = jobs.Task(work)
        job._task.start()
        job._tick(context, jobs.POLL_S)
        return job, context

    return start


def ended(job, context):
    """How it ended, after as many ticks as it takes."""
    end = time.monotonic() + 60
    while (state := job.modal(context, TIMER)) == {"PASS_THROUGH"} and time.monotonic() < end:
        time.sleep(0.001)
    return state


def test_a_result_is_written_in_steps_at_a_faster_pace(part, started):
    jobs = part("blender.background.jobs")
    paces = []

    def finish(result):
        for _ in range(3):
            paces.extend(context.window_manager.timers)
            yield
        return f"{result} steps."

    job, context = started(lambda progress: 3, finish)
    assert ended(job, context) == {"FINISHED"}
    assert job.said == (("INFO", "3 steps."),)
    assert paces[-1] == jobs.WRITE_POLL_S and not context.window_manager.timers
    assert not context.window_manager.intone_job.running


def test_escape_cancels_and_nothing_is_written(started):
    def work(progress):
        while True:
            progress(0.25, "Listening")
            time.sleep(0.001)

    job, context = started(work, lambda result: pytest.fail("nothing is to be written"))
    job.modal(context, TIMER)
    assert context.window_manager.intone_job.running
    assert job.modal(context, ESCAPE) == {"RUNNING_MODAL"}
    assert ended(job, context) == {"CANCELLED"}
    assert job.said == (("INFO", "Cancelled: nothing was changed."),)


@pytest.mark.parametrize("failing", ["work", "finish"])
def test_a_refusal_is_said_once(part, started, failing):
    def refuse(_):
        raise part("errors").RigError("Choose another face.")

    job, context = started(*((refuse, str) if failing == "work" else (lambda _: 1, refuse)))
    assert ended(job, context) == {"CANCELLED"}
    assert job.said == (("ERROR", "Choose another face."),)
    assert not context.window_manager.timers


def test_the_sidebar_is_drawn_again_only_where_it_says_something_else(part, monkeypatch):
    jobs, drawn = part("blender.background.jobs"), []
    monkeypatch.setattr(jobs, "redraw", drawn.append)
    manager, task = Timers(), SimpleNamespace(fraction=0.2, what="Rendering", left=40.0)
    steps = ({}, {}, {"fraction": 0.2004}, {"fraction": 0.21}, {"left": 38.0}, {"what": "Writing"})
    counts = []
    for changed in steps:
        vars(task).update(changed)
        jobs._show(manager, task)
        counts.append(len(drawn))
    assert counts == [1, 1, 1, 2, 3, 4]
    assert manager.intone_job.fraction == 0.21
