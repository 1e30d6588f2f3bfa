"""Continuous speech made of recorded single words: pauses are cut, speed and pitch change.

FACEGOOD's training clips are words between pauses. Half of what a jaw does in them is to open after
silence and to shut before it, which it does not do in continuous speech.
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
"""Factors of speed and pitch, which stand for other voices than FACEGOOD's one."""
KEPT = 0.06
"""Seconds of each pause that are kept on either side of speech."""
QUIET = 10 ** (-30 / 10)
"""Power relative to that of speech below which a frame is a pause."""
_FRAME = round(SAMPLE_RATE / RATE)


def without_pauses(takes: Iterable[Take]) -> Iterator[Take]:
    """Each take at each of SPEEDS, without its pauses."""
    for take in takes:
        for speed in SPEEDS:
            yield remove_pauses(take, speed)


def remove_pauses(take: Take, speed: float) -> Take:
    """The take without its pauses, `speed` times as fast; the face stays in step with the sound.

    Its name becomes "continuous/NAME SPEED".
    """
    frames = take.samples[: len(take.samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loud = np.square(frames).mean(1) > QUIET * speech_level(take.samples) ** 2
    kept = np.flatnonzero(widened(loud.astype(np.float32), round(KEPT * RATE)))
    samples = soxr.resample(frames[kept].ravel(), SAMPLE_RATE, SAMPLE_RATE / speed)
    face = Track(take.face.at(kept / RATE), RATE * speed, take.face.names)
    return Take(f"continuous/{take.name} {speed}", samples.astype(np.float32), face)
