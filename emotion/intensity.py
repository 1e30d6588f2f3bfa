"""How strongly an emotion is acted: what is heard, above a floor while the voice speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..audio.speech import Speech, sure_voice
from ..track import Array, Track

ATTACK = 0.3
"""Seconds in which an emotion rises once the voice sets in."""

RELEASE = 2.0
"""Seconds in which it falls after the last word; in shorter pauses it stays."""

FLOOR = 0.4
"""The intensity of a calm voice: a chosen emotion still shows."""


@dataclass(frozen=True)
class IntensityShape:
    """How the intensity of an emotion follows from the voice, or the artist's own curve.

    curve              [frames, 1]  the artist's own intensity, 0..1; None: as heard
    bias               -1..1        added to the intensity before its gain
    attack, release    seconds      of the presence of the voice, where it is as heard
    """

    curve: Track | None = None
    bias: float = 0.0
    attack: float = ATTACK
    release: float = RELEASE


def acted_intensity(
    speech: Speech, shape: IntensityShape | None = None, floor: float = FLOOR
) -> Track:
    """The intensity an emotion is acted with, [frames, 1], 0..1: drawn, or heard and lifted.

    What is heard, with its `floor` (0..1) and bias, is gated by the presence of the voice: sound
    without any speech gives exactly 0.
    """
    shape = shape or IntensityShape()
    if shape.curve is not None:
        values = np.clip(shape.curve.at(speech.intensity.times) + shape.bias, 0, 1)
        return Track(values.astype(np.float32), speech.intensity.rate, ("intensity",))
    heard = np.clip(speech.intensity.values[:, 0], 0, 1)
    lifted = np.clip(floor + (1 - floor) * heard + shape.bias, 0, 1)
    voice = speech.content["voice"]
    present = presence(voice, speech.content.rate, shape.attack, shape.release)
    values = (present * lifted).astype(np.float32)
    return Track(values[:, None], speech.intensity.rate, ("intensity",))


def presence(voice: Array, rate: float, attack: float = ATTACK, release: float = RELEASE) -> Array:
    """How present the speaker is, [frames], 0..1: `voice` with these rise and fall times (s, > 0).

    A one-pole envelope follower. A voice under DOUBT counts as silence, so that an unsure voice
    detector never adds up to an expression.
    """
    heard = sure_voice(voice)
    rise, fall = (1 - np.exp(-1 / (seconds * rate)) for seconds in (attack, release))
    level, levels = 0.0, np.empty(len(heard))
    for frame, value in enumerate(heard.tolist()):
        level += (value - level) * (rise if value > level else fall)
        levels[frame] = level
    return levels.astype(np.float32)
