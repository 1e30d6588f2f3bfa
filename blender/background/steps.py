"""Bites: what takes long to write into Blender, done a little at a time; the interface goes on.

Between two bites anything may happen, an undo too: so nothing of Blender's is held across one, all
is looked up again by name.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Bites = Generator[None, None, T]
"""Stops where the interface may go on; returns what came of it."""


def whole(bites: Bites[T]) -> T:
    """All of them at once."""
    while True:
        try:
            next(bites)
        except StopIteration as through:
            return through.value


def some(bites: Bites[T], seconds: float) -> T | None:
    """As many as are begun within so many seconds; None while there are more."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            next(bites)
        except StopIteration as through:
            return through.value
    return None
