"""Gestures of the head that belong to this voice: nods, tilts, shakes, answers. Seeded.

A speaking head nods on accents, with its lowest point near the stressed vowel, and follows the
voice's pitch (Munhall et al. 2004; Yehia, Kuratate & Vatikiotis-Bateson 2002); it settles at the
ends of phrases (Hadar et al. 1984), tilts in questions and shakes with negations (McClave 2000).
A listener nods in answer to the other's stresses, two or three times in a row (Hadar et al. 1985).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import SpokenWord
from ..text.phrases import bare, ends_sentence
from ..text.stress import accent_frames
from ..track import Array, gaussian
from .gaze import eased

NOD, NOD_AT = 0.05, 0.25
"""Radians of a nod on an accent, and the stress (text/stress.py) that makes it so large."""
LARGEST_NOD = 0.09
NOD_DOWN_S, NOD_BACK_S, NOD_LATE_S = 0.2, 0.36, 0.03
"""Seconds in which a nod goes down and comes back; by how much its turn is after the accent."""
NODS_APART_S, NODDED, RAISED = 0.4, 0.55, 0.2
"""Seconds between two nods at least; the share of accents that have one, and of those on which the
head rises instead."""
PER_SEMITONE, MOST_SEMITONES = -0.0025, 7.0
"""Radians by which the head rises a semitone above the voice's middle, and up to how many."""

SETTLES, SETTLE_DOWN_S, SETTLE_S = 0.025, 0.4, 0.9
"""Radians by which the head sinks at the end of a sentence, and the seconds of going and coming."""
TILT, LIFTED, QUESTION_S = 0.06, -0.03, 0.6
"""Radians of roll and pitch in a question, and the seconds before its end in which they come."""
SHAKE, SHAKE_S, SHAKES = 0.05, 0.9, 2
"""Radians of yaw of a shake, its seconds, and how often it goes to and fro."""
NEGATIONS = frozenset(
    (
        *("no", "not", "never", "nothing", "nobody", "none", "cannot", "can't", "don't", "won't"),
        *("didn't", "isn't", "wasn't", "nein", "nicht", "nie", "niemals", "nichts", "kein"),
        *("keine", "keinen", "non", "jamais", "rien"),
    )
)
"""Words that a shake goes with."""

ANSWERED, ANSWERS_APART_S = 0.4, 2.2
"""The share of the other's stresses that a listener nods at, and seconds between two answers."""
ANSWER, ANSWER_HZ = 0.055, 2.6
"""Radians of a listener's first nod, and nods a second."""

_Ways = tuple[float, float]
"""Frames in which a turn comes, and goes."""


def nodding(
    loud: Array, rate: float, rng: np.random.Generator, pitch: Array | None = None
) -> Array:
    """Nods on accents, and the voice's pitch, [frames, 3].

    loud   the stress of each frame, [frames]
    """
    found = np.zeros((len(loud), 3), np.float32)
    accents = np.array(accent_frames(loud, round(NODS_APART_S * rate)), int)
    chance, normal = rng.random((3, len(accents))), rng.normal(size=(2, len(accents)))
    high = np.zeros(len(accents)) if pitch is None else np.clip(pitch[accents], 0, MOST_SEMITONES)
    large = NOD * loud[accents] / NOD_AT * (0.5 + 0.8 * chance[0]) * (1 + 0.08 * high)
    sizes = np.minimum(large, LARGEST_NOD) * np.where(chance[1] < RAISED, -0.6, 1.0)
    turns = sizes[:, None] * np.stack([0.3 * normal[0], np.ones(len(accents)), 0.2 * normal[1]], 1)
    made = chance[2] < NODDED
    tops = accents[made] + NOD_LATE_S * rate
    _add_pulses(found, tops, (NOD_DOWN_S * rate, NOD_BACK_S * rate), turns[made])
    if pitch is not None:
        near = np.clip(gaussian(pitch, 0.1 * rate), -MOST_SEMITONES, MOST_SEMITONES)
        found[:, 1] += np.float32(PER_SEMITONE) * near
    return found


