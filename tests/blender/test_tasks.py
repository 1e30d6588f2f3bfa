"""Tasks in threads: Python's switch interval has one owner, and the latest question wins."""

from __future__ import annotations

import sys
import threading
import time


def test_the_switch_interval_is_short_until_the_last_task_has_ended(part):
    tasks, usual = part("blender.background.tasks"), sys.getswitchinterval()
    ends = [threading.Event(), threading.Event()]
    both = [tasks.Task(lambda _, end=end: end.wait(60)) for end in ends]
    for task in both:
        task.start()
    while sys.getswitchinterval() == usual:
        time.sleep(0.001)
    ends[0].set()
    both[0].join()
    assert sys.getswitchinterval() < usual, "the other task still runs"
    ends[1].set()
    both[1].join()
    assert sys.getswitchinterval() == usual


def test_the_time_left_does_not_grow_during_a_long_step(part, monkeypatch):
    tasks = part("blender.background.tasks")
    clock = [0.0]
    monkeypatch.setattr(tasks.time, "monotonic", lambda: clock[0])
    task = tasks.Task(lambda progress: None)
    assert task.left < 0
    found = []
    for now, fraction in ((2.0, 0.1), (8.0, 0.1), (10.0, 0.5)):
        clock[0] = now
        task._report(fraction, "Rendering the film")
        found.append(round(task.left, 3))
    assert found == [18.0, 18.0, 10.0]


def test_only_what_is_wanted_last_is_done(part):
    done = []

    class Questions(part("blender.background.latest_wins").LatestWins):
        wanted = None

        def next_work(self):
            asked, self.wanted = self.wanted, None
            return None if asked is None else (asked, lambda _: asked * 2)

        def finish(self, asked, outcome):
            done.append((asked, outcome.value))

    questions = Questions()
    for number in (1, 2, 3):
        questions.wanted = number
        if number == 1:
            assert questions.tick() is not None and questions.busy
    while questions.tick() is not None:
        time.sleep(0.001)
    assert done == [(1, 2), (3, 6)] and not questions.busy


def test_what_was_running_is_forgotten(part):
    class Endless(part("blender.background.latest_wins").LatestWins):
        started = 0

        def next_work(self):
            self.started += 1

            def work(progress):
                while True:
                    progress(0.5, "Waiting")
                    time.sleep(0.001)

            return self.started, work

        def finish(self, asked, outcome):
            raise AssertionError("it was forgotten")

    endless = Endless()
    endless.tick()
    _, task = endless._running
    endless.forget()
    task.join(60)
    assert task.outcome.cancelled and not endless.busy
