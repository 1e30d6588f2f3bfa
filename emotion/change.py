"""Change: how a face goes from one emotion to another, by a calmer face instead of a grimace.

Half of one emotion and half of another is a third expression. People let go of the one before the
other comes, and so does a face here: a change takes its time, and the intensity gives way in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..track import Array, Track, gaussian

CHANGE_S = 0.6
"""Seconds that a change to another emotion takes at least."""

YIELD = 0.6
"""The share of the intensity that is lost in the middle of a whole change."""


_AROUND = 1.5
"""How far around a frame its change is looked for, in lengths of a change."""


def changed_at(weights: Track, times: NDArray[np.float64], seconds: float) -> tuple[Array, Array]:
    """The shares at evenly spaced times (s), eased, and what stays of the intensity, as `changed`.

    weights   [frames, emotions]; a track of one frame stays
    """
    if seconds == 0 or len(weights) == 1 or len(times) < 2:
        return weights.at(times), np.ones((len(times), 1), np.float32)
    step = float(times[1] - times[0])
    around = step * np.arange(1, round(_AROUND * seconds / step) + 1)
    wide = np.concatenate([times[0] - around[::-1], times, times[-1] + around])
    inside = slice(len(around), len(around) + len(times))
    shares, kept = changed(weights.at(wide), 1 / step, seconds)
    return shares[inside], kept[inside]


def changed(shares: Array, rate: float, seconds: float) -> tuple[Array, Array]:
    """The shares over time, eased, and the share of the intensity that stays.

    shares    [frames, emotions], 0 or more
    seconds   that a change takes at least; 0: as it is keyed

    Returns [frames, emotions] and [frames, 1]; shares that stay, also a mix, are returned as they
    are with exactly 1.
    """
    kept = np.ones((len(shares), 1), np.float32)
    if seconds == 0 or len(shares) < 2 or not np.any(shares != shares[0]):
        return shares, kept
    eased = gaussian(shares.astype(np.float32), seconds / 5 * rate)
    reach = max(1, round(seconds / 2 * rate))
    frames = np.arange(len(shares))
    before, after = np.maximum(frames - reach, 0), np.minimum(frames + reach, len(shares) - 1)
    types = shares / np.maximum(shares.sum(1, keepdims=True), 1)
    turned = np.minimum(types[after] - types[before], 0).sum(1) * -1
    turned = np.minimum(turned, np.maximum(types[after] - types[before], 0).sum(1))
    kept[:, 0] -= YIELD * gaussian(turned.astype(np.float32), seconds / 8 * rate)
    return eased, kept
