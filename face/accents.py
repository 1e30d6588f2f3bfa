"""Accents: brows that rise on stressed syllables, and the breath before a phrase. Seeded.

Brows rise on some accents of the voice, not on all (Ekman 1979, "batons"; Flecha-García 2010: a
raise begins with or just before an accented syllable); a speaker breathes in through parted lips in
a pause before going on (Winkworth et al. 1995: mostly at the boundaries of sentences). Where the
words are known, brows rise on content words, and the breath goes before sentences.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

import numpy as np

from ..audio.speech import SpokenWord
from ..text.phrases import ends_phrase, ends_sentence
from ..text.stress import accent_frames
from ..track import Array, Track, runs, smoothstep
from .basis import index

RISE = {"browInnerUp": 0.14, "browOuterUpLeft": 0.2, "browOuterUpRight": 0.2}
"""How far an accent raises the brows, of a full raise."""
APART_S = 1.1
"""Shortest time between two raises: brows that rise on every stress look nervous."""
TAKEN = 0.7
"""The share of strong accents on which the brows rise."""
LEAD_S, HOLD_S, FALL_S = 0.14, 0.1, 0.35
"""Seconds in which a raise begins before the accent, stays, and falls."""

BREATH_S, SHORTEST_PAUSE_S = 0.45, 0.35
"""Seconds that an inhalation lasts, and the shortest pause that has room for one."""
SHORTEST_STOP_S, LONG_PAUSE_S = 0.25, 0.8
"""The same at the end of a sentence; and the pause that has a breath also inside a phrase."""
PHRASE_BREATH = 0.5
"""How deep a breath is at a comma, of one before a sentence."""
PARTED = {"jawOpen": 0.07, "mouthUpperUpLeft": 0.03, "mouthUpperUpRight": 0.03}
"""How far lips part for a breath."""
LIFT = -0.02
"""Radians by which the head rises (pitch down is positive)."""


def accented(face: Array, curve: Array) -> None:
    """Raises the brows of `face` [frames, channels] by `curve` [frames]; lowered ones rise less."""
    for name, size in RISE.items():
        side = "Right" if name.endswith("Right") else "Left"
        free = 1 - face[:, index(f"browDown{side}")]
        column = face[:, index(name)]
        column[:] = np.minimum(np.maximum(column, 0) + size * curve * free, np.maximum(column, 1))


def breathing(face: Array, closed: Array, curve: Array) -> None:
    """Parts the lips of `face` [frames, channels] for the breaths of `curve` [frames].

    closed   where the words close the lips, [frames], 0..1: the first p of a phrase stays closed
    """
    for name, size in PARTED.items():
        face[:, index(name)] = np.minimum(face[:, index(name)] + size * curve * (1 - closed), 1)
    face[:, index("headPitch")] += LIFT * curve


def raises(loud: Array, rate: float, rng: np.random.Generator) -> Array:
    """How far the brows are raised, [frames], 0..1.

    loud   the stress of each frame (text/stress.py), [frames]
    """
    found = np.zeros(len(loud), np.float32)
    before, after = round(LEAD_S * rate), round((HOLD_S + FALL_S) * rate)
    since = np.arange(-before, after + 1) / rate
    up = np.clip(1 + since / LEAD_S, 0, 1)
    down = np.clip(1 - (since - HOLD_S) / FALL_S, 0, 1)
    shape = (smoothstep(up) * smoothstep(down)).astype(np.float32)
    accents = np.array(accent_frames(loud, round(APART_S * rate)), int)
    sizes = rng.uniform(0.6, 1.0, len(accents)).astype(np.float32)
    made = rng.random(len(accents)) < TAKEN
    for frame, size in zip(accents[made].tolist(), sizes[made], strict=True):
        first, last = max(0, frame - before), min(len(found), frame + after + 1)
        part = size * shape[first - frame + before : last - frame + before]
        found[first:last] = np.maximum(found[first:last], part)
    return found


def inhalations(content: Track, words: Sequence[SpokenWord] = ()) -> Array:
    """How far a breath parts the lips, [frames], 0..1: nothing where no speech follows."""
    found, rate = np.zeros(len(content), np.float32), content.rate
    middles = [(word.start + word.end) / 2 for word in words]
    for start, stop in runs(content["voice"] < 0.5):
        before = bisect(middles, start / rate)
        depth = _depth((stop - start) / rate, words[before - 1] if before else None)
        if stop < len(content) and depth:
            length = min(stop - start, round(BREATH_S * rate))
            shape = np.sin(np.pi * np.arange(length) / length) ** 2
            found[stop - length : stop] = depth * shape
    return found


def _depth(pause: float, said: SpokenWord | None) -> float:
    """How deep a breath is in a pause of so many seconds after that word, 0..1."""
    if said is not None and ends_sentence(said):
        return float(pause >= SHORTEST_STOP_S)
    if pause < SHORTEST_PAUSE_S:
        return 0.0
    if said is None or pause >= LONG_PAUSE_S:
        return 1.0
    return PHRASE_BREATH if ends_phrase(said) else 0.0
