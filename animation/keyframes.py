"""Keyframes: a motion sampled at a scene's frames, as curves with no more keys than they need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rig.channels import Channel, Motion
from ..track import Array

TOLERANCE = 2e-5
"""Largest error of a curve between its keys, in the channel's unit: unseen, yet it thins rests."""


@dataclass(frozen=True)
class Curve:
    """Linear keys of one channel: at `frames` [keys] stand `values` [keys]."""

    channel: Channel
    frames: Array
    values: Array


@dataclass(frozen=True)
class Clip:
    """The keyframes of one take, from `start` to `end` (frames, both within)."""

    curves: tuple[Curve, ...]
    start: float
    end: float

    @property
    def keys(self) -> int:
        """How many keyframes there are in all."""
        return sum(len(curve.frames) for curve in self.curves)


def keyframe(motion: Motion, fps: float, start: float, tolerance: float = TOLERANCE) -> Clip:
    """Keys of the motion on whole frames: frame start + k stands at k / fps seconds."""
    track = motion.track().resampled(fps)
    frames = np.arange(len(track), dtype=np.float32) + np.float32(start)
    curves = tuple(
        _curve(channel, frames, track.values[:, column], tolerance)
        for column, channel in enumerate(motion.channels)
    )
    return Clip(curves, float(frames[0]), float(frames[-1]))


def _curve(channel: Channel, frames: Array, values: Array, tolerance: float) -> Curve:
    kept = simplify(values, tolerance)
    return Curve(channel, frames[kept], values[kept])


def simplify(values: Array, tolerance: float) -> NDArray[np.int64]:
    """Which samples to keep so that lines between them miss none by more than the tolerance.

    One pass with a cone of slopes (the swing filter: Elmeleegy et al., VLDB 2009), so the cost is
    linear. The first and the last sample are always kept.
    """
    samples = values.astype(float).tolist()
    kept, anchor = [0], 0
    low, high = -np.inf, np.inf
    for k in range(1, len(samples)):
        slope = (samples[k] - samples[anchor]) / (k - anchor)
        if k - anchor > 1 and not low <= slope <= high:
            anchor = k - 1
            kept.append(anchor)
            low, high = -np.inf, np.inf
        reach, rise = k - anchor, samples[k] - samples[anchor]
        low, high = max(low, (rise - tolerance) / reach), min(high, (rise + tolerance) / reach)
    return np.unique([*kept, len(samples) - 1])
