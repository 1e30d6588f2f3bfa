"""Files that Blender's own operators write: whole or absent, and refused in Intone's words."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import bpy

from ...errors import OutputError
from ...export.files import obstacle, refusal, replacing
from .muting import muted


@contextlib.contextmanager
def written(path: Path, remedy: str, room: int = 0) -> Iterator[Path]:
    """`export.files.replacing` around an operator of Blender's, whose own output is discarded.

    `remedy` follows the operator's reason, where it is none of the disk. `room` is how many bytes
    must be free, for a writer that ends the process where there are fewer.
    Raises OutputError where the file is not written, or not to its end.
    """
    path = path.absolute()
    with replacing(path) as beside:
        _check_room(beside, room)
        try:
            with muted():
                yield beside
        except RuntimeError as error:
            cause = obstacle(path.parent)
            if cause is not None:
                raise refusal(path, cause) from cause
            reason = plain_reason(str(error))
            raise OutputError(
                f"Blender could not write {path.name} ({reason}): {remedy}."
            ) from error


def save_copy(path: Path) -> None:
    """The open file as a .blend, whole or not at all; what is open stays what it was."""
    with written(path, "choose another place") as beside:
        beside.unlink()  # Blender would keep the empty file as a backup
        bpy.ops.wm.save_as_mainfile(filepath=str(beside), copy=True, compress=True)


def _check_room(beside: Path, room: int) -> None:
    """Raises OSError where so many bytes cannot be written: a full disk, a quota, a limit."""
    if room and shutil.disk_usage(beside.parent).free < room:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if room and hasattr(os, "posix_fallocate"):
        with beside.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, room)
            file.truncate(0)


def plain_reason(told: str) -> str:
    """What an operator's error says, in one line: without the traceback that Blender puts in it."""
    lines = [line for line in told.strip().splitlines() if not line.startswith("Location: ")]
    raised = [line for line in lines if line[:1].isalpha() and "Traceback" not in line]
    return (raised or lines or ["unknown reason"])[0].removeprefix("Error: ").rstrip(".")
