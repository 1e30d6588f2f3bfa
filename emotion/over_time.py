"""Emotions over time: a table of seconds and the share of each emotion at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import EMOTIONS, RATE
from ..errors import MoodError
from ..tables import Row, TableError, decoded, number_of, read_table
from ..track import Track
from .mood import EXPRESSIVE
from .own import OwnEmotion

SUFFIXES = (".csv", ".tsv")
SECONDS = "seconds"
"""The column of the time."""
LONGEST_S = 4 * 3600.0
"""The last second that a table may name."""


@dataclass(frozen=True)
class Shares:
    """The share of each emotion at some times; between two times it is on the straight line.

    times   [n] seconds, rising
    names   of EMOTIONS, and of own emotions
    values  [n, names], 0..1
    """

    times: NDArray[np.float64]
    names: tuple[str, ...]
    values: NDArray[np.float64]

    def track(self, own: Sequence[OwnEmotion] = ()) -> Track:
        """The shares of all EXPRESSIVE and those of the own emotions that are named, at RATE."""
        used = tuple(emotion.name for emotion in own if emotion.name in self.names)
        frames = np.arange(int(self.times[-1] * RATE) + 2) / RATE
        shares = np.zeros((len(frames), len(EXPRESSIVE) + len(used)), np.float32)
        for place, name in enumerate((*EXPRESSIVE, *used)):
            if name in self.names:
                column = self.values[:, self.names.index(name)]
                shares[:, place] = np.interp(frames, self.times, column)
        return Track(shares, RATE, (*EXPRESSIVE, *used))


def is_table(emotion: str) -> bool:
    """Whether an emotion that is asked for is the path of such a table."""
    return emotion.strip().lower().endswith(SUFFIXES)


def emotion_of(asked: str, own: Sequence[OwnEmotion] = ()) -> str | Track:
    """An emotion or a mix as it was asked for; the shares over time where that is a table.

    Raises MoodError as read_shares does.
    """
    return read_shares(Path(asked), own).track(own) if is_table(asked) else asked


def read_shares(path: Path, own: Sequence[OwnEmotion] = ()) -> Shares:
    """The table of a file. Raises MoodError where it cannot be read, or says what cannot be."""
    try:
        table = read_table(decoded(path))
    except OSError as error:
        raise MoodError(f"The emotions {path} cannot be read: choose a file there is.") from error
    except UnicodeDecodeError as error:
        raise MoodError(f"{path.name} is no text: save it as UTF-8.") from error
    except TableError as error:
        raise MoodError(f"{path.name}, {error}") from error
    names = tuple(name for name in table.columns if name not in ("", SECONDS))
    _check_columns(path, table.columns, names, own)
    numbers = np.array([_numbers(path, row, (SECONDS, *names)) for row in table.rows])
    if not len(numbers):
        raise MoodError(f"{path.name} has no rows: write seconds and shares.")
    if np.any(np.diff(numbers[:, 0]) <= 0):
        raise MoodError(f"{path.name}: the seconds must rise from row to row.")
    return Shares(numbers[:, 0], names, numbers[:, 1:])


def _check_columns(
    path: Path, columns: Sequence[str], names: Sequence[str], own: Sequence[OwnEmotion]
) -> None:
    known = (*EMOTIONS, *(emotion.name for emotion in own))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise MoodError(
            f"{path.name}: there is no emotion called '{unknown[0]}'; choose among "
            f"{', '.join(known)}."
        )
    if SECONDS not in columns or not names:
        raise MoodError(
            f"{path.name} is no table of emotions: it needs a column seconds and one for each "
            "emotion."
        )


def _numbers(path: Path, row: Row, columns: Sequence[str]) -> list[float]:
    where = f"{path.name}, line {row.number}"
    try:
        numbers = [number_of(row.cells.get(name) or "0") for name in columns]
    except ValueError as error:
        raise MoodError(f"{where}: {error}. Write a number.") from error
    if not 0 <= numbers[0] <= LONGEST_S:
        raise MoodError(f"{where}: {numbers[0]} is no second of a recording.")
    if not all(0 <= share <= 1 for share in numbers[1:]):
        raise MoodError(f"{where}: a share is not between 0 and 1.")
    return numbers
