"""Between lines: the face of a listener meets that of the takes around it, without a jump.

What differs at an end is let go of in the time that a person takes for it: the eyes in a saccade,
the head and an emotion in about a second. Value and speed are those of the take at both ends.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..track import Array, Track
from .accents import breathing
from .basis import BLENDSHAPES, CHANNELS, EYES, HEAD, REGIONS
from .eyes import look, sights

Face = Track
"""[frames, CHANNELS]."""

LASTS_S = {"mouth": 0.5, "brows": 0.9, "cheeks": 0.9, "eyes": 0.7}
"""Seconds in which a region lets go of a difference."""
LIDS_S, SIGHT_S, HEAD_S = 0.3, 0.12, 1.0
"""The same of the lids, of where the eyes look, and of the head."""
FASTEST = 6.0
"""No difference in speed is carried on that is larger, a second."""

INHALES_S, SHORTEST_S = 0.5, 0.8
"""Seconds of the breath before a line, and the shortest gap that has one."""


def joined(idle: Face, before: Face | None, after: Face | None) -> Face:
    """The idle face, that goes on from `before` and arrives at `after`.

    before   a take's last frames, at least two, at the rate of `idle`; the last of them stands at
             the first of `idle`; None: nothing comes before
    after    a take's first frames, of which the first stands at the last of `idle`
    """
    values, rate = idle.values.copy(), idle.rate
    if after is not None and idle.duration >= SHORTEST_S:
        _inhale(values, rate)
    sight = sights(values)
    lasts = _lasting()
    for edge, way in ((before, 1), (after, -1)):
        if edge is not None:
            there = edge.values[::way]
            values += _offset(values[::way], there, lasts, rate)[::way]
            sight += _offset(sight[::way], sights(there), np.full(4, SIGHT_S), rate)[::way]
    shapes = values[:, : len(BLENDSHAPES)]
    np.clip(shapes, 0, 1, out=shapes)
    look(values, sight.astype(np.float32))
    return replace(idle, values=values)


def _lasting() -> NDArray[np.float64]:
    """Seconds in which each channel lets go of a difference, [CHANNELS]."""
    found = {name: s for region, s in LASTS_S.items() for name in REGIONS[region]}
    found |= {name: LIDS_S for name in BLENDSHAPES if name.startswith("eyeBlink")}
    found |= dict.fromkeys(HEAD, HEAD_S) | dict.fromkeys(EYES, SIGHT_S)
    return np.array([found[name] for name in CHANNELS])


def _offset(values: Array, there: Array, lasts: NDArray[np.float64], rate: float) -> Array:
    """What is added so that the first frame is the last of `there`, and moves as that does.

    values, there   [frames, channels], towards the seam's other side and up to the seam
    """
    frames = len(values)
    lasts = np.clip(lasts, 1 / rate, max(frames - 1, 1) / rate)
    speed = (there[-1] - there[-2]) * rate if len(there) > 1 else 0 * there[-1]
    own = (values[1] - values[0]) * rate if frames > 1 else 0 * values[0]
    gap, change = there[-1] - values[0], np.clip(speed - own, -FASTEST, FASTEST)
    share = np.clip(np.arange(frames)[:, None] / rate / lasts, 0, 1)
    left = 1 - share
    eased = left * left * (1 + 2 * share)
    return (gap * eased + change * lasts * share * left * left).astype(np.float32)


def _inhale(values: Array, rate: float) -> None:
    """The breath before a line, over the last frames."""
    count = min(len(values), round(INHALES_S * rate))
    curve = np.zeros(len(values), np.float32)
    curve[-count:] = np.sin(np.pi * np.arange(1, count + 1) / count) ** 2
    breathing(values, np.zeros(len(values), np.float32), curve)
