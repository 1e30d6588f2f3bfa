"""Chunks: long inputs in windows with context on both sides, so that the seams do not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Frames `start`..`stop` are wanted, `first`..`last` are given to the network."""

    start: int
    stop: int
    first: int
    last: int

    @property
    def inside(self) -> slice:
        """The wanted frames among the given ones."""
        return slice(self.start - self.first, self.stop - self.first)


def windows(frames: int, size: int, overlap: int) -> Iterator[Window]:
    """Windows of `size` wanted frames that cover all, each with `overlap` frames of context."""
    for start in range(0, frames, size):
        stop = min(start + size, frames)
        yield Window(start, stop, max(0, start - overlap), min(frames, stop + overlap))
