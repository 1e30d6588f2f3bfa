"""Temporary files that say whose they are, so that what a killed process left can be removed."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import time
import zlib
from pathlib import Path

ABANDONED_S = 24 * 3600.0
"""Seconds after which an untouched file is removed whoever made it, or seems to run still."""
_HOST = f"{zlib.crc32(platform.node().encode('utf-8', 'replace')):08x}"
_OWNED = re.compile(r"intone-([0-9a-f]{8})-(\d{1,9})-")


def owned() -> str:
    """The part of a temporary file's or folder's name that names this machine and process."""
    return f"intone-{_HOST}-{os.getpid()}-"


def sweep(folder: Path) -> None:
    """Removes the temporary files in a folder whose process has ended, or that are a day old."""
    with contextlib.suppress(OSError):
        for path in folder.glob("*intone-*-*-*"):
            found = _OWNED.search(path.name)
            if found and _abandoned(path, found[1], int(found[2])):
                remove(path)


def remove(path: Path) -> None:
    """Removes a file, a link or a folder with all that is in it, where that can be done."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _abandoned(path: Path, host: str, process: int) -> bool:
    if host == _HOST and not _runs(process):
        return True
    try:
        return time.time() - path.lstat().st_mtime > ABANDONED_S
    except OSError:
        return False


def _runs(process: int) -> bool:
    """Whether the process may still run: on Windows, where a signal would end it, always."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return not _waits_to_be_reaped(process)


def _waits_to_be_reaped(process: int) -> bool:
    """Whether it has ended, and its parent has not asked how (in a container whose first process
    never asks, for ever). Only Linux says so in a file.
    """
    try:
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
    except (OSError, IndexError):
        return False
