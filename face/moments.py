"""Moments: the frames of a performance that tell most, for a sheet that shows it at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..track import Array, Track
from .basis import BLENDSHAPES

_SHUT = 100.0
"""What a closed eye costs: a face that blinks tells nothing."""
_HEARD = 0.5
"""A closure heard less surely than this is none to show."""


@dataclass(frozen=True)
class Moment:
    """A frame, and whether the words ask for closed lips (p b m) in it."""

    frame: int
    closed: bool


def telling(face: Track, closed: Array, count: int) -> list[Moment]:
    """About `count` moments of a face [frames, CHANNELS], in time, from all its parts.

    closed   how surely the lips are heard to close (p b m), [frames], 0..1
    Each part gives the frame that shows most and, where there is one, its surest closure.
    """
    shown = face.values[:, : len(BLENDSHAPES)].sum(axis=1)
    awake = _SHUT * face["eyeBlinkLeft"]
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
    firm = frames[closed[frames] > _HEARD]
    if len(firm):
        yield Moment(int(firm[closed_score[firm].argmax()]), True)
