"""Places: whether a path is there, also for names that the file system refuses to look up; and
whether two paths are one file."""

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


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others, by whatever name and link; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None  # a drive that numbers none


def is_same(path: Path, other: Path) -> bool:
    """Whether both are there, and one file."""
    found = identity(path)
    return found is not None and found == identity(other)
