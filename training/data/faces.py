"""Faces: recorded faces with their sound, read from the folders of data/README.md."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError
from ...track import Track
from .corpora import read_sound

HELD_CLIPS = ("1114_3_15", "1114_2_05")
"""FACEGOOD clips that are never trained on: the one of sentences, and one of words."""


@dataclass(frozen=True)
class Take:
    """A face [frames, channels] with its sound: samples [n] at 16 kHz.

    emotion   one of EMOTIONS, "" where unknown
    level     how strongly it was acted or rated, 0..1, where known
    """

    name: str
    samples: NDArray[np.float32]
    face: Track
    speaker: str = ""
    emotion: str = ""
    level: float | None = None


def facegood(data: Path) -> Iterator[Take]:
    """FACEGOOD (MIT): six Mandarin clips of one voice, animated by hand at 30 fps."""
    yield from _takes(data / "facegood" / "wav", data / "facegood" / "arkit30fps")


def grid(data: Path) -> Iterator[Take]:
    """GRID (CC BY 4.0): five English talkers for three seconds, tracked at 25 fps. For tests."""
    yield from _takes(data / "grid" / "wav", data / "grid" / "arkit52_25fps")


def read_face(path: Path) -> Track:
    """A table of coefficients with a column `time` (seconds, evenly spaced) as a track.

    Raises DataError for any other table.
    """
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    try:
        values = np.array(rows, np.float32)
        step = float(values[-1, 0] - values[0, 0]) / (len(values) - 1)
        return Track(values[:, 1:], 1 / step, tuple(header[1:]))
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise DataError(f"{path} is no table of a face: rows of numbers, time first.") from error


def _takes(sounds: Path, faces: Path) -> Iterator[Take]:
    for table in sorted(faces.glob("*.csv")):
        yield Take(table.stem, read_sound(sounds / f"{table.stem}.wav"), read_face(table))
