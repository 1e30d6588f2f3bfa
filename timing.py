"""Timings: how many seconds each stage of a piece of work took."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator


@contextlib.contextmanager
def timed(timings: dict[str, float], stage: str) -> Generator[None]:
    """Adds the seconds that the block takes to `timings[stage]`."""
    began = time.perf_counter()
    try:
        yield
    finally:
        spent = timings.get(stage, 0.0) + time.perf_counter() - began
        timings[stage] = round(spent, 4)
