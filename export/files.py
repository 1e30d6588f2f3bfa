"""What every format shares: the data of a file, and files that nobody ever sees half of."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..audio.speech import SpokenWord
from ..errors import OutputError
from ..places import is_folder, is_same
from ..spool import blocks
from ..temporary import owned, remove, sweep
from ..track import Track
from .whole import is_whole

MOST_OF_NAME = 40
"""Characters of a file's name in the name of the file beside it: a name has 255 bytes at most."""
PROBE = 1 << 20
"""Bytes that are written to learn why a file could not be."""

Header = Mapping[str, str | float]
"""What a take was made of and by: sound, emotion, networks, device."""


@dataclass(frozen=True)
class TakeData:
    """A face [frames, CHANNELS] at the file's own rate, what it was made of, what it says."""

    face: Track
    header: Header = field(default_factory=dict[str, str | float])
    words: tuple[SpokenWord, ...] = ()

    def rows(self, columns: Sequence[int] | None = None) -> Iterator[list[float]]:
        """The values of each frame, of these columns or of all."""
        for block in blocks(self.face.values):
            yield from (block if columns is None else block[:, columns]).tolist()


@contextlib.contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A path beside `path` to write to: renamed to it once the block ends well, else removed.

    It has the same suffix and folder, so that what a writer says relative to the file holds. What
    killed processes left in the folder is removed first. Raises OutputError where `path` cannot be
    written, or what was written is not whole.
    """
    beside = _beside(path)
    try:  # from before the file is there: Ctrl-C may come as it is made
        _create(beside, path)
        yield beside
        check_whole(beside, path)
        with beside.open("r+b") as file:
            os.fsync(file.fileno())  # a network drive says only now that it is full
        beside.replace(path)
    except OSError as error:
        raise refusal(path, error) from error
    finally:
        for left in path.parent.glob(f"{glob.escape(beside.stem)}*"):  # also a writer's own
            remove(left)


def _beside(path: Path) -> Path:
    """A free name beside `path`."""
    try:
        if is_folder(path):
            raise OutputError(f"{path} is a folder: name a file in it.")
        sweep(path.parent)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise refusal(path, error) from error
    name = f".{path.stem[:MOST_OF_NAME]}-{owned()}{secrets.token_hex(4)}{path.suffix}"
    return path.parent / name


def _create(beside: Path, path: Path) -> None:
    """An empty file, with the permissions that the user's files have."""
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except (OSError, ValueError) as error:
        raise refusal(path, error) from error


def check_whole(written: Path, path: Path) -> None:
    """Raises OutputError where a file that was written, and shall become `path`, is not whole."""
    if written.exists() and is_whole(written, path.suffix):
        return
    cause = obstacle(written.parent)
    if cause is not None:
        raise refusal(path, cause) from cause
    raise OutputError(f"{path} was not written to its end: look at the console, then try again.")


def check_place(path: Path, made_of: Iterable[Path] = ()) -> None:
    """Raises OutputError, before any work is done, for a file whose folder is not there, or that
    would take the place of one that it is made of.
    """
    if not is_folder(path.absolute().parent):
        raise OutputError(f"There is no folder {path.parent}: make it first, or choose another.")
    if same := [file for file in made_of if is_same(path, file)]:
        raise OutputError(
            f"{path} would take the place of {same[0].name}, which it is made of: choose another "
            "name."
        )


def obstacle(folder: Path) -> OSError | None:
    """Why a file of PROBE bytes cannot be written in the folder (full, a quota); None: it can."""
    try:
        with tempfile.NamedTemporaryFile(prefix=f".{owned()}", dir=folder) as file:
            file.write(bytes(PROBE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error
    return None


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, whole or not at all. Raises OutputError where it cannot be written."""
    with replacing(path) as beside:
        beside.write_text(text, "utf-8")


def refusal(path: Path, error: Exception) -> OutputError:
    """The sentence for a place that cannot be written."""
    reason = (getattr(error, "strerror", None) or str(error) or "unknown reason").lower()
    return OutputError(f"{path} cannot be written ({reason}): choose another place.")
