"""Head motion: posture that wanders, and gestures that belong to this voice. Seeded.

A speaking head nods on accents, with its lowest point near the stressed vowel, and follows the
voice's pitch (Munhall et al. 2004; Yehia, Kuratate & Vatikiotis-Bateson 2002); it settles at the
ends of phrases (Hadar et al. 1984), tilts in questions and shakes with negations (McClave 2000).
A listener nods in answer to the other's stresses, two or three times in a row (Hadar et al. 1985).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..audio.speech import SpokenWord
from ..text.phrases import bare, ends_sentence
from ..text.stress import accent_frames, stress
from ..track import Array, Track, gaussian
from .gaze import eased

POSTURE, POSTURE_S = (0.025, 0.016, 0.02), (4.0, 11.0)
"""Sigma of a posture (yaw, pitch, roll, radians), and the seconds for which it is kept."""
DRIFT, DRIFT_S = (0.045, 0.026, 0.024), 0.7
"""Sigma of the points that the head drifts between, and the seconds between them."""

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

SETTLES, SETTLE_S = 0.025, 0.9
"""Radians by which the head sinks at the end of a sentence, and the seconds of coming back."""
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
REST_S = 0.4
"""Seconds at both ends of a sound in which the head comes from its rest and goes back to it."""


def head_motion(
    content: Track,
    rng: np.random.Generator,
    words: Sequence[SpokenWord] = (),
    loud: Array | None = None,
    pitch: Array | None = None,
    size: Array | None = None,
    sway: float = 1.0,
    nods: float = 1.0,
) -> Array:
    """Yaw, pitch and roll of a speaking head, [frames, 3] radians; at rest at both ends.

    loud    the stress of each frame (text/stress.py), [frames]
    pitch   the voice's pitch, semitones above its middle, [frames]; 0 where there is none
    size    gain by the emotion, [frames]
    sway    gain on posture and drift
    nods    gain on what belongs to the voice
    """
    wanders, gestures = (np.random.default_rng(rng.integers(2**63)) for _ in range(2))
    loud = stress(content, words) if loud is None else loud
    spoken = nodding(loud, content.rate, gestures, pitch) + punctuated(content, gestures, words)
    turns = sway * swaying(content, wanders) + nods * spoken
    if size is not None:
        turns *= size[:, None]
    return (turns * resting(len(content), content.rate)[:, None]).astype(np.float32)


def resting(frames: int, rate: float) -> Array:
    """1, and 0 at both ends, [frames]."""
    length = min(REST_S * rate, frames / 3)
    ends = np.minimum(np.arange(frames), np.arange(frames)[::-1])
    return eased(ends / max(length, 1e-6)).astype(np.float32)


def swaying(content: Track, rng: np.random.Generator) -> Array:
    """Posture and drift, [frames, 3]: less where nobody speaks."""
    frames, rate = len(content), content.rate
    seconds = np.arange(frames) / rate
    knots = rng.normal(size=(int(frames / rate / DRIFT_S) + 2, 3)) * DRIFT
    drift = np.empty((frames, 3), np.float32)
    for axis in range(3):
        drift[:, axis] = np.interp(seconds, np.arange(len(knots)) * DRIFT_S, knots[:, axis])
    talks = gaussian(content["voice"], 0.5 * rate)[:, None]
    drift = gaussian(drift, 0.25 * rate) * (0.35 + 0.65 * talks)
    return drift + _postures(frames, rate, rng) * (0.6 + 0.4 * talks)


def _postures(frames: int, rate: float, rng: np.random.Generator) -> Array:
    """Where the head is held, [frames, 3]: it shifts its weight now and then."""
    count = int(frames / rate / POSTURE_S[0]) + 3
    gaps, lasting = rng.uniform(*POSTURE_S, count), rng.uniform(1, 2, count)
    gaps[0] /= 2
    starts, held = np.concatenate([[0.0], np.cumsum(gaps)]), rng.normal(0, POSTURE, (count + 1, 3))
    seconds = np.arange(frames) / rate
    at = np.searchsorted(starts, seconds, side="right") - 1
    share = eased((seconds - starts[at]) / lasting[np.maximum(at - 1, 0)])[:, None]
    before = held[np.maximum(at - 1, 0)]
    return (before + (held[at] - before) * share).astype(np.float32)


def nodding(
    loud: Array, rate: float, rng: np.random.Generator, pitch: Array | None = None
) -> Array:
    """Nods on accents, and the voice's pitch, [frames, 3].

    loud   the stress of each frame, [frames]
    """
    found = np.zeros((len(loud), 3), np.float32)
    for frame in accent_frames(loud, round(NODS_APART_S * rate)):
        if rng.random() > NODDED:
            continue
        high = 0.0 if pitch is None else float(np.clip(pitch[frame], 0, MOST_SEMITONES))
        large = NOD * float(loud[frame]) / NOD_AT * rng.uniform(0.5, 1.3) * (1 + 0.08 * high)
        way = -0.6 if rng.random() < RAISED else 1.0
        turn = way * min(large, LARGEST_NOD) * np.array([rng.normal(0, 0.3), 1, rng.normal(0, 0.2)])
        _add_pulse(found, frame + NOD_LATE_S * rate, (NOD_DOWN_S * rate, NOD_BACK_S * rate), turn)
    if pitch is not None:
        near = np.clip(gaussian(pitch, 0.1 * rate), -MOST_SEMITONES, MOST_SEMITONES)
        found[:, 1] += PER_SEMITONE * near
    return found


def punctuated(content: Track, rng: np.random.Generator, words: Sequence[SpokenWord]) -> Array:
    """The ends of sentences, questions and negations, [frames, 3]."""
    rate, found = content.rate, np.zeros((len(content), 3), np.float32)
    for word in words:
        end, side = word.end * rate, rng.choice([-1.0, 1.0])
        if ends_sentence(word) and "?" in word.text:
            turn, ways = np.array([0, LIFTED, side * TILT]), (QUESTION_S * rate, SETTLE_S * rate)
            _add_pulse(found, end, ways, rng.uniform(0.6, 1.2) * turn)
        elif ends_sentence(word):
            turn = np.array([0, rng.uniform(0.5, 1.2) * SETTLES, 0])
            _add_pulse(found, end, (0.4 * rate, SETTLE_S * rate), turn)
        if bare(word) in NEGATIONS:
            _add_shake(found, word.start * rate, rate, side * rng.uniform(0.6, 1.2) * SHAKE)
    return found


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


def _add_pulse(found: Array, top: float, ways: tuple[float, float], turn: Array) -> None:
    """Adds a turn that is whole at the frame `top` and comes and goes in so many frames."""
    frames = np.arange(max(0, int(top - ways[0])), min(len(found), int(top + ways[1]) + 1))
    share = eased(1 - (top - frames) / ways[0]) * eased(1 - (frames - top) / ways[1])
    found[frames] += (share[:, None] * turn).astype(np.float32)


def _add_shake(found: Array, start: float, rate: float, size: float) -> None:
    length = SHAKE_S * rate
    frames = np.arange(max(0, int(start)), min(len(found), int(start + length)))
    share = (frames - start) / length
    wave = np.sin(2 * np.pi * SHAKES * share) * np.sin(np.pi * np.clip(share, 0, 1))
    found[frames, 0] += (size * wave).astype(np.float32)
