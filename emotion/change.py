"""Change: how a face goes from one emotion to another, by a calmer face instead of a grimace.

Half of one emotion and half of another is a third expression. People let go of the one before the
other comes, and so does a face here: a change takes its time, and the intensity gives way in it.
"""

from __future__ import annotations

import numpy as np

from ..track import Array, gaussian

CHANGE_S = 0.6
"""Seconds that a change to another emotion takes at least."""

YIELD = 0.6
"""The share of the intensity that is lost in the middle of a whole change."""


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
