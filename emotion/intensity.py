"""How strongly an emotion is acted: what is heard, above a floor held while the voice speaks."""

from __future__ import annotations

import numpy as np

from ..audio.speech import Speech, sure_voice
from ..track import Array, Track

ATTACK = 0.3
"""Seconds in which the face takes up an emotion once the voice sets in."""

RELEASE = 2.0
"""Seconds in which it lets go after the last word: shorter pauses keep the mood of the sentence."""

FLOOR = 0.4
"""The intensity of a calmly read voice: a chosen emotion still shows."""


def acted_intensity(speech: Speech, floor: float = FLOOR) -> Track:
    """The intensity an emotion is acted with, [frames, 1], 0..1: heard, lifted by `floor` (0..1).

    Both are gated by the presence of the voice, so sound without any speech gives exactly 0.
    """
    heard = np.clip(speech.intensity.values[:, 0], 0, 1)
    present = presence(speech.content["voice"], speech.content.rate)
    values = (present * (floor + (1 - floor) * heard)).astype(np.float32)
    return Track(values[:, None], speech.intensity.rate, ("intensity",))


def presence(voice: Array, rate: float) -> Array:
    """How present the speaker is, [frames], 0..1: `voice` followed with ATTACK and RELEASE.

    The two gains are those of a one-pole follower. Under .3 a frame counts as silent, so the doubts
    of the voice detector never add up to an expression.
    """
    heard = sure_voice(voice)
    rise, fall = (1 - np.exp(-1 / (seconds * rate)) for seconds in (ATTACK, RELEASE))
    level, levels = 0.0, np.empty(len(heard))
    for frame, value in enumerate(heard.tolist()):
        level += (value - level) * (rise if value > level else fall)
        levels[frame] = level
    return levels.astype(np.float32)
