"""Chest: how far breath raises chest and shoulders, for rigs that show it. Seeded.

Whoever speaks fills the chest in the pauses in which the lips part for a breath, and empties it as
it speaks; whoever is silent breathes about 15 times a minute (Tobin et al. 1983). Laughs and sobs
shake it, a sigh fills it before it is heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from ..audio.nonverbal import GASP, SIGH, felt
from ..audio.speech import NonVerbal, Speech
from ..track import Array, Track, runs
from .accents import BREATH_S, SHORTEST_PAUSE_S, inhalations
from .affect import affect
from .basis import CHEST
from .nonverbal import breathed, shaken
from .performance import Style

OUT_S = 1.6
"""Seconds in which the chest falls to about a third."""
FULL = 2.0
"""How nearly a breath before a sentence fills it: 1 less exp of minus this."""
QUIET, QUIET_S, APART_S, SPREAD = 0.3, 1.6, 4.0, 0.12
"""How deep a quiet breath is, of one before a sentence; the seconds in which it comes, and from one
to the next; the sigma of depth and distance, as a logarithm."""
BEFORE_SPEECH_S = 1.0
"""Seconds before speech in which no quiet breath begins."""
SIGH_S, GASP_S = 0.8, 0.3
"""Seconds in which the chest fills before a sigh, and in a gasp."""
SHAKE = 0.2
"""How far a burst of a laugh or a sob lifts it."""
_CHEST = 10
"""The stream of chance that quiet breaths are drawn from."""
_BLOCK = 256


def chest(speech: Speech, emotions: Track, style: Style) -> Track:
    """How far the chest has risen while that is said, [frames, (CHEST,)], 0..1.

    emotions   how strongly each is felt, [frames, EXPRESSIVE and own]
    It goes by the style's breath, and by its sounds where they are heard; both 0: exactly 0.
    """
    content, rate = speech.content, speech.content.rate
    sounds = felt(speech.sounds, emotions)
    chance = np.random.default_rng([style.chance, len(content), _CHEST])
    needed = inhalations(content, speech.words) * (2 / BREATH_S)
    heard = np.float32(style.sounds) * _heard(sounds, len(content), rate)
    quiet = _quiet(content, affect(emotions)["breathRate"], chance)
    inflow = np.maximum(style.breath * (needed + quiet), heard)
    taken = style.breath * float(_speaks_at_once(content))
    risen = 1 - np.exp(-FULL * _kept(inflow / rate, rate, taken))
    risen += style.sounds * SHAKE * shaken(sounds, content["loudness"], rate)
    values = np.clip(risen, 0, 1).astype(np.float32)[:, None]
    return Track(_led(values, rate, style.lead), rate, (CHEST,))


def with_chest(emotions: Track, speech: Speech, style: Style) -> Track:
    """What is felt, [frames, EXPRESSIVE and own], and how far the chest has risen, as the last."""
    risen = chest(speech, emotions, style)
    values = np.concatenate([emotions.values, risen.values], axis=1)
    return Track(values, emotions.rate, (*emotions.names, CHEST))


def _led(values: Array, rate: float, lead: float) -> Array:
    """Ahead of the sound, as the face is."""
    track = Track(values, rate)
    return values if lead == 0 else track.at(track.times + lead)


def _speaks_at_once(content: Track) -> bool:
    """Whether the sound begins with speech, the breath for which was taken before it."""
    begin = content["voice"][: round(SHORTEST_PAUSE_S * content.rate)]
    return bool((begin >= 0.5).any())


def _quiet(content: Track, often: Array, rng: np.random.Generator) -> Array:
    """What flows in where nobody speaks, a second, [frames]; `often` of the usual, [frames]."""
    found, rate = np.zeros(len(content)), content.rate
    for start, stop in runs(content["voice"] < 0.5):
        last = stop / rate - (BEFORE_SPEECH_S + QUIET_S if stop < len(content) else 0)
        time = start / rate + (APART_S - QUIET_S) / 2
        while time < last:
            gain = float(often[int(time * rate)])
            deeper, later = np.exp(SPREAD * rng.normal(size=2)).tolist()
            _flow(found, time, QUIET_S / gain, QUIET * deeper, rate)
            time += APART_S * later / gain
    return found


def _heard(sounds: Sequence[NonVerbal], frames: int, rate: float) -> Array:
    """What flows in with breaths, sighs and gasps that are heard, a second, [frames]."""
    breaths = breathed(sounds, frames, rate)
    found = np.zeros(frames) if breaths is None else breaths * (2 / BREATH_S)
    for one in sounds:
        if one.kind == SIGH:
            _flow(found, one.start - SIGH_S, SIGH_S, one.strength, rate)
        if one.kind == GASP:
            _flow(found, one.start, GASP_S, one.strength, rate)
    return found


def _flow(found: Array, start: float, length: float, depth: float, rate: float) -> None:
    """Adds a breath of that depth that comes in so many seconds."""
    first, last = ceil(start * rate), ceil((start + length) * rate)
    frames = np.arange(max(first, 0), min(last, len(found)))
    found[frames] += depth * (2 / length) * np.sin(np.pi * (frames / rate - start) / length) ** 2


def _kept(inflow: Array, rate: float, taken: float) -> Array:
    """What is in at each frame, while it flows out again, [frames]; `taken` before the first."""
    grown = np.exp(np.arange(_BLOCK) / (OUT_S * rate))
    found, left = np.empty(len(inflow)), taken
    for first in range(0, len(inflow), _BLOCK):
        block = inflow[first : first + _BLOCK]
        growth = grown[: len(block)]
        kept = (left + np.cumsum(block * growth)) / growth
        found[first : first + len(block)] = kept
        left = float(kept[-1]) / grown[1]
    return found
