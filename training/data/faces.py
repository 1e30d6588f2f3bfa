"""Faces: recorded faces with their sound, read from the folders of data/README.md."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError
from ...face.basis import CHANNELS
from ...track import Track
from .corpora import read_sound

HELD_CLIPS = ("1114_3_15", "1114_2_05")
"""FACEGOOD clips that are never trained on: the one of sentences, and one of words."""
SAME_TALKER = "bbaf2n"
"""GRID's talker s1 among the five of `grid`: the other four are heard by no training."""
PARTS = 10
"""Parts of GRID's talker s1: the CRC-32 of a clip's name modulo this."""
HELD_OUT, VALIDATES, TRAINED = range(1), range(1, 2), range(2, PARTS)
"""Parts of s1 that are never trained on, that ways were chosen by, and that are trained on."""
MISSED = 0.1
"""The largest share of frames without a tracked face in a clip of s1 that is used."""


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


def grid_s1(data: Path, parts: range) -> Iterator[Take]:
    """GRID's talker s1 (CC BY 4.0): English sentences of 3 s, tracked at 25 fps; some of PARTS.

    The tracker follows the jaw and mouthPucker; mouthFunnel and the lips hardly move in it.
    """
    table = data / "grid-s1" / "faces.npz"
    if not table.exists():
        return
    with np.load(table) as file:
        columns = [k for k, name in enumerate(file["names"]) if name in CHANNELS]
        names = tuple(str(file["names"][k]) for k in columns)
        for clip in file.files:
            if clip == "names" or zlib.crc32(clip.encode()) % PARTS not in parts:
                continue
            values = file[clip][:, columns].astype(np.float32)
            if np.isnan(values[:, 0]).mean() <= MISSED:
                samples = read_sound(data / "grid-s1" / "sound" / f"{clip}.opus")
                face = Track(_bridged(values), 25.0, names)
                yield Take(clip, samples, face, "s1", "neutral")


def _bridged(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """`values` [frames, channels], linear between the frames that have numbers."""
    seen = np.flatnonzero(~np.isnan(values).any(1))
    return Track(values[seen], 1.0).at(
        np.interp(np.arange(len(values)), seen, np.arange(len(seen)))
    )


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
