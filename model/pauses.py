"""Pauses: speech cut where nobody speaks, into pieces that a recogniser can take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..audio.speech import RATE, sure_voice
from ..track import Array, gaussian, runs, widened

LONGEST_S = 12.0
"""Seconds of a piece; a recogniser that is trained on sentences loses the thread in longer ones."""
SHORTEST_S = 3.0
"""Seconds that a cut leaves on both sides of it, where a longer piece has to be cut."""
_SILENCE_S = 1.0
"""Seconds without a voice that end a piece."""
_MARGIN_S = 0.2
"""Seconds around the voice that belong to a piece."""
_SOFT_S = 0.08
"""Standard deviation of what is looked at for a pause: a long one is deeper than a short one."""


def pieces(voice: Array) -> Iterator[slice]:
    """Frames of each piece of speech, in their order; voice [frames] at RATE, 0..1.

    None is longer than LONGEST_S, and what lies between them is silence.
    """
    speaks = widened(sure_voice(voice), round(_SILENCE_S * RATE / 2)) > 0.5
    inner = round((_SILENCE_S / 2 - _MARGIN_S) * RATE)
    for start, stop in runs(speaks):
        first = start + inner if start else 0
        last = stop - inner if stop < len(voice) else stop
        yield from _cut(voice, first, last)


def halves(voice: Array, piece: slice) -> tuple[slice, ...]:
    """The piece cut at its best pause; the piece itself where it is too short for that."""
    if piece.stop - piece.start <= 2 * SHORTEST_S * RATE:
        return (piece,)
    middle = pause(voice, _away(piece.start), piece.stop - round(SHORTEST_S * RATE))
    return slice(piece.start, middle), slice(middle, piece.stop)


def pause(voice: Array, first: int, last: int) -> int:
    """The frame of first..last where a cut hurts least: the middle of the longest pause, late."""
    soft = gaussian(np.clip(voice[first:last], 0, 1), _SOFT_S * RATE)
    late = np.linspace(0.02, 0.0, len(soft))
    return first + int((soft + late).argmin())


def _cut(voice: Array, first: int, last: int) -> Iterator[slice]:
    longest = round(LONGEST_S * RATE)
    while last - first > longest:
        middle = pause(voice, _away(first), min(first + longest, last - round(SHORTEST_S * RATE)))
        yield slice(first, middle)
        first = middle
    yield slice(first, last)


def _away(first: int) -> int:
    return first + round(SHORTEST_S * RATE)
