"""Partner: whom a character looks at and listens to."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, radians

import numpy as np

from ..errors import MoodError
from ..track import Array, Track

LOOK = ("yaw", "pitch", "distance", "weight")
"""Channels of a look: radians from straight ahead, to the right and down; metres; 0..1."""

ASIDE, ABOVE = 1.3, 0.8
"""Radians to which a character turns to look, aside and up or down; beyond it looks as far."""
FAR = 100.0
"""Metres from which on both eyes look the same way."""


@dataclass(frozen=True)
class Partner:
    """Whom a character looks at and listens to while it performs.

    look       [frames, LOOK]   what it looks at; one frame where that stays; None: straight ahead
    stresses   seconds at which what the character listens to is stressed
    """

    look: Track | None = None
    stresses: tuple[float, ...] = ()


def steady(yaw: float, pitch: float, distance: float = FAR, weight: float = 1.0) -> Track:
    """A look at one place, [1, LOOK]."""
    return Track(np.array([[yaw, pitch, distance, weight]], np.float32), 1.0, LOOK)


def read_look(text: str) -> Track:
    """Reads "20,-5" or "20,-5,1.5": degrees to the right and down, and metres.

    Raises MoodError for anything else.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = list[float]()
    yaw, pitch, distance = (*numbers, FAR)[:3] if len(numbers) in (2, 3) else (inf, inf, inf)
    if not (abs(yaw) <= 180 and abs(pitch) <= 90 and 0 < distance < inf):
        raise MoodError(f"'{text}' is no place to look at: write degrees and metres, as 20,-5,1.5.")
    return steady(radians(yaw), radians(pitch), distance)


def looked(partner: Partner, frames: int, rate: float, early: float = 0.0) -> Array:
    """The look at so many frames, [frames, LOOK]; all 0 where there is none."""
    if partner.look is None:
        return np.zeros((frames, len(LOOK)), np.float32)
    found = partner.look.at(np.arange(frames) / rate + early)
    found[:, 0] = np.clip(found[:, 0], -ASIDE, ASIDE)
    found[:, 1] = np.clip(found[:, 1], -ABOVE, ABOVE)
    found[:, 3] = np.clip(found[:, 3], 0, 1)
    return found
