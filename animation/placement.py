"""Placement: where in a scene a take plays which part of its sound, and how fast."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Span = tuple[int, int]
"""First and last frame."""
Knot = tuple[float, float]
"""A frame of the scene, and the second of the sound that is heard on it."""
FOREVER = 2**20
"""Frames; more than Blender's timeline has."""
ALWAYS: Span = (-FOREVER, FOREVER)
MARGIN_S = 0.3
"""How long a face takes from and to its rest where its sound is cut."""

MOVED, TRIMMED, RETIMED, BESIDE = "moved", "trimmed", "retimed", "beside"
"""What an edit did to a placement; BESIDE: it is another strip that leaves more or less room."""


@dataclass(frozen=True)
class Placement:
    """Where a take plays its sound.

    start   the frame on which the sound begins, or would, where its head is cut
    heard   first and last frames of the stretches that are heard; empty: all of it
    room    first and last frame that the take may use
    pace    knots, at least two, where the sound is not played at its own speed; between them the
            speed is even, outside of them it is the sound's own
    """

    start: int = 1
    heard: tuple[Span, ...] = ()
    room: Span = ALWAYS
    pace: tuple[Knot, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of the sound is played, at its own speed."""
        return not self.heard and not self.pace and self.room == ALWAYS

    def seconds(self, frames: ArrayLike, fps: float) -> NDArray[np.float64]:
        """The seconds of the sound on these frames of the scene, in the shape of `frames`."""
        asked = np.asarray(frames, np.float64)
        if not self.pace:
            return (asked - self.start) / fps
        known, seconds = np.transpose(self.pace)
        return _between(asked, known, seconds, 1 / fps)

    def frames(self, seconds: ArrayLike, fps: float) -> NDArray[np.float64]:
        """The frames of the scene on which these seconds of the sound are heard, first of all."""
        asked = np.asarray(seconds, np.float64)
        if not self.pace:
            return self.start + asked * fps
        frames, known = np.transpose(self.pace)
        return _between(asked, known, frames, fps)

    def moved(self, by: int) -> Placement:
        """The same, so many frames later."""
        return replace(
            self,
            start=self.start + by,
            heard=tuple(_moved(span, by) for span in self.heard),
            room=_moved(self.room, by),
            pace=tuple((frame + by, second) for frame, second in self.pace),
        )

    def change(self, now: Placement) -> str:
        """What an edit did that made this placement `now`; "" where they are the same."""
        same = self.moved(now.start - self.start)
        if len(same.pace) != len(now.pace):
            return RETIMED
        if same.pace and not np.allclose(same.pace, now.pace, atol=1e-3):
            return RETIMED
        if same.heard != now.heard:
            return TRIMMED
        if self.start != now.start:
            return MOVED
        return BESIDE if self.room != now.room else ""

    @property
    def text(self) -> str:
        """As JSON."""
        return json.dumps([self.start, self.heard, self.room, self.pace])


def read_placement(text: str) -> Placement:
    """A placement from its JSON."""
    start, heard, (first, last), pace = json.loads(text)
    spans = tuple((int(a), int(b)) for a, b in heard)
    knots = tuple((float(frame), float(second)) for frame, second in pace)
    return Placement(int(start), spans, (int(first), int(last)), knots)


def room_among(own: Span, heard: Iterable[Span], others: Iterable[Span], fps: float) -> Span:
    """The frames that a take may use beside the others of its face.

    own      first and last frame of what is played
    heard    the stretches of it that are heard; an end that is cut has a margin
    others   first and last frames of what the others play; two share what lies between them, and
             where they overlap, the later one has the face from its beginning on
    """
    spans, margin = sorted(heard), round(MARGIN_S * fps)
    left, right = ALWAYS
    if spans:
        left = spans[0][0] - margin if spans[0][0] > -FOREVER else left
        right = spans[-1][1] + margin if spans[-1][1] < FOREVER else right
    for other in others:
        if other[0] < own[0] and left > -FOREVER:
            left = max(left, _border(other, own) + 1)
        elif other[0] > own[0] and _border(own, other) < (right if right < FOREVER else own[1]):
            right = _border(own, other)
    return left, right


def _border(earlier: Span, later: Span) -> int:
    """The last frame of the earlier of two."""
    overlap = earlier[1] >= later[0]
    return later[0] - 1 if overlap else (earlier[1] + later[0]) // 2


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The stretches by time, those that touch as one; those without a frame are left out."""
    found = list[Span]()
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        elif first <= last:
            found.append((first, last))
    return tuple(found)


def without(span: Span, holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of a stretch beside the holes in it."""
    left, pieces = span[0], list[Span]()
    for first, last in sorted(holes):
        if last >= left and first <= span[1]:
            pieces.append((left, first - 1))
            left = last + 1
    return joined([*pieces, (left, span[1])])


def _moved(span: Span, by: int) -> Span:
    first, last = (edge if abs(edge) == FOREVER else edge + by for edge in span)
    return first, last


def _between(
    asked: NDArray[np.float64],
    known: NDArray[np.float64],
    values: NDArray[np.float64],
    slope: float,
) -> NDArray[np.float64]:
    """Even between the knots; outside of them on with that slope."""
    inside = np.interp(asked, known, values)
    before, behind = np.minimum(asked - known[0], 0), np.maximum(asked - known[-1], 0)
    return inside + (before + behind) * slope
