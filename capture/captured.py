"""What a capture holds, checked once: whichever file it is from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import CaptureError
from ..face.basis import BLENDSHAPES, CHANNELS
from ..track import Array, Track

MOST_ANGLE = np.pi
"""Radians of head and eyes."""
LONGEST_S = 3 * 3600.0
_COLUMNS = {name.casefold(): place for place, name in enumerate(CHANNELS)}


def column_of(name: str) -> int | None:
    """The channel that a column of another program means, in any case: "JawOpen"; None for none."""
    return _COLUMNS.get(name.strip().casefold())


def captured(name: str, values: Array, names: Sequence[str], rate: float) -> Track:
    """The face [frames, CHANNELS] of a table [frames, names]; channels it has not stay at 0.

    Raises CaptureError, which begins with the file's name, for what is no performance.
    """
    if values.ndim != 2 or not len(values) or values.shape[1] != len(names):
        raise CaptureError(f"{name} has no frames of a face: choose another take.")
    if not 1 <= rate <= 1000 or len(values) / rate > LONGEST_S:
        raise CaptureError(f"{name} runs at {rate:g} frames a second, or too long: cut it.")
    places = [column_of(label) for label in names]
    if all(place is None for place in places):
        raise CaptureError(f"{name} names no channel of a face: it needs ARKit's names (jawOpen).")
    if not np.all(np.isfinite(values)):
        raise CaptureError(f"{name} holds something that is no number: record it again.")
    face = np.zeros((len(values), len(CHANNELS)), np.float32)
    for column, place in enumerate(places):
        if place is not None:
            face[:, place] = np.clip(values[:, column], -MOST_ANGLE, MOST_ANGLE)
    shapes = face[:, : len(BLENDSHAPES)]
    np.clip(shapes, 0, 1, out=shapes)  # ARKit oversteps by some thousandths
    return Track(face, float(rate), CHANNELS)
