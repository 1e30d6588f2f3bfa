"""Moments: the most expressive frames of a performance, for a contact sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..track import Array, Track
from .basis import BLENDSHAPES

_BLINK_PENALTY = 100.0
"""Penalty of a closed eye: frames in a blink are not shown."""
_SURE = 0.5
"""Confidence from which a closure is shown."""


@dataclass(frozen=True)
class Moment:
    """A frame, and whether the words ask for closed lips (p b m) in it."""

    frame: int
    closed: bool


def telling(face: Track, closed: Array, count: int) -> list[Moment]:
    """About `count` moments of a face [frames, CHANNELS], in time, from all its parts.

    closed   confidence that the lips close (p b m), [frames], 0..1
    Each part gives its most expressive frame and, where there is one, its surest closure.
    """
    shown = face.values[:, : len(BLENDSHAPES)].sum(axis=1)
    awake = _BLINK_PENALTY * face["eyeBlinkLeft"]
    parts = np.array_split(np.arange(len(face)), max(1, count // 2))
    found = {
        moment.frame: moment
        for frames in parts
        if len(frames)
        for moment in _of_part(frames, shown - awake, closed, closed * (shown + 1) - awake)
    }
    return [found[frame] for frame in sorted(found)]


def _of_part(
    frames: NDArray[np.int64], open_score: Array, closed: Array, closed_score: Array
) -> Iterator[Moment]:
    yield Moment(int(frames[open_score[frames].argmax()]), False)
    firm = frames[closed[frames] > _SURE]
    if len(firm):
        yield Moment(int(firm[closed_score[firm].argmax()]), True)
