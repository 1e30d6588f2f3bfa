"""Pitch: the fundamental frequency of a voice, frame by frame, by autocorrelation.

After Boersma (1993): the autocorrelation of a windowed stretch, divided by that of its window; the
highest peak within the range of voices is the period.
"""

from __future__ import annotations

import numpy as np

from ..spool import forget, slices
from ..track import Array, Track
from .features import SAMPLE_RATE
from .speech import RATE

LOWEST, HIGHEST = 70.0, 420.0
"""Hertz between which a voice is looked for."""
VOICED = 0.5
"""The share of a frame's energy that must repeat itself for it to be voiced."""
AS_GOOD = 0.85
"""The shortest period that explains as much of what the best one does is the right one: two periods
repeat as one does."""
_EVERY = 4
"""Every so many samples are one here."""
_WINDOW = 160
_FFT = 512
_SUB_RATE = SAMPLE_RATE // _EVERY
_HOP = int(_SUB_RATE / RATE)
_SHORT, _LONG = int(_SUB_RATE / HIGHEST), int(_SUB_RATE / LOWEST)
_NEVER_BELOW = 1e-6
_ROWS = 512


def pitch(samples: Array, voice: Array) -> Track:
    """The pitch of a voice in semitones above its own middle, [frames, 1]; 0 where it has none.

    samples   [n] at 16 kHz (an array or a memmap; it is read in blocks)
    voice     whether somebody speaks, 0..1, [frames] at RATE
    """
    found = np.zeros(len(voice), np.float32)
    for inside in slices(len(voice), _ROWS):
        found[inside] = _hertz(samples, inside.start, inside.stop)
        forget(samples)
    found[voice < 0.5] = 0.0
    heard = found > 0
    if not heard.any():
        return Track(found[:, None], RATE, ("pitch",))
    middle = float(np.median(found[heard]))
    semitones = np.zeros_like(found)
    semitones[heard] = 12 * np.log2(found[heard] / middle)
    return Track(np.clip(semitones, -12, 12)[:, None], RATE, ("pitch",))


def _hertz(samples: Array, first: int, last: int) -> Array:
    """The fundamental frequency of frames, 0 where nothing repeats itself, [last - first]."""
    begin, end = first * _HOP - _WINDOW // 2, (last - 1) * _HOP + _WINDOW // 2
    part = np.zeros((end - begin) * _EVERY, np.float32)
    there = slice(max(0, begin * _EVERY), min(len(samples), end * _EVERY))
    offset = there.start - begin * _EVERY
    part[offset : offset + max(0, there.stop - there.start)] = samples[there]
    rough = part.reshape(-1, _EVERY).mean(1)
    low = 0.5 * rough  # softened: the highest harmonics repeat themselves between two samples
    low[1:] += 0.25 * rough[:-1]
    low[:-1] += 0.25 * rough[1:]
    view: Array = np.lib.stride_tricks.sliding_window_view(low, _WINDOW)[::_HOP]
    frames = view - view.mean(1, keepdims=True)
    window = np.hanning(_WINDOW)
    lags = _correlated(frames * window) / np.maximum(_correlated(window[None]), _NEVER_BELOW)
    return _peaks(lags)


def _correlated(frames: Array) -> Array:
    """The autocorrelation up to the longest period, [frames, lags]."""
    power = np.abs(np.fft.rfft(frames, _FFT, axis=1)) ** 2
    return np.fft.irfft(power, axis=1)[:, : _LONG + 2]


def _peaks(lags: Array) -> Array:
    """The frequency of the best period, 0 where it explains less than VOICED, [frames]."""
    energy = lags[:, 0]
    share = lags / np.maximum(energy, _NEVER_BELOW)[:, None]
    rows, inside = np.arange(len(share)), slice(_SHORT, _LONG + 1)
    known = share[:, inside]
    top = (known >= share[:, _SHORT - 1 : _LONG]) & (known >= share[:, _SHORT + 1 : _LONG + 2])
    good = top & (known > AS_GOOD * known.max(1, keepdims=True))
    best = _SHORT + np.where(good.any(1), np.argmax(good, axis=1), np.argmax(known, axis=1))
    before, here, after = (share[rows, best + k] for k in (-1, 0, 1))
    bend = before - 2 * here + after
    peak = np.where(bend < -_NEVER_BELOW, (before - after) / np.where(bend == 0, 1, 2 * bend), 0)
    sure = (here > VOICED) & (energy > _NEVER_BELOW)
    return np.where(sure, _SUB_RATE / (best + np.clip(peak, -0.5, 0.5)), 0).astype(np.float32)
