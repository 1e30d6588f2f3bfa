"""Intensity: the listening network's raw score as a calm curve between 0 and 1.

The score of a voice is right in order, but its level is shifted by microphone, language and
speaker (the middle half of 251 calm readers lies within .3, an angry actor 1.2 above). So a voice's
own level is taken off where it is known, from its other lines or a stretch that the artist marks as
neutral (audio/voice_level.py); elsewhere COMMON is.
"""

from __future__ import annotations

import numpy as np

from ..track import Array, gaussian
from .speech import sure_voice

SMOOTHING_S = 0.12
"""Standard deviation of the Gaussian; the network itself has pooled over 0.4 s."""
RELEASE_S = 0.4
"""How fast the intensity falls to 0 when the voice stops."""
COMMON = 0.2
"""The raw score at which a voice is calm, where nothing is known of that voice."""
SPREAD = 0.25
"""Scale of the logistic curve in raw score; smaller is steeper."""
CALM = 0.3
"""Intensity of a calm voice: neutral speech has some emotion."""


def heard_intensity(raw: Array, voice: Array, rate: float, calm: float = COMMON) -> Array:
    """Intensity [frames] in 0..1 of raw scores [frames] (0 neutral, 1 strong) and voice [frames].

    calm   the raw score at which this voice is calm
    Scores of silence do not count: through a pause the score goes evenly from what it was to what
    it will be, as a feeling is held. Silence itself decays to 0 instead of jumping.
    """
    voice = sure_voice(voice)
    mean = gaussian(_through_pauses(raw, voice), SMOOTHING_S * rate)
    presence = gaussian(_held(voice, RELEASE_S * rate), 0.08 * rate)
    return (_soft(mean - np.float32(calm)) * presence).astype(np.float32)


def _through_pauses(raw: Array, voice: Array) -> Array:
    """The score of frames with a voice, and between them a line from one to the next, [frames]."""
    spoken = np.flatnonzero(voice)
    if not len(spoken):
        return raw
    return np.interp(np.arange(len(raw)), spoken, raw[spoken]).astype(np.float32)


def _soft(score: Array) -> Array:
    """The logistic curve through CALM at 0."""
    return 1 / (1 + (1 / CALM - 1) * np.exp(-score / SPREAD))


def _held(values: Array, release: float) -> Array:
    """An envelope that rises at once and falls exponentially over `release` frames."""
    keep, level = float(np.exp(-1 / release)), 0.0
    out = np.empty_like(values)
    for k, value in enumerate(values.tolist()):
        level = max(value, level * keep)
        out[k] = level
    return out
