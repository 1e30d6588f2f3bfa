"""How strongly an emotion is acted: what is heard, above a floor while the voice speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..audio.speech import Speech, sure_voice
from ..text.stress import stress
from ..track import Array, Track, gaussian, smoothstep
from .change import CHANGE_S

ATTACK = 0.25
"""Seconds in which an emotion rises once the voice sets in."""

RELEASE = 2.0
"""Seconds in which it falls once it is no longer held."""

LEAD = 0.25
"""Seconds by which the emotion sets in before the voice: a face is moved before it speaks."""

HOLD_S = 2.0
"""Seconds for which a pause keeps the emotion, where nothing is known of its type."""

EXIT, SHORTEST_EXIT_S = 1.2, 0.5
"""Seconds in which an emotion leaves the face at the end of a sound, and the shortest silence after
the last word in which it does."""

FLOOR = 0.8
"""The intensity of a calm voice: a chosen emotion reads at once. What is heard moves it from
here to 1, which is a person who acts strongly."""

SWELL, SWELL_S = 1.2, 0.1
"""How much a stressed syllable adds to the intensity, a unit of its stress (text/stress.py); and
the seconds (sigma) over which it comes and goes."""


@dataclass(frozen=True)
class IntensityShape:
    """How the intensity of an emotion follows from the voice, or the artist's own curve.

    curve              [frames, 1]  the artist's own intensity, 0..1; None: as heard
    bias               -1..1        added to the intensity before its gain

    Where it is as heard, its presence follows the voice:
    attack, release    seconds      of its rise and fall
    lead               seconds      by which it is ahead of the voice, 0 or more
    hold               gain         on the seconds that a pause keeps it; 0 lets go at once
    exit               seconds      at the end of a sound in which it leaves the face; 0: it stays
    swell              gain         on how far it swells on stressed words; 0 does not

    However it is made:
    change             seconds      that a change to another emotion takes at least; 0: as keyed
    """

    curve: Track | None = None
    bias: float = 0.0
    attack: float = ATTACK
    release: float = RELEASE
    lead: float = LEAD
    hold: float = 1.0
    exit: float = EXIT
    swell: float = 1.0
    change: float = CHANGE_S


def acted_intensity(
    speech: Speech,
    shape: IntensityShape | None = None,
    floor: float = FLOOR,
    hold_s: float = HOLD_S,
) -> Track:
    """The intensity an emotion is acted with, [frames, 1], 0..1: drawn, or heard and lifted.

    hold_s   seconds for which a pause keeps the emotion, before the shape's gain

    What is heard, with its `floor` (0..1) and bias, is gated by the presence of the voice: sound
    without any speech gives exactly 0.
    """
    shape = shape or IntensityShape()
    if shape.curve is not None:
        values = np.clip(shape.curve.at(speech.intensity.times) + shape.bias, 0, 1)
        return Track(values.astype(np.float32), speech.intensity.rate, ("intensity",))
    heard = np.clip(speech.intensity.values[:, 0], 0, 1)
    lifted = np.clip(floor + (1 - floor) * heard + shape.bias + _swelling(speech, shape), 0, 1)
    present = presence(speech.content["voice"], speech.content.rate, shape, hold_s)
    values = (present * lifted).astype(np.float32)
    return Track(values[:, None], speech.intensity.rate, ("intensity",))


def _swelling(speech: Speech, shape: IntensityShape) -> Array:
    """What stressed words add to the intensity, [frames]."""
    if shape.swell == 0:
        return np.zeros(len(speech.content), np.float32)
    stressed = np.maximum(stress(speech.content, speech.words), 0)
    return shape.swell * SWELL * gaussian(stressed, SWELL_S * speech.content.rate)


def presence(
    voice: Array, rate: float, shape: IntensityShape | None = None, hold_s: float = HOLD_S
) -> Array:
    """How present the speaker's emotion is, [frames], 0..1.

    An envelope follower of `voice` with the shape's attack and release (s, > 0), ahead of the voice
    by its lead, kept in pauses for `hold_s` times its hold. It leaves in the silence after the last
    word, in the seconds of its exit. A voice under DOUBT counts as silence, so that an unsure voice
    detector never adds up to an expression.
    """
    shape = shape or IntensityShape()
    heard = sure_voice(voice)
    levels = _followed(heard, rate, shape, round(hold_s * shape.hold * rate))
    early = levels[round(shape.lead * rate) :]
    levels[: len(early)] = np.maximum(levels[: len(early)], early)
    return (levels * _leaving(heard, rate, shape.exit)).astype(np.float32)


def _followed(heard: Array, rate: float, shape: IntensityShape, hold: int) -> Array:
    """A one-pole follower that begins to fall `hold` frames after the voice does, [frames]."""
    rise, fall = (1 - np.exp(-1 / (s * rate)) for s in (shape.attack, shape.release))
    level, quiet, levels = 0.0, 0, np.empty(len(heard), np.float32)
    for frame, value in enumerate(heard.tolist()):
        quiet = 0 if value >= level else quiet + 1
        if value > level or quiet > hold:
            level += (value - level) * (rise if value > level else fall)
        levels[frame] = level
    return levels


def _leaving(heard: Array, rate: float, seconds: float) -> Array:
    """1, falling evenly to 0 at the end of the silence after the last word, [frames]."""
    frames = len(heard)
    after = (frames - 1 - int(np.flatnonzero(heard)[-1]) if heard.any() else 0) / rate
    if after < SHORTEST_EXIT_S or seconds == 0:
        return np.ones(frames, np.float32)
    left = np.clip(np.arange(frames)[::-1] / (min(after, seconds) * rate), 0, 1)
    return smoothstep(left).astype(np.float32)
