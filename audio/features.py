"""Features: log-mel energies of a sound, the same for training and for running.

Window, hop and filters are those of the phoneme encoder that the listening network starts from (a
Hann window of 25 ms, a frame each 10 ms, 80 Slaney-mel bands from 40 to 7600 Hz whose corners lie
on bins of the Fourier transform). The sound is first brought to one speech level, so that what is
heard from the features is the same however loud the recording is.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from ..errors import SoundError
from ..spool import blocks

Array = NDArray[np.float32]

SAMPLE_RATE = 16000
"""Samples a second of every sound here."""
N_FFT = 400
HOP_LENGTH = 160
N_MELS = 80
FLOOR = 1e-10
LEVEL = 0.07
"""Speech-active RMS that each sound is brought to."""
FAINTEST = 3e-4
"""Sounds under this level (-70 dBFS) are silence: they are raised no further."""

_LOWEST, _HIGHEST = 40.0, 7600.0
_BLOCK = 4096
_LEVEL_FRAME = 320
_GATE = 10 ** (-15.9 / 10)


def log_mel(samples: Array, level: float | None = None) -> Array:
    """Natural logarithm of the mel energies, [samples // 160 + 1, 80]; frame k stands at k / 100 s.

    samples [n] at 16 kHz (an array or a memmap; it is read in blocks). level: the speech-active
    RMS to take for the sound's own, where only a part of it is given. Raises SoundError if empty.
    """
    if not len(samples):
        raise SoundError("The sound is empty; choose one that lasts at least a moment.")
    gain = LEVEL / max(speech_level(samples) if level is None else level, FAINTEST)
    frames = len(samples) // HOP_LENGTH + 1
    mel = np.empty((frames, N_MELS), np.float32)
    for first in range(0, frames, _BLOCK):
        count = min(_BLOCK, frames - first)
        power = _power(_stretch(samples, first, count) * np.float32(gain))
        mel[first : first + count] = np.log(np.maximum(_mel_energies(power), FLOOR))
    return mel


def speech_level(samples: Array) -> float:
    """RMS while somebody speaks; 0 for digital silence.

    Frames of 20 ms count while they lie less than 15.9 dB (the margin of ITU-T P.56) under the mean
    of those that count: pauses do not lower the level, and a change of gain only scales it.
    """
    step = _BLOCK * _LEVEL_FRAME
    parts = blocks(samples, step)
    energy = np.concatenate([_energy(np.asarray(part, np.float32)) for part in parts])
    mean = float(energy.mean())
    for _ in range(3):
        active = energy[energy >= mean * _GATE]
        mean = float(active.mean())
    return mean**0.5


@functools.cache
def mel_filters() -> Array:
    """Triangles on the Slaney mel scale (Auditory Toolbox, 1998), each of equal area, [201, 80]."""
    edges = _hertz(np.linspace(_mel(_LOWEST), _mel(_HIGHEST), N_MELS + 2))
    bins = np.floor((N_FFT + 1) * edges / SAMPLE_RATE).astype(int)
    left = bins[:-2]
    peak = np.maximum(bins[1:-1], left + 1)
    right = np.maximum(bins[2:], peak + 1)
    k = np.arange(N_FFT // 2 + 1)[:, None]
    triangles = np.minimum((k - left) / (peak - left), (right - k) / (right - peak)).clip(0)
    return (triangles * 2 / (edges[2:] - edges[:-2])).astype(np.float32)


def _mel(hertz: float) -> float:
    return hertz * 3 / 200 if hertz < 1000 else 15 + 27 * np.log(hertz / 1000) / np.log(6.4)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (mel - 15)))


@functools.cache
def _window() -> Array:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)


def _stretch(samples: Array, first: int, count: int) -> Array:
    """The samples under `count` frames from frame `first` on; mirrored past the ends."""
    start = first * HOP_LENGTH - N_FFT // 2
    stop = start + (count - 1) * HOP_LENGTH + N_FFT
    inside = np.asarray(samples[max(start, 0) : stop], np.float32)
    if len(inside) == stop - start:
        return inside
    before = _mirrored(samples, np.arange(start, 0))
    after = _mirrored(samples, np.arange(len(samples), stop))
    return np.concatenate([before, inside, after])


def _mirrored(samples: Array, index: NDArray[np.int64]) -> Array:
    """The samples at places before the first one and behind the last."""
    last = len(samples) - 1
    return np.asarray(samples[last - np.abs(index % max(2 * last, 1) - last)], np.float32)


def _power(stretch: Array) -> Array:
    """Power spectra, [frames, 201]."""
    windows = np.lib.stride_tricks.sliding_window_view(stretch, N_FFT)[::HOP_LENGTH]
    spectrum = np.fft.rfft(windows * _window(), axis=1)
    return (spectrum.real**2 + spectrum.imag**2).astype(np.float32)


def _mel_energies(power: Array) -> Array:
    """Mel energies of power spectra, [frames, 80].

    Summed in one order, a triangle's few bins alone. Not `@`: a BLAS rounds otherwise with another
    number of threads.
    """
    filters, bins = mel_filters(), np.ascontiguousarray(power.T)
    energies = np.zeros((N_MELS, len(power)), np.float32)
    for k, band in zip(*np.nonzero(filters), strict=True):
        energies[band] += bins[k] * filters[k, band]
    return energies.T


def _energy(part: Array) -> NDArray[np.float64]:
    """Mean square of each 20 ms, the rest of the last one left out unless there is no other."""
    frames = len(part) // _LEVEL_FRAME
    if not frames:
        return np.mean(part.astype(np.float64) ** 2, keepdims=True)
    return (part[: frames * _LEVEL_FRAME].reshape(frames, -1).astype(np.float64) ** 2).mean(1)
