"""Non-verbal sounds: laughs and sobs, breaths, sighs and gasps, by rules that can be read.

Laughs and sobs come in rows of alike bursts (Provine 2012): only what is felt tells them apart
(`felt`). A breath is noise without a pitch where nobody speaks; a long one is a sigh, and one as
loud as a voice a gasp. `benchmarks/nonverbal.py` measures hits and false alarms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..spool import blocks
from ..track import Array, Track, gaussian, runs
from .features import HOP_LENGTH, SAMPLE_RATE
from .laughs import laughs
from .speech import VISEMES, NonVerbal, Speech, SpokenWord

LAUGH, SOB, BREATH, SIGH, GASP = "laugh", "sob", "breath", "sigh", "gasp"
VOICED = (LAUGH, SOB)
"""What has a voice, and would be mouthed as words."""
SYLLABLES = frozenset("haeiouöyk-.,!?'’ ")
"""Letters of a laugh, as a transcript writes it."""

SURELY = 0.2
"""By how much more of sadness and fear than of joy is felt in a sob."""
BREATH_S, SIGH_S = (0.15, 1.6), 0.7
"""Seconds of a breath at the least and the most; one that lasts longer than this is a sigh."""
OVER_NOISE_DB, UNDER_VOICE_DB, GASP_DB = 7.0, 45.0, 10.0
"""Decibels by which a breath is above the noise of its recording, and below the voice at the most;
a gasp is nearer to the voice than the last."""
MIDDLE_HZ = (400.0, 4000.0)
"""Where the middle of a breath's spectrum lies: lower is a hum or a knock, higher a hiss."""
_QUIET = 1e-10
_RATE = SAMPLE_RATE / HOP_LENGTH


def heard(samples: Array, speech: Speech, level: float | None = None) -> tuple[NonVerbal, ...]:
    """The non-verbal sounds of a voice in the order of their beginnings.

    samples   [n] at 16 kHz (an array or a memmap; it is read in blocks)
    speech    what else is heard: nobody laughs in a word that was understood
    level     the samples' speech_level, where it is known already
    """
    spans = [s for s in laughs(samples, speech.content, level) if not _understood(s, speech.words)]
    found = [NonVerbal(LAUGH, *span) for span in spans]
    breaths = (one for one in _breaths(samples, speech.content) if _free(one, found))
    return tuple(sorted((*found, *breaths), key=lambda one: one.start))


def _understood(span: tuple[float, float], words: Sequence[SpokenWord]) -> bool:
    """Whether more than the syllables of a laugh was understood there."""
    inside = (w for w in words if span[0] < (w.start + w.end) / 2 < span[1])
    return any(not set(word.text.lower()) <= SYLLABLES for word in inside)


def felt(sounds: Sequence[NonVerbal], emotions: Track) -> tuple[NonVerbal, ...]:
    """The sounds with sobs in the place of laughs where sadness or fear is felt more than joy.

    emotions   how strongly each is felt, [frames, EXPRESSIVE and own], 0..1
    """

    def kind(one: NonVerbal) -> str:
        inside = slice(int(one.start * emotions.rate), int(one.end * emotions.rate) + 1)
        sad, afraid, happy = (emotions[n][inside].mean() for n in ("sad", "fearful", "happy"))
        return SOB if sad + afraid > happy + SURELY else LAUGH

    return tuple(replace(s, kind=kind(s)) if s.kind in VOICED else s for s in sounds)


def loudness(samples: Array) -> Array:
    """Decibels, a hundred times a second, [frames]."""
    energy = list[Array]()
    for part in blocks(samples, HOP_LENGTH * 4096):
        whole = np.asarray(part[: len(part) // HOP_LENGTH * HOP_LENGTH], np.float32)
        energy.append((whole.reshape(-1, HOP_LENGTH) ** 2).mean(1))
    smooth = gaussian(np.concatenate(energy), 1.5)
    return (10 * np.log10(smooth + _QUIET)).astype(np.float32)


def _breaths(samples: Array, content: Track) -> Iterator[NonVerbal]:
    """Noise where nobody speaks."""
    loud = loudness(samples)
    if len(loud) < BREATH_S[0] * _RATE:
        return
    at = (np.arange(len(loud)) / _RATE * content.rate).astype(int)
    silent = content["voice"][np.minimum(at, len(content) - 1)] < 0.5
    noise, top = (float(np.percentile(loud, part)) for part in (5, 95))
    for first, last in runs(silent & (loud > max(noise + OVER_NOISE_DB, top - UNDER_VOICE_DB))):
        seconds = (last - first) / _RATE
        if BREATH_S[0] <= seconds <= BREATH_S[1] and _is_noise(samples, first, last):
            level = float(loud[first:last].max())
            kind = SIGH if seconds > SIGH_S else GASP if level > top - GASP_DB else BREATH
            strength = float(np.clip((level - top) / 40 + 1.25, 0.3, 1))
            yield NonVerbal(kind, first / _RATE, last / _RATE, strength)


def _is_noise(samples: Array, first: int, last: int) -> bool:
    """Whether the spectrum has its middle where that of a breath is."""
    part = np.asarray(samples[first * HOP_LENGTH : last * HOP_LENGTH], np.float32)
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2 + _QUIET
    hertz = np.fft.rfftfreq(len(part), 1 / SAMPLE_RATE)
    middle = float(hertz[np.searchsorted(np.cumsum(power), power.sum() / 2)])
    return MIDDLE_HZ[0] < middle < MIDDLE_HZ[1]


def _free(one: NonVerbal, others: Sequence[NonVerbal]) -> bool:
    return not any(one.start < other.end and other.start < one.end for other in others)


def unspoken(content: Track, sounds: Sequence[NonVerbal], amount: float) -> Track:
    """The content without a voice where somebody laughs or sobs, as far as `amount` (0..1) goes.

    Loudness and what is hidden stay.
    """
    voiced = [one for one in sounds if one.kind in VOICED]
    if not voiced or amount <= 0:
        return content
    values, share = content.values.copy(), np.float32(min(amount, 1.0))
    silent = [n for n in content.names if n != "loudness" and not n.startswith("hidden")]
    columns = [content.names.index(name) for name in silent]
    still = np.array([float(name == VISEMES[0]) for name in silent], np.float32)
    for one in voiced:
        rows = slice(round(one.start * content.rate), round(one.end * content.rate))
        said = values[rows]
        said[:, columns] += share * (still - said[:, columns])
    return replace(content, values=values)
