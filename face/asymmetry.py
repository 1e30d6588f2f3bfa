"""Asymmetry: no face moves alike on both sides; seeded by the person and the take.

In felt emotion the difference is small and its side is a matter of chance (Ekman, Hager & Friesen
1981); it wanders slowly while an expression is held.
"""

from __future__ import annotations

import numpy as np

from ..track import Array, gaussian
from .basis import BLENDSHAPES, REGIONS, index

SIDES = 0.09
"""Sigma of how much stronger a side is than the middle of both, by region of the face."""

WANDER, WANDER_S = 0.04, 0.8
"""Sigma of how that changes in time, and the seconds (sigma) over which it does."""

LARGEST = 0.25
"""No side is stronger or weaker by more."""

_PAIRS = {
    region: [name for name in names if name.endswith("Left") and name in BLENDSHAPES]
    for region, names in REGIONS.items()
}


def uneven(felt: Array, rate: float, amount: float, rng: np.random.Generator) -> Array:
    """The emotion offset [frames, channels], stronger on one side of each region.

    amount   gain; 0 is exactly as it was given
    """
    if amount == 0:
        return felt
    result = felt.copy()
    for lefts in _PAIRS.values():
        noise = gaussian(rng.normal(size=len(felt)).astype(np.float32), WANDER_S * rate)
        wander = WANDER * noise / max(float(noise.std()), 1e-6)
        side = np.clip(amount * (rng.normal(0, SIDES) + wander), -LARGEST, LARGEST)
        for left in lefts:
            result[:, index(left)] *= 1 + side
            result[:, index(f"{left.removesuffix('Left')}Right")] *= 1 - side
    return result
