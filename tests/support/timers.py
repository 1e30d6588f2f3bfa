"""Blender's timers do not run without a window: tests call them."""

from __future__ import annotations

import time
from typing import Protocol


class Timer(Protocol):
    def tick(self) -> float | None:
        """Works for a moment; None when nothing is left to do."""


def run_until_idle(timer: Timer) -> None:
    """Does what Blender's timers would do."""
    while timer.tick() is not None:
        time.sleep(0.001)
