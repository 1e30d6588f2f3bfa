"""Values of a file that somebody else wrote: taken as they are, or refused in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from ...audio.speech import VisemeSpan
from ...errors import TextError

LAST = 7 * 86_400.0
"""Seconds: no sound is longer than a week."""
Record = Mapping[str, Any]


def seconds(value: object, what: str) -> float:
    """A time. Raises TextError where it is none."""
    try:
        time = float(cast(Any, value))
    except (TypeError, ValueError, OverflowError):
        time = math.nan
    if isinstance(value, bool) or not 0 <= time <= LAST:
        raise TextError(f"{what} is at {str(value)[:40]}, which is no time in seconds: mend it.")
    return time


def between(start: float, end: float, what: str) -> tuple[float, float]:
    """Both times. Raises TextError where the end is before the start."""
    if end < start:
        raise TextError(f"{what} ends at {end:g} s, before it begins at {start:g} s: mend it.")
    return start, end


def times(record: Record, what: str) -> tuple[float | None, float | None]:
    """Start and end of a record, None where it has them not."""
    start, end = (
        None if record.get(key) is None else seconds(record[key], what) for key in ("start", "end")
    )
    return (start, end) if start is None or end is None else between(start, end, what)


def records(value: object, what: str) -> list[Record]:
    """A list of objects. Raises TextError where it is none."""
    listed = cast(list[object], value) if isinstance(value, list) else [None]
    if not all(isinstance(each, dict) for each in listed):
        raise TextError(f"Its {what} are not a list of objects: choose a file that is whole.")
    return cast(list[Record], listed)


def share(value: object, most: float = 1.0) -> float:
    """A number of 0..most; 1 where there is none."""
    number = isinstance(value, int | float) and math.isfinite(value)
    return min(max(float(cast(float, value)), 0.0), most) if number else 1.0


def after_one_another(marks: list[tuple[float, str]], end: float) -> tuple[VisemeSpan, ...]:
    """Visemes that each last until the next; the last until `end`."""
    ordered = sorted(marks, key=lambda mark: mark[0])
    stops = [start for start, _ in ordered[1:]] + [end]
    spans = zip(ordered, stops, strict=bool(ordered))
    return tuple(VisemeSpan(name, start, stop) for (start, name), stop in spans if stop > start)
