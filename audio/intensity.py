"""Intensity: the listening network's raw score as a calm curve between 0 and 1.

The score of a voice is right in order but not in level: microphones, languages and speakers shift
it (measured: neutral speech of three recordings lies at 0.1, 0.2 and 0.5). So it is taken partly
relative to the recording: its middle is drawn towards what is common to all voices, and a soft
curve keeps the differences of strong voices where a limit would flatten them.
"""

from __future__ import annotations

import numpy as np

from ..track import Array, gaussian
from .speech import sure_voice

SMOOTHING_S = 0.12
"""Standard deviation of the Gaussian; the network itself has pooled over 0.4 s."""
RELEASE_S = 0.4
"""How fast the intensity falls to 0 when the voice stops."""
USUAL = 0.25
"""Middle of the raw score over many recordings."""
TRUST = 0.6
"""How much of a recording's distance from USUAL is due to its microphone, not its emotion."""
SPREAD = 0.25
"""Scale of the logistic curve in raw score; smaller is steeper."""
CALM = 0.3
"""Intensity of a voice at the middle: neutral speech has some emotion."""


def heard_intensity(raw: Array, voice: Array, rate: float) -> Array:
    """Intensity [frames] in 0..1 of raw scores [frames] (0 neutral, 1 strong) and voice [frames].

    Only voiced frames count in the smoothing, and silence decays to 0 instead of jumping.
    """
    voice = sure_voice(voice)
    weight = voice + np.float32(1e-4)
    sigma = SMOOTHING_S * rate
    mean = gaussian(raw * weight, sigma) / gaussian(weight, sigma)
    presence = gaussian(_held(voice, RELEASE_S * rate), 0.08 * rate)
    return (_soft(mean - _middle(mean, voice)) * presence).astype(np.float32)


def _middle(mean: Array, voice: Array) -> float:
    """The score that counts as this recording's middle."""
    spoken = mean[voice > 0.5]
    own = float(np.median(spoken)) if len(spoken) else USUAL
    return USUAL + TRUST * (own - USUAL)


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
