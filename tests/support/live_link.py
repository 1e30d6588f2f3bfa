"""A reader of Live Link Face CSVs by their public layout, which knows nothing of Intone's writer.

Timecode HH:MM:SS:FF.fff counts whole frames at a nominal rate, with a fraction of a frame behind
the point. Source: Epic's documentation of the Live Link Face app, and recordings made with it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TIMECODE = re.compile(r"(\d\d):(\d\d):(\d\d):(\d\d)(?:\.(\d+))?")


@dataclass(frozen=True)
class Recording:
    """names [channels]; seconds [frames] from the first frame on; values [frames, channels]."""

    names: tuple[str, ...]
    seconds: np.ndarray
    values: np.ndarray


def read(path: Path, fps: int) -> Recording:
    """The recording in a file whose timecode counts `fps` frames a second."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    assert [name.lower() for name in head[:2]] == ["timecode", "blendshapecount"]
    times = np.array([seconds(row[0], fps) for row in rows])
    values = np.array([[float(cell) for cell in row[2:]] for row in rows])
    assert {int(row[1]) for row in rows} == {len(head) - 2}
    return Recording(tuple(head[2:]), times - times[0], values)


def seconds(timecode: str, fps: int) -> float:
    """A timecode as seconds."""
    found = TIMECODE.fullmatch(timecode)
    assert found is not None, timecode
    hours, minutes, whole, frames = map(int, found.groups()[:4])
    fraction = float(f"0.{found.group(5) or 0}")
    return hours * 3600 + minutes * 60 + whole + (frames + fraction) / fps
