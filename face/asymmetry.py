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

_PAIRS = tuple(
    [name.removesuffix("Left") for name in names if name in BLENDSHAPES and name.endswith("Left")]
    for names in REGIONS.values()
)


def drawn_sides(frames: int, rate: float, amount: float, rng: np.random.Generator) -> Array:
    """How much stronger the left side of each region is, [frames, REGIONS]; amount 0: exactly 0."""
    sides = np.zeros((frames, len(_PAIRS)), np.float32)
    if amount == 0:
        return sides
    for region in range(len(_PAIRS)):
        side = rng.normal(0, SIDES)
        noise = gaussian(rng.normal(size=frames).astype(np.float32), WANDER_S * rate)
        wander = WANDER * noise / max(float(noise.std()), 1e-6)
        sides[:, region] = np.clip(amount * (side + wander), -LARGEST, LARGEST)
    return sides


def uneven(felt: Array, sides: Array) -> Array:
    """The emotion offset [frames, channels], stronger on one side of each region.

    sides   [frames, REGIONS], as they were drawn
    """
    result = felt.copy()
    for side, stems in zip(sides.T, _PAIRS, strict=True):
        for stem in stems:
            result[:, index(f"{stem}Left")] *= 1 + side
            result[:, index(f"{stem}Right")] *= 1 - side
    return result