def punctuated(
    frames: int, rate: float, rng: np.random.Generator, words: Sequence[SpokenWord]
) -> Array:
    """The ends of sentences, questions and negations, [frames, 3]."""
    found = np.zeros((frames, 3), np.float32)
    ended = [word for word in words if ends_sentence(word)]
    asked = [word.end * rate for word in ended if "?" in word.text]
    stated = [word.end * rate for word in ended if "?" not in word.text]
    denied = [word.start * rate for word in words if bare(word) in NEGATIONS]
    tilts = rng.uniform(0.6, 1.2, len(asked))[:, None] * np.array([0, LIFTED, TILT])
    tilts[:, 2] *= _sides(len(asked), rng)
    _add_pulses(found, np.array(asked), (QUESTION_S * rate, SETTLE_S * rate), tilts)
    sinks = rng.uniform(0.5, 1.2, len(stated))[:, None] * np.array([0, SETTLES, 0])
    _add_pulses(found, np.array(stated), (SETTLE_DOWN_S * rate, SETTLE_S * rate), sinks)
    sizes = SHAKE * rng.uniform(0.6, 1.2, len(denied)) * _sides(len(denied), rng)
    for start, size in zip(denied, sizes.tolist(), strict=True):
        _add_shake(found, start, rate, size)
    return found


def _sides(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """To the right or to the left, by chance, [count]."""
    return np.where(rng.random(count) < 0.5, -1.0, 1.0)


def answering(
    frames: int, rate: float, stresses: Sequence[float], rng: np.random.Generator
) -> Array:
    """A listener's nods at what is stressed (s), [frames, 3]."""
    found, last = np.zeros((frames, 3), np.float32), -np.inf
    for time in stresses:
        answered, delay = rng.random() < ANSWERED, rng.uniform(0.25, 0.55)
        count, size = rng.integers(1, 4), rng.uniform(0.6, 1.2) * ANSWER
        if not answered or time - last < ANSWERS_APART_S:
            continue
        last = time
        _add_nods(found, (time + delay) * rate, rate, int(count), size)
    return found


def _add_nods(found: Array, start: float, rate: float, count: int, size: float) -> None:
    """Nods in a row, each smaller than the one before."""
    length = count / ANSWER_HZ
    first, last = int(np.ceil(start)), int(start + length * rate)
    frames = np.arange(max(first, 0), min(last + 1, len(found)))
    phase = (frames - start) / rate * ANSWER_HZ
    wave = 0.5 - 0.5 * np.cos(2 * np.pi * phase)
    found[frames, 1] += (size * 0.7 ** np.floor(phase) * wave).astype(np.float32)


def _add_pulses(found: Array, tops: NDArray[np.float64], ways: _Ways, turns: Array) -> None:
    """Adds turns [pulses, 3], each whole at its frame in `tops`, that come and go in so many."""
    if not len(tops):
        return
    first = np.ceil(tops - ways[0]).astype(int)
    frames = first[:, None] + np.arange(int(sum(ways)) + 1)
    away = frames - tops[:, None]
    share = eased(1 + np.minimum(away, 0) / ways[0]) * eased(1 - np.maximum(away, 0) / ways[1])
    inside = (frames >= 0) & (frames < len(found))
    at = frames[inside]
    for axis in np.flatnonzero(turns.any(0)):
        added = (share * turns[:, axis, None])[inside]
        found[:, axis] += np.bincount(at, added, len(found)).astype(np.float32)


def _add_shake(found: Array, start: float, rate: float, size: float) -> None:
    length = SHAKE_S * rate
    frames = np.arange(max(0, int(start)), min(len(found), int(start + length)))
    share = (frames - start) / length
    wave = np.sin(2 * np.pi * SHAKES * share) * np.sin(np.pi * np.clip(share, 0, 1))
    found[frames, 0] += (size * wave).astype(np.float32)
