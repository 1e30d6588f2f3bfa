"""Augmentation of samples [n] at 16 kHz: noise, channels, rooms, gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...audio.features import SAMPLE_RATE, speech_level

Array = NDArray[np.float32]
_BANDS = ((300, 3400), (300, 3400), (100, 3600), (20, 4500), (150, 6500), (300, 8000))
"""Pass bands of channels, Hz; the telephone's (ITU-T G.712) is the most frequent."""


def noise(rng: np.random.Generator, length: int) -> Array:
    """Noise [length] of unit RMS that falls by 0 to 9 dB an octave; at times with a chord."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / SAMPLE_RATE).clip(40)
    sound = np.fft.irfft(spectrum * (frequency / 1000) ** -rng.uniform(0, 1.5), length)
    sound = sound / (sound.std() + 1e-9)
    if rng.random() < 0.3:
        sound = sound + rng.uniform(0.3, 3) * chord(rng, length)
    return (sound / (np.sqrt(np.mean(sound**2)) + 1e-9)).astype(np.float32)


def chord(rng: np.random.Generator, length: int) -> Array:
    """Hum or music [length]: a few steady harmonic tones with a slow tremolo, unit RMS."""
    times = np.arange(length) / SAMPLE_RATE
    roots = 55 * 2 ** (rng.integers(0, 48, rng.integers(1, 5)) / 12)
    tones = sum(
        np.sin(2 * np.pi * root * k * times + rng.uniform(0, 6)) / k**1.5
        for root in roots
        for k in range(1, 7)
    )
    swell = 1 + 0.8 * np.sin(2 * np.pi * rng.uniform(0.2, 4) * times + rng.uniform(0, 6))
    music = np.asarray(tones) * swell
    return (music / (music.std() + 1e-9)).astype(np.float32)


def add_noise(rng: np.random.Generator, samples: Array, decibels: float) -> Array:
    """Samples with noise, `decibels` below the speech level."""
    level = max(speech_level(samples), 1e-5)
    return samples + noise(rng, len(samples)) * np.float32(level * 10 ** (-decibels / 20))


def colour(rng: np.random.Generator, samples: Array) -> Array:
    """Samples through a channel: a random equaliser, and half of the time a band limit."""
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    knots = np.array([60, 150, 300, 600, 1200, 2400, 4800, 8000.0])
    gains = rng.normal(0, 3, len(knots)) + rng.normal(0, 2) * np.linspace(-1, 1, len(knots))
    decibels = np.interp(np.log(frequency.clip(40)), np.log(knots), gains)
    if rng.random() < 0.5:
        low, high = _BANDS[rng.integers(len(_BANDS))]
        octaves = np.log2(frequency.clip(20) / frequency.clip(low, high))
        decibels -= 24 * np.abs(octaves)
    filtered = np.fft.irfft(spectrum * 10 ** (decibels.clip(-60, 20) / 20), len(samples))
    return filtered.astype(np.float32)


def telephone(rng: np.random.Generator, samples: Array) -> Array:
    """Samples through a narrow channel with steep edges, at times a noisy one."""
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    outside = (frequency < rng.uniform(150, 400)) | (frequency > rng.uniform(2800, 4200))
    spectrum[outside] *= 10 ** (-rng.uniform(25, 60) / 20)
    narrow = np.fft.irfft(spectrum, len(samples)).astype(np.float32)
    return add_noise(rng, narrow, float(rng.uniform(15, 50))) if rng.random() < 0.4 else narrow


def reverberate(rng: np.random.Generator, samples: Array) -> Array:
    """Samples in a small room: the direct sound and an exponentially decaying tail."""
    decay = rng.uniform(0.1, 0.5)
    times = np.arange(int(decay * SAMPLE_RATE)) / SAMPLE_RATE
    tail = rng.standard_normal(len(times)) * np.exp(-6.9 * times / decay)
    tail *= rng.uniform(0.1, 0.7) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    length = len(samples) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(samples, length) * np.fft.rfft(tail, length), length)
    return wet[: len(samples)].astype(np.float32)


@dataclass(frozen=True)
class Wear:
    """How likely speech is degraded.

    amount      0..1, scales the odds of a channel, a room and noise
    telephone   odds of a telephone after them, 0..1
    """

    amount: float = 1.0
    telephone: float = 0.0


USUAL = Wear()


def degrade(rng: np.random.Generator, samples: Array, wear: Wear = USUAL) -> Array:
    """Samples with any of the above at random, and another gain."""
    amount = wear.amount
    if rng.random() < 0.6 * amount:
        samples = colour(rng, samples)
    if rng.random() < 0.3 * amount:
        samples = reverberate(rng, samples)
    if rng.random() < 0.7 * amount:
        samples = add_noise(rng, samples, float(rng.uniform(2, 40)))
    if wear.telephone and rng.random() < wear.telephone:
        samples = telephone(rng, samples)
    samples = samples * np.float32(10 ** (rng.uniform(-20, 6) / 20))
    return samples.clip(-1, 1) if rng.random() < 0.9 else samples


def floor(rng: np.random.Generator, samples: Array) -> Array:
    """Samples with faint noise, 40 to 80 dB below the speech, or with none."""
    if rng.random() < 0.2:
        return samples
    return add_noise(rng, samples, float(rng.uniform(40, 80)))
