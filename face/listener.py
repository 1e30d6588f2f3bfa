"""Listener: what somebody hears of another's lines, and how long it stays alive between its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..audio.speech import SpokenWord
from ..text.stress import accent_frames, stress
from ..track import Array, Track, smoothstep

APART_S = 0.5
"""Seconds between two stresses that are answered at the least."""
EASE_S = 1.0
"""Seconds in which life comes from rest and goes back to it."""
LETS_GO_S = 0.9
"""Seconds in which what is felt in a take goes over into what is felt beside it."""


def stresses(content: Track, words: Sequence[SpokenWord] = ()) -> list[float]:
    """Seconds at which what is said is stressed."""
    apart = round(APART_S * content.rate)
    return [frame / content.rate for frame in accent_frames(stress(content, words), apart)]


def lasting(frames: int, rate: float, length: float, before: bool, after: bool) -> Array:
    """How alive somebody is in a gap, 0..1, [frames]: up to `length` seconds beside a line.

    before, after   whether it goes on from something, and whether a line stands at its end
    """
    seconds = np.arange(frames) / rate
    since, until = seconds, seconds[::-1]
    near = np.minimum(since if before else np.inf, until if after else np.inf)
    share = np.clip((length + EASE_S - near) / EASE_S, 0, 1)
    for free, away in ((not before, since), (not after, until)):
        if free:
            share = np.minimum(share, np.clip(away / EASE_S, 0, 1))
    return smoothstep(share).astype(np.float32)


def lasting_levels(levels: Track, before: Track | None, after: Track | None) -> Track:
    """What is felt in a gap, [frames, n], going on from one take and arriving at the next."""
    values = levels.values.copy()
    seconds = np.arange(len(values)) / levels.rate
    lasts = max(min(LETS_GO_S, levels.duration - 1 / levels.rate), 1 / levels.rate)
    left = 1 - np.clip(seconds / lasts, 0, 1)
    eased = smoothstep(left).astype(np.float32)[:, None]
    columns = levels.names
    for edge, way, at in ((before, 1, -1), (after, -1, 0)):
        if edge is not None:
            there = np.array([_level(edge, name, at) for name in columns], np.float32)
            values += (eased * (there - levels.values[::way][0]))[::way]
    return replace(levels, values=np.clip(values, 0, 1).astype(np.float32))


def _level(track: Track, name: str, at: int) -> float:
    return float(track[name][at]) if name in track.names else 0.0
