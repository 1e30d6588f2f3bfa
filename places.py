"""Places: whether a path is there, also for names that the file system refuses to look up."""

from __future__ import annotations

from pathlib import Path


def is_file(path: Path) -> bool:
    """Whether there is such a file; False also for a name that is too long, or no name at all."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; False also for a name that is too long."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
