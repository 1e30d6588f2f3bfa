"""Laughs: where a voice repeats itself in bursts of one sound, four to seven a second.

The calls of a laugh are alike and come evenly (Bachorowski, Smoski & Owren 2001). So the spectra of
a stretch are compared with those that follow after one, two and three bursts, and with those half a
burst later: a laugh repeats the first and is far from the second. In speech no syllable is said
three times.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..spool import forget
from ..track import Array, Track, gaussian, runs
from .features import HOP_LENGTH, N_MELS, SAMPLE_RATE, log_mel, speech_level

APART = range(13, 33)
"""Hundredths of a second from one burst to the next."""
RULES = ((30, 2, 0.84), (25, 3, 0.76))
"""Hundredths of a second that are compared, with how many later ones, and how much more alike these
are at the least than what is half a burst away (as a correlation)."""
LOW = -0.2
"""What is half a burst away counts as at least so alike."""
VOICED = 0.6
"""The share of the stretch in which a voice is heard, at the least."""
RANGE, SLOW_S = 14.0, 0.4
"""How far the spectra reach down (natural logarithm), and the seconds (sigma) of what is taken off
them as no burst."""
AROUND_S, SHORTEST_S = 0.1, 0.5
"""Seconds before and after that belong to a laugh, and how long it is at the least."""
_BANDS = 20
_BLOCK_S, _OVERLAP_S = 20.0, 3.0
_RATE = SAMPLE_RATE / HOP_LENGTH
_NEVER_BELOW = 1e-6

Spans = list[tuple[float, float]]
"""First and last second of each."""


def laughs(samples: Array, content: Track, level: float | None = None) -> Spans:
    """Where somebody laughs, or sobs.

    samples   [n] at 16 kHz (an array or a memmap; it is read in blocks)
    content   what is heard, with its "voice"
    level     their speech_level, where it is known already
    """
    if not (content["voice"] > 0.5).any():
        return []
    found = np.zeros(len(samples) // HOP_LENGTH + 1, bool)
    level = speech_level(samples) if level is None else level
    block, overlap = (round(seconds * _RATE) for seconds in (_BLOCK_S, _OVERLAP_S))
    for first in range(0, len(found), block):
        part = samples[first * HOP_LENGTH : (first + block + overlap) * HOP_LENGTH]
        if len(part) > SAMPLE_RATE * SHORTEST_S:
            times = (first + np.arange(len(part) // HOP_LENGTH + 1)) / _RATE
            voiced = Track(content["voice"][:, None], content.rate).at(times)[:, 0] > 0.5
            if not voiced.any():
                continue
            mask = _repeating(_spectra(part, level), voiced)
            found[first : first + len(mask)] |= mask[: len(found) - first]
            forget(samples)
    spans = [(first / _RATE - AROUND_S, last / _RATE + AROUND_S) for first, last in runs(found)]
    return [(max(0.0, first), min(last, content.duration)) for first, last in spans]


def _spectra(samples: Array, level: float) -> Array:
    """Log-mel energies without what is slow in them, [frames, bands]."""
    mel = log_mel(np.asarray(samples, np.float32), level)
    mel = np.maximum(mel, mel.max() - RANGE).reshape(len(mel), _BANDS, N_MELS // _BANDS).mean(2)
    return mel - gaussian(mel, SLOW_S * _RATE)


def _repeating(spectra: Array, voiced: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The frames of stretches that repeat themselves, [frames]."""
    longest = min(max(times for _, times, _ in RULES) * APART[-1], len(spectra) - 1)
    products = {lag: _summed(_product(spectra, lag)) for lag in range(longest + 1)}
    found, sure = np.zeros(len(spectra), bool), _summed(voiced.astype(float))
    for long, times, least in RULES:
        for apart in APART:
            whole = long + times * apart
            count = len(spectra) - whole
            if count <= 0:
                continue
            there = (sure[whole : whole + count] - sure[:count]) / whole > VOICED
            score = _score(products, (long, times, apart), count)
            for start in np.flatnonzero(there & (score > least)).tolist():
                found[start : start + whole] = True
    return found


def _product(spectra: Array, lag: int) -> Array:
    return np.einsum("fb,fb->f", spectra[: len(spectra) - lag], spectra[lag:])


def _summed(values: Array) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(values, dtype=float)])


def _score(
    products: Mapping[int, NDArray[np.float64]], asked: tuple[int, int, int], count: int
) -> NDArray[np.float64]:
    """How much more alike the next bursts are than what is between them, [count]."""
    long, times, apart = asked
    same = [_alike(products, k * apart, long, count) for k in range(1, times + 1)]
    other = [_alike(products, int((k + 0.5) * apart), long, count) for k in range(times)]
    return np.min(same, axis=0) - np.maximum(np.max(other, axis=0), LOW)


def _alike(
    products: Mapping[int, NDArray[np.float64]], lag: int, long: int, count: int
) -> NDArray[np.float64]:
    """The correlation of each stretch with that `lag` frames later, [count]."""
    both, own = products[lag], products[0]
    shared = both[long : long + count] - both[:count]
    here, there = own[long : long + count] - own[:count], own[lag + long :] - own[lag:-long]
    return shared / (np.sqrt(here * there[:count]) + _NEVER_BELOW)
