"""Keyframes: a motion sampled at a scene's frames, as curves with no more keys than they need.

Lips that are shut stay shut, however few keys there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rig.channels import Channel, Motion
from ..rig.mapping import RigMap
from ..rig.rotations import written
from ..track import Array, Track
from .sparse import Fitted, Indices, Mask, Precision, fitted, turning

TOLERANCE = 2e-5
"""An invisible error (in the channel's unit) that still thins rests and straight lines."""

SHUT = 0.95
"""Share of jawOpen at which mouthClose shuts the lips."""
OPEN = 0.02
"""A jaw that is open less counts as closed."""
_SEAL = ("jawOpen", "mouthClose")

SPARSE = Precision(0.005, 0.25, bezier=True)
"""Few enough keys to edit: a vertex may be off by a pixel of a face that fills the picture."""
UNSEEN = 0.002
"""An error that nobody sees: a third of such a pixel (benchmarks/keys_seen.py)."""


@dataclass(frozen=True)
class Curve:
    """Keys of one channel: at `frames` [keys] stand `values` [keys].

    `left` and `right` [keys, 2] (frame, value) are the handles of Bezier keys; None means lines
    between the keys. Each handle stands a third of the way to the next key, as Blender's do that
    need no shortening, so the curve is what was fitted. `error` is the largest distance from the
    motion at any sample, `velocity_error` that of the change from sample to sample (a second).
    """

    channel: Channel
    frames: Array
    values: Array
    left: Array | None = None
    right: Array | None = None
    error: float = 0.0
    velocity_error: float = 0.0
    group: str = ""
    """Of rig.regions, where it is known."""


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

    @property
    def error(self) -> float:
        """The largest error of all curves, each in its channel's unit."""
        return max((curve.error for curve in self.curves), default=0.0)

    @property
    def velocity_error(self) -> float:
        """The largest error of the curves' velocities, a second."""
        return max((curve.velocity_error for curve in self.curves), default=0.0)


def keyframe(
    motion: Motion,
    fps: float,
    start: float,
    precision: Precision | float = TOLERANCE,
    *,
    held: Motion | None = None,
    subframes: bool = False,
) -> Clip:
    """Keys of the motion: frame start + k stands at k / fps seconds.

    precision   a number alone is the largest error of lines between the keys
    held        like the motion, 1 where a channel holds the lips shut (`held_shut`): there
                it is kept to within sparse.HELD
    subframes   keys at the motion's own samples; else on whole frames
    A channel's turning points that stand out by more than the precision are kept exactly.
    """
    if not isinstance(precision, Precision):
        precision = Precision(precision)
    rate = motion.rate if subframes else fps
    track = motion.track().resampled(rate)
    values = track.values.T.astype(np.float64)
    frames = start + np.arange(len(track)) * (fps / rate)
    end = start + np.ceil(round(motion.track().duration * fps, 6)) - 1
    curves = tuple[Curve, ...]()
    if len(values):
        kept = turning(values, precision.value)
        keys = fitted(values, rate, precision, kept, _held(held, track))
        curves = tuple(
            _curve(channel, frames, row, values, keys, rate, precision.bezier)
            for row, channel in enumerate(motion.channels)
        )
    return Clip(curves, float(start), float(max(end, start)))


def simplify(values: Array, tolerance: float) -> Indices:
    """Which samples to keep so that lines between them are within the tolerance of all others.

    The first and the last sample are always kept.
    """
    none = np.zeros((1, len(values)), bool)
    return np.flatnonzero(fitted(values[None], 1.0, Precision(tolerance), none).keys[0])


def _held(held: Motion | None, track: Track) -> Mask:
    """The samples within a held stretch or beside it, [channels, samples]."""
    if held is None:
        return np.zeros(track.values.T.shape, bool)
    return held.track().at(track.times).T > 1e-6


def _curve(
    channel: Channel,
    frames: Array,
    row: int,
    values: Array,
    keys: Fitted,
    rate: float,
    bezier: bool,
) -> Curve:
    stand = np.flatnonzero(keys.keys[row])
    error = keys.values[row] - values[row]
    left, right = _handles(frames[stand], keys.handles[row, stand]) if bezier else (None, None)
    return Curve(
        channel,
        frames[stand].astype(np.float32),
        values[row, stand].astype(np.float32),
        left,
        right,
        float(np.abs(error).max()),
        float(np.abs(np.diff(error)).max(initial=0.0) * rate),
    )


def _handles(frames: Array, heights: Array) -> tuple[Array, Array]:
    """Left and right handles [keys, 2], a third of the way to the next key."""
    gaps = np.diff(frames) / 3 if len(frames) > 1 else np.ones(1)
    before = np.concatenate([gaps[:1], gaps])[: len(frames)]
    after = np.concatenate([gaps, gaps[-1:]])[: len(frames)]
    left = np.stack([frames - before, heights[:, 0]], axis=1).astype(np.float32)
    return left, np.stack([frames + after, heights[:, 1]], axis=1).astype(np.float32)


def shut_lips(face: Track) -> Array:
    """1 where mouthClose shuts the lips of an open jaw, else 0, [frames]."""
    jaw, close = face["jawOpen"], face["mouthClose"]
    return ((close >= SHUT * jaw) & (jaw > OPEN)).astype(np.float32)


def held_shut(face: Track, rig: RigMap, channels: tuple[Channel, ...]) -> Motion:
    """1 where a channel of the retargeted motion holds the lips shut, else 0: for `keyframe`."""
    sealing = {written(link.channel) for link in rig.active if link.face in _SEAL}
    columns = np.array([written(channel) in sealing for channel in channels], np.float32)
    return Motion(channels, shut_lips(face)[:, None] * columns, face.rate)
