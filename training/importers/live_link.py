"""Live Link Face (Epic): folders of takes, each with slate_1_iPhone.csv and .mov, or a .wav.

Rows come when the camera had a picture, so they are laid on even frames by their timecode,
HH:MM:SS:FF.fff with whole frames of a nominal rate.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...capture.live_link import seconds
from ...errors import DataError
from ...face.basis import BLENDSHAPES, CHANNELS
from ...track import Track
from .clip import Clip, sound_beside
from .videos import LABELS, labelled, labels

RATE = 60.0
"""Frames a second that takes are laid on: what ARKit tracks at."""


def live_link(folder: Path) -> Iterator[Clip]:
    """The takes with sound of a folder; emotion and speaker as for `videos`."""
    told = labels(folder / LABELS)
    for path in sorted(folder.rglob("*.csv")):
        sound = sound_beside(path)
        if sound and is_take(path):
            yield labelled(path, sound, folder, told)


def is_take(path: Path) -> bool:
    """Whether a table is Live Link Face's, by its first cells."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline().lower().startswith("timecode,blendshapecount,")


def read_take(path: Path) -> Track:
    """The face in a table of Live Link Face, [frames, CHANNELS]. Raises DataError if broken."""
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    columns = {name.lower(): k for k, name in enumerate(header)}
    try:
        values = np.array([[row[columns[name.lower()]] for name in CHANNELS] for row in rows])
        times, _ = seconds([row[0] for row in rows])
        frames = np.arange(int((times[-1] - times[0]) * RATE) + 1) / RATE + times[0]
        even = [np.interp(frames, times, column) for column in values.astype(np.float32).T]
    except (KeyError, IndexError, ValueError) as error:
        raise DataError(f"{path} is no whole take of Live Link Face: record it anew.") from error
    face = np.stack(even, 1).astype(np.float32)
    shapes = slice(0, len(BLENDSHAPES))
    face[:, shapes] = face[:, shapes].clip(0, 1)  # ARKit oversteps by some thousandths
    return Track(face, RATE, CHANNELS)
