"""The type of emotion in agreement with the intensity: calm is neutral, and strong is not.

The intensity holds across languages better than the type does (docs/models.md). So what
is heard as neutral although the voice is strong has no type that is sure, and what is heard as an
emotion although the voice is calm is neutral.
"""

from __future__ import annotations

import numpy as np

from ..track import Array, smoothstep

NEUTRAL_BELOW = (0.2, 0.7)
"""Raw scores of intensity: below the first all emotion counts as neutral, from the second none.
The second makes the types of those readers and actors likeliest that choose (docs/models.md)."""
FELT_FROM = (0.45, 0.7)
"""Raw scores: up to the first a voice may be neutral, from the second it has no sure type then."""


def agreed(emotion: Array, score: Array) -> Array:
    """How likely each type is [frames, EMOTIONS], in agreement with the raw score [frames, 1].

    neutral is the first of the types; each frame sums to what it did.
    """
    calm, strong = 1 - _between(score, NEUTRAL_BELOW), _between(score, FELT_FROM)
    felt, neutral = emotion[:, 1:] * (1 - calm), emotion[:, :1]
    neutral = neutral + (emotion[:, 1:] * calm).sum(1, keepdims=True)
    even = neutral * strong / felt.shape[1]
    return np.concatenate([neutral * (1 - strong), felt + even], axis=1).astype(np.float32)


def _between(score: Array, ends: tuple[float, float]) -> Array:
    """0 below the first score, 1 above the second, smooth between."""
    return smoothstep(np.clip((score - ends[0]) / (ends[1] - ends[0]), 0, 1))
