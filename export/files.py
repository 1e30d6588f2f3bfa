"""Files written beside their place and renamed, so that nobody ever sees half of one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

from ..errors import OutputError


@contextlib.contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A path to write to; it becomes `path` when the block ends well and is removed otherwise.

    It has the same suffix. Raises OutputError where `path` cannot be written.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder: name a file in it.")
    try:
        handle, name = tempfile.mkstemp(path.suffix, f".{path.stem}-", path.parent)
        os.close(handle)
        beside = Path(name)
    except OSError as error:
        raise _refusal(path, error) from error
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _refusal(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or "unknown reason").lower()
    return OutputError(f"{path} cannot be written ({reason}): choose another place.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
