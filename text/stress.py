"""Stress: which syllables of a voice stand out, by their loudness and their words."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

import numpy as np

from ..audio.speech import SpokenWord, sure_voice
from ..track import Array, Track, gaussian, slow
from .phrases import function_words

STRONG = 0.1
"""How far loudness must stand above its surroundings (0..1) to be an accent."""
SYLLABLE_S, AROUND_S = 0.08, 0.5
"""Seconds (sigma) over which a syllable's loudness and that of its surroundings are taken."""


def stress(content: Track, words: Sequence[SpokenWord] = ()) -> Array:
    """How far each frame is louder than what surrounds it, [frames], at most 1.

    content   what was heard [frames, CONTENT]
    words     where they are known: a function word is never stressed, however loud it is
    """
    loud, rate = content["loudness"] * sure_voice(content["voice"]), content.rate
    found = gaussian(loud, SYLLABLE_S * rate) - slow(loud, rate, AROUND_S)
    for word in function_words(words):
        found[int(np.ceil(word.start * rate)) : int(np.ceil(word.end * rate))] = 0
    return found


def accent_frames(loud: Array, apart: int) -> list[int]:
    """The strongest frames of stressed syllables, at least `apart` frames from each other.

    loud   the stress of each frame, [frames]
    """
    inner = loud[1:-1]
    peaks = 1 + np.flatnonzero((inner >= loud[:-2]) & (inner > loud[2:]) & (inner > STRONG))
    taken = list[int]()
    for frame in peaks[np.argsort(-loud[peaks], kind="stable")].tolist():
        at = bisect_left(taken, frame - apart)
        if at == len(taken) or taken[at] >= frame + apart:
            insort(taken, frame)
    return taken
