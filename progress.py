"""Progress: one callable that reports how far a long job is and, by raising, stops it; timings."""

import contextlib
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

Progress = Callable[[float, str], None]
"""Called as progress(fraction 0..1, what is being done). It may raise Cancelled."""
POLL_S = 0.05
"""How often `attended` asks whether to stop."""
_T = TypeVar("_T")


class Cancelled(Exception):
    """The user asked the job to stop. Not an error: nothing is reported."""


def silent(fraction: float, what: str) -> None:
    """A Progress that says nothing and never cancels."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """The Progress of a part: its 0..1 becomes start..stop of the whole."""

    def report(fraction: float, what: str) -> None:
        progress(start + (stop - start) * fraction, what)

    return report


def attended(work: Callable[[], _T], progress: Progress, fraction: float, what: str) -> _T:
    """work() in its own thread, with progress(fraction, what) called every POLL_S.

    For a step that cannot check itself whether to stop. Once `progress` raises, the step is
    abandoned: it runs to its end, and its result is dropped.
    """
    progress(fraction, what)
    thread = ThreadPoolExecutor(1)
    made = thread.submit(work)
    try:
        while wait((made,), POLL_S).not_done:
            progress(fraction, what)
    finally:
        thread.shutdown(wait=False)
    return made.result()


@contextlib.contextmanager
def timed(timings: dict[str, float], stage: str) -> Generator[None]:
    """Adds the seconds that the block takes to `timings[stage]`."""
    began = time.perf_counter()
    try:
        yield
    finally:
        spent = timings.get(stage, 0.0) + time.perf_counter() - began
        timings[stage] = round(spent, 4)
