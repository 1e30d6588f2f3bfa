"""Silence around Blender's own output, most of which comes from C, past sys.stdout."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Discards whatever this process writes to its standard output and error."""
    _flush()
    kept = [(stream, os.dup(stream)) for stream in (1, 2) if _is_open(stream)]
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a device, not a path
        for stream, _ in kept:
            os.dup2(nowhere.fileno(), stream)
    try:
        yield
    finally:
        _flush()
        for stream, copy in kept:
            os.dup2(copy, stream)
            os.close(copy)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # None where it was closed
            stream.flush()


def _is_open(stream: int) -> bool:
    try:
        os.fstat(stream)
    except OSError:
        return False
    return True
