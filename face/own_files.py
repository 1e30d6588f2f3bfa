"""Files of own emotions: TOML tables to share, and poses from a row of a Live Link Face CSV."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from ..emotion.intensity import HOLD_S
from ..emotion.own import OwnEmotion, Pose, check_unique
from ..errors import MoodError
from ..tables import TableError, decoded, number_of, read_table
from .basis import BLENDSHAPES, CHANNELS

MOST_GAIN, MOST_HOLD, MOST_ANGLE = 2.0, 30.0, 1.5
"""The largest gain on the words, seconds of hold, and radians of head and eyes."""
_HEAD = """\
# Emotions of your own for Intone: docs/emotions.md. face: channels at intensity 1, 0 to 1 (head and
# eyes in radians); jaw, rounding: gains on the words; hold: seconds for which a pause keeps it.
"""
_CAMEL = {name.casefold(): name for name in CHANNELS}
RESTS = 0.005
"""A channel moved by less than this rests."""


def read_emotions(path: Path) -> tuple[OwnEmotion, ...]:
    """The emotions of a file. Raises MoodError where it cannot be read, or says what cannot be."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MoodError(f"The emotions {path} cannot be read: choose a file there is.") from error
    except (ValueError, RecursionError) as error:
        raise MoodError(f"{path.name} is no TOML ({error}): correct it.") from error
    try:
        found = tuple(_emotion(label, entry) for label, entry in tables.items())
        check_unique(found)
    except MoodError as error:
        raise MoodError(f"{path.name}: {error}") from error
    if not found:
        raise MoodError(f"{path.name} holds no emotion: write one as a table with its face.")
    return found


def _emotion(label: str, entry: object) -> OwnEmotion:
    table = _table(label, entry)
    strange = [key for key in table if key not in ("face", "jaw", "rounding", "hold")]
    if strange:
        raise MoodError(f"'{label}' has a '{strange[0]}', which no emotion has: remove it.")
    face = _table(label, table.get("face"))
    pose = tuple((_channel(name), _within(name, value)) for name, value in face.items())
    gains = (table.get("jaw", 1.0), table.get("rounding", 1.0), table.get("hold", HOLD_S))
    return own_emotion(label, as_pose(pose), *gains)


def own_emotion(label: str, pose: Pose, jaw: object, rounding: object, hold: object) -> OwnEmotion:
    """The emotion of a pose. Raises MoodError for a gain or seconds that cannot be."""
    return OwnEmotion(
        label,
        pose,
        _number("jaw", jaw, 0.0, MOST_GAIN),
        _number("rounding", rounding, 0.0, MOST_GAIN),
        _number("hold", hold, 0.0, MOST_HOLD),
    )


def _table(label: str, entry: object) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise MoodError(f"'{label}' has no table of channels called face: write one.")
    return cast(dict[str, Any], entry)


def _channel(name: str) -> str:
    if name not in CHANNELS:
        raise MoodError(f"The face has no channel '{name}': use ARKit's names (jawOpen).")
    return name


def _within(name: str, value: object) -> float:
    if name in BLENDSHAPES:
        return _number(name, value, 0.0, 1.0)
    return _number(name, value, -MOST_ANGLE, MOST_ANGLE)


def _number(name: str, value: object, least: float, most: float) -> float:
    number = float(value) if isinstance(value, int | float) else math.nan
    if isinstance(value, bool) or not least <= number <= most:
        raise MoodError(f"'{name}' is {value}: give a number from {least:g} to {most:g}.")
    return number


def as_pose(channels: Iterable[tuple[str, float]]) -> Pose:
    """The channels that do not rest, each within what it can be."""
    limited = (
        (name, min(max(value, 0.0 if name in BLENDSHAPES else -MOST_ANGLE), _most(name)))
        for name, value in channels
    )
    return tuple((name, round(value, 4)) for name, value in limited if abs(value) >= RESTS)


def _most(name: str) -> float:
    return 1.0 if name in BLENDSHAPES else MOST_ANGLE


def toml_of(emotions: Iterable[OwnEmotion]) -> str:
    """The text of a file of these emotions."""
    return _HEAD + "".join(map(_entry, emotions))


def _entry(emotion: OwnEmotion) -> str:
    key = json.dumps(emotion.label)
    gains = (("jaw", emotion.jaw), ("rounding", emotion.rounding), ("hold", emotion.hold))
    numbers = "".join(f"{name} = {round(value, 4)}\n" for name, value in gains)
    face = "".join(f"{name} = {value}\n" for name, value in emotion.face)
    return f"\n[{key}]\n{numbers}\n[{key}.face]\n{face}"


def live_link_pose(path: Path, row: int) -> Pose:
    """The face in a row (from 0) of a Live Link Face CSV. Raises MoodError where there is none."""
    try:
        table = read_table(decoded(path))
    except OSError as error:
        raise MoodError(f"The take {path} cannot be read: choose a file there is.") from error
    except (UnicodeDecodeError, TableError) as error:
        raise MoodError(f"{path.name} is no take of Live Link Face: choose another.") from error
    columns = [name for name in table.columns if name in _CAMEL]
    if not columns or not table.rows:
        raise MoodError(f"{path.name} is no take of Live Link Face: choose another.")
    if not 0 <= row < len(table.rows):
        last = len(table.rows) - 1
        raise MoodError(f"{path.name} has the frames 0 to {last}: choose one of them.")
    cells = table.rows[row].cells
    try:
        return as_pose((_CAMEL[name], number_of(cells.get(name) or "0")) for name in columns)
    except ValueError as error:
        raise MoodError(f"{path.name} holds something that is no number: {error}.") from error
