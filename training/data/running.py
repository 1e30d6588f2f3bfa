"""Running speech made of a recorded face that says single words: pauses cut, voices changed.

FACEGOOD's training clips are words between pauses. Whoever fits a jaw to them learns half of all
that a mouth opens after silence and shuts before it, which running speech never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from ...audio.features import SAMPLE_RATE, speech_level
from ...audio.speech import RATE
from ...track import Track, widened
from .faces import Take

SPEEDS = (0.85, 1.0, 1.18)
"""Slower and lower, as recorded, faster and higher: other voices than the one that is at hand."""
KEPT = 0.06
"""Seconds of a pause that stay on either side of speech."""
QUIET = 10 ** (-30 / 10)
"""The power, of that of speech, under which a frame is a pause."""
_FRAME = round(SAMPLE_RATE / RATE)


def running(takes: Iterable[Take]) -> Iterator[Take]:
    """Each take at each speed without its pauses; names begin with "running/"."""
    for take in takes:
        for speed in SPEEDS:
            yield hastened(take, speed)


def hastened(take: Take, speed: float) -> Take:
    """The take without its pauses, `speed` times as fast; its face stays in step."""
    frames = take.samples[: len(take.samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loud = np.square(frames).mean(1) > QUIET * speech_level(take.samples) ** 2
    kept = np.flatnonzero(widened(loud.astype(np.float32), round(KEPT * RATE)))
    samples = soxr.resample(frames[kept].ravel(), SAMPLE_RATE, SAMPLE_RATE / speed)
    face = Track(take.face.at(kept / RATE), RATE * speed, take.face.names)
    return Take(f"running/{take.name} {speed}", samples.astype(np.float32), face)
