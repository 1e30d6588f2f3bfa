"""Live Link Face CSV, as Epic's app and Intone write it: a row a frame, with its timecode.

Rows come when the camera had a picture, so they are laid on even frames by their timecode,
HH:MM:SS:FF.fff with whole frames of a nominal rate. Source: Epic's documentation of the app.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import CaptureError
from ..tables import Row, TableError, decoded, number_of, read_table
from ..track import Track
from .captured import LONGEST_S, captured, column_of

NOMINAL = (24, 25, 30, 48, 50, 60, 120)
TIMECODE = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2})[:;](\d{1,3})(\.\d{1,9})?")
_TIME = "timecode"


def read_csv(path: Path) -> Track:
    """The face in a table of Live Link Face. Raises CaptureError where it is none, or broken."""
    try:
        table = read_table(decoded(path))
    except (UnicodeDecodeError, TableError) as error:
        raise CaptureError(f"{path.name} is no take of Live Link Face: choose another.") from error
    names = [name for name in table.columns if column_of(name) is not None]
    if _TIME not in table.columns or not names or not table.rows:
        raise CaptureError(f"{path.name} is no take of Live Link Face: choose another.")
    values = np.array([_numbers(path, row, names) for row in table.rows], np.float64)
    try:
        times, rate = seconds([row.cells.get(_TIME, "") for row in table.rows])
    except ValueError as error:
        raise CaptureError(f"{path.name}: {error}: record it anew.") from error
    span = times[-1] - times[0]
    if np.any(np.diff(times) < 0) or span > LONGEST_S:
        raise CaptureError(f"{path.name}: its timecodes run backwards, or too far: record it anew.")
    frames: NDArray[np.float64] = np.arange(round(float(span) * rate) + 1) / rate + times[0]
    columns: list[NDArray[np.float64]] = list(values.T)
    even = np.stack([np.interp(frames, times, column) for column in columns], axis=1)
    return captured(path.name, even, names, rate)


def _numbers(path: Path, row: Row, names: list[str]) -> list[float]:
    try:
        return [number_of(row.cells.get(name) or "0") for name in names]
    except ValueError as error:
        raise CaptureError(f"{path.name}, line {row.number}: {error}. Record it anew.") from error


def seconds(codes: list[str]) -> tuple[NDArray[np.float64], float]:
    """Timecodes as seconds, and their rate: the lowest usual one above every frame's number.

    Raises ValueError for what is no timecode.
    """
    parts = [TIMECODE.fullmatch(code.strip()) for code in codes]
    if None in parts:
        where = codes[parts.index(None)]
        raise ValueError(f"“{where[:20]}” is no timecode")
    clock = np.array([[float(part or 0) for part in found.groups()] for found in parts if found])
    rate = next((rate for rate in NOMINAL if rate > clock[:, 3].max()), NOMINAL[-1])
    return clock[:, :3] @ (3600.0, 60.0, 1.0) + (clock[:, 3] + clock[:, 4]) / rate, float(rate)
