"""What every format shares: the data of a file, and files that nobody ever sees half of."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..audio.speech import SpokenWord
from ..errors import OutputError
from ..track import Track

Header = Mapping[str, str | float]
"""What a take was made of and by: sound, emotion, networks, device."""


@dataclass(frozen=True)
class TakeData:
    """A face [frames, CHANNELS] at the file's own rate, what it was made of, what it says."""

    face: Track
    header: Header = field(default_factory=dict[str, str | float])
    words: tuple[SpokenWord, ...] = ()


@contextlib.contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A path beside `path` to write to: renamed to it when the block ends well, else removed.

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


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, whole or not at all. Raises OutputError where it cannot be written."""
    with replacing(path) as beside:
        beside.write_text(text, "utf-8")


def _refusal(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or "unknown reason").lower()
    return OutputError(f"{path} cannot be written ({reason}): choose another place.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
