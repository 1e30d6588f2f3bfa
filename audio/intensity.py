"""Intensity: the listening network's raw score as a calm curve between 0 and 1."""

from __future__ import annotations

import numpy as np

from ..track import Array

SMOOTHING_S = 0.3
"""Standard deviation of the Gaussian; shorter is noise (measured: below 0.6 s windows)."""
RELEASE_S = 0.4
"""How fast the intensity comes to rest when the voice stops."""


def heard_intensity(raw: Array, voice: Array, rate: float) -> Array:
    """Intensity [frames] in 0..1 of raw scores [frames] (0 neutral, 1 strong) and voice [frames].

    Only voiced frames count in the smoothing, and silence decays to 0 instead of jumping.
    """
    weight = np.clip(voice, 0, 1) + 1e-3
    mean = gaussian(np.clip(raw, 0, 1.5) * weight, SMOOTHING_S * rate) / gaussian(
        weight, SMOOTHING_S * rate
    )
    presence = gaussian(_held(np.clip(voice, 0, 1), RELEASE_S * rate), 0.08 * rate)
    return np.clip(mean * presence, 0, 1).astype(np.float32)


def gaussian(values: Array, sigma: float) -> Array:
    """Values [frames] smoothed by a Gaussian of `sigma` frames, edges held."""
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.pad(values, reach, mode="edge")
    smooth: Array = np.convolve(padded, kernel / kernel.sum(), "valid")
    return smooth.astype(np.float32)


def _held(values: Array, release: float) -> Array:
    """An envelope that rises at once and falls exponentially over `release` frames."""
    keep, level = float(np.exp(-1 / release)), 0.0
    out = np.empty_like(values)
    for k, value in enumerate(values.tolist()):
        level = max(value, level * keep)
        out[k] = level
    return out
