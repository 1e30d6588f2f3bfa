"""Eyelids: an emotion narrows the eyes but does not shut them; blinks do that."""

from __future__ import annotations

import numpy as np

from ..track import Array
from .basis import index

SHUTTING = {"eyeBlink": 1.0, "eyeSquint": 0.6, "eyeLookDown": 0.5, "cheekSquint": 0.25}
"""How much of the open eye each movement covers at its full value."""

NARROW, NARROWEST = 0.3, 0.55
"""The share of the eye that an emotion covers freely, and what it never reaches."""


def open_eyed(felt: Array) -> Array:
    """The emotion offset [frames, channels] that leaves both eyes open."""
    result, room = felt.copy(), NARROWEST - NARROW
    for side in ("Left", "Right"):
        columns = [index(name + side) for name in SHUTTING]
        parts = np.maximum(felt[:, columns], 0) * np.array([*SHUTTING.values()], np.float32)
        covered = parts[:, 0] + parts[:, 1] + parts[:, 2] + parts[:, 3]
        over = np.maximum(covered - NARROW, 0)
        allowed = covered - over + room * (1 - np.exp(-over / room))
        share = np.where(over > 0, allowed / np.maximum(covered, 1e-6), 1)
        result[:, columns] = np.where(
            felt[:, columns] > 0, felt[:, columns] * share[:, None], felt[:, columns]
        )
    return result
