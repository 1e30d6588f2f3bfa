"""Files of captures: which are known, how each is read, and the sound beside one."""

from __future__ import annotations

from pathlib import Path

from ..audio.formats import SOUNDS, voices
from ..audio.speech import SpokenWord
from ..errors import CaptureError
from ..track import Track
from .json_takes import read_take
from .live_link import read_csv
from .npz_take import read_npz

SUFFIXES = (".csv", ".json", ".npz")
LARGEST = 512 << 20
"""Bytes."""


def is_capture(path: Path) -> bool:
    """Whether a file is taken for a recorded performance, by its name."""
    return path.suffix.lower() in SUFFIXES


def read_capture(path: Path) -> tuple[Track, tuple[SpokenWord, ...]]:
    """The face [frames, CHANNELS] in a file at its own rate, and its words where it has them.

    Raises CaptureError where it cannot be read, or is no performance.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CaptureError(f"{path.name} is too large: cut it.")
        if path.suffix.lower() == ".csv":
            return read_csv(path), ()
        return (read_npz(path), ()) if path.suffix.lower() == ".npz" else read_take(path)
    except OSError as error:
        raise CaptureError(f"The take {path} cannot be read: choose a file there is.") from error


def sound_of(path: Path) -> Path | None:
    """The sound that is heard with a file: itself, or of a capture the one that is called like it.

    None where a capture has none.
    """
    if not is_capture(path):
        return path
    beside = (path.with_suffix(end) for end in sorted(SOUNDS))
    return next(iter(voices(one for one in beside if one.is_file())), None)
