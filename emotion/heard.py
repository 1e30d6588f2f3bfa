"""The emotion heard over time: what fills the sliders of a mix and is drawn along the time."""

from __future__ import annotations

import numpy as np

from ..audio.speech import EMOTIONS, Speech, sure_voice
from ..track import Array, Track, gaussian
from .mood import EXPRESSIVE, sure_shares

STEPS = 5
"""Frames of what is heard that become one frame here: moods are slow."""
SMOOTHING_S = 0.5
"""Sigma of the low-pass, weighed by the voice."""
_SILENCE = 1e-4
"""The weight of a frame in which nobody speaks: a pause gets what is heard around it."""


def heard_over_time(speech: Speech) -> Track:
    """The share of each emotion, [frames, EXPRESSIVE] at a fifth of the speech's rate, 0..1.

    As `heard_mood`, moment by moment: where the type is unsure the shares fall to 0, neutral.
    """
    voice = sure_voice(speech.content["voice"])[:, None] + _SILENCE
    rate = speech.emotion.rate / STEPS
    weighed = _blocks(np.concatenate([speech.emotion.values * voice, voice], axis=1))
    smooth = gaussian(weighed.astype(np.float32), SMOOTHING_S * rate)
    guess = smooth[:, : len(EMOTIONS)] / np.maximum(smooth[:, len(EMOTIONS) :], 1e-9)
    shares = sure_shares(guess[:, [EMOTIONS.index(name) for name in EXPRESSIVE]])
    return Track(shares.astype(np.float32), rate, EXPRESSIVE)


def _blocks(values: Array) -> Array:
    """Means of STEPS frames each [ceil(frames / STEPS), channels]; the last of what is left."""
    starts = np.arange(0, len(values), STEPS)
    sizes = np.diff(np.append(starts, len(values)))[:, None]
    return np.add.reduceat(values, starts) / sizes
