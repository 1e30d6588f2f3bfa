"""Steps: work that takes long to write into Blender, done a little at a time.

Between two steps the interface runs and anything may happen, an undo too. So no object of
Blender's is held across a step: everything is looked up again by name.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Yields where the interface may run; returns the result."""


def run_all(steps: Steps[T]) -> T:
    """Runs every step; the result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def run_for(steps: Steps[T], seconds: float) -> T | None:
    """Runs the steps that begin within so many seconds; None while some are left."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
    return None
