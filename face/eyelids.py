"""Eyelids: an emotion narrows the eyes but does not shut them; blinks do that."""

from __future__ import annotations

import numpy as np

from ..track import Array
from .basis import index

SHUTTING = {"eyeBlink": 1.0, "eyeSquint": 0.6, "eyeLookDown": 0.5}
"""How much of the open eye each movement of the lids covers at its full value."""

RAISED = ("cheekSquint", 0.25)
"""The cheek lifts the lower lid: how much it covers at its full value. It stays as it is felt."""

NARROW, NARROWEST = 0.3, 0.55
"""The share of the eye that an emotion covers freely, and what it never reaches."""


def open_eyed(felt: Array) -> Array:
    """The emotion offset [frames, channels] that leaves both eyes open."""
    result, room = felt.copy(), NARROWEST - NARROW
    for side in ("Left", "Right"):
        columns = [index(name + side) for name in SHUTTING]
        parts = np.maximum(felt[:, columns], 0) * np.array([*SHUTTING.values()], np.float32)
        lids = parts[:, 0] + parts[:, 1] + parts[:, 2]
        raised = RAISED[1] * np.clip(felt[:, index(RAISED[0] + side)], 0, 1)
        over = np.maximum(lids + raised - NARROW, 0)
        allowed = lids - over + room * (1 - np.exp(-over / room))
        share = np.where(over > 0, allowed / np.maximum(lids, 1e-6), 1)
        result[:, columns] = np.where(
            felt[:, columns] > 0, felt[:, columns] * share[:, None], felt[:, columns]
        )
    return result
