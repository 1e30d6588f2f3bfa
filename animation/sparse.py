"""Sparse keys: as few as follow a motion within an error in value and in velocity.

All channels at once: segments outside the bound are split at their largest error, then keys that
are not needed are removed. A segment is a line, or a cubic Bezier curve whose handles
stand at the thirds of its time, so that time runs evenly along it and least squares give the
heights of the handles (Schneider, "An algorithm for automatically fitting digitized curves",
Graphics Gems, 1990, with the parameter fixed).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..track import Array

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

_RIDGE = 1e-9
"""Regularises handles that too few samples determine."""
_ROUNDING = 1e-9
"""The smallest error bound: rounding alone makes this of a curve through its own samples."""
HELD = 2e-5
"""The largest error where lips are held shut: an invisible thousandth of a millimetre."""
_MERGES = 3
"""Rounds of removing keys; later ones find next to nothing."""


@dataclass(frozen=True)
class Precision:
    """How closely keys must follow a motion.

    value      largest error, in the channel's unit, at any sample
    velocity   largest error of the change from sample to sample, in the channel's unit a second
    bezier     keys with fitted handles; else lines
    """

    value: float
    velocity: float = np.inf
    bezier: bool = False


@dataclass(frozen=True)
class Fitted:
    """Where keys are and what curves they give, one row a channel.

    keys      [channels, samples] where a key is
    handles   [channels, samples, 2] heights of the left and the right handle of each key; they
              are a third of the way to the next key
    values    [channels, samples] of the curves
    """

    keys: Mask
    handles: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class _Segments:
    """Segments of flattened samples, each from one key to the next (`ends` belong to it too).

    at         [all samples of the segments in a row] indices of the samples
    of         [the same] the segment that each belongs to
    firsts     [segments] where each begins in `at`
    share      [all samples] 0 at the first key, 1 at the last
    """

    starts: Indices
    ends: Indices
    at: Indices
    of: Indices
    firsts: Indices
    share: NDArray[np.float64]


@dataclass(frozen=True)
class _Fit:
    """`handles` [segments, 2]; `values` [all samples]; `miss` [all samples]: over 1 is too
    much."""

    handles: NDArray[np.float64]
    values: NDArray[np.float64]
    miss: NDArray[np.float64]


def fitted(
    values: Array, rate: float, precision: Precision, kept: Mask, held: Mask | None = None
) -> Fitted:
    """Keys that follow `values` [channels, samples], `rate` samples a second, within the precision.

    `kept` [channels, samples]: where a key must be; the first and the last sample always have one.
    `held` [channels, samples]: where the error may be no more than HELD.
    """
    samples = np.ascontiguousarray(values, np.float64)
    needed = kept.copy()
    needed[:, [0, -1]] = True
    keys = needed.copy()
    bounds = np.full(samples.shape, max(precision.value, _ROUNDING))
    if held is not None:
        bounds[held] = np.minimum(bounds[held], HELD)
    fitting = _Fitting(samples.ravel(), bounds.ravel(), samples.shape[1], rate, precision)
    fitting.split(keys.ravel())
    fitting.merge(keys.ravel(), needed.ravel())
    return fitting.fitted(keys)


@dataclass(frozen=True)
class _Fitting:
    samples: NDArray[np.float64]
    bounds: NDArray[np.float64]
    """The largest error allowed at each sample."""
    length: int
    rate: float
    precision: Precision

    def split(self, keys: Mask) -> None:
        """Adds keys [all samples] until every segment is within the precision."""
        starts, ends = self.between(np.flatnonzero(keys))
        while len(starts):
            segments = _segments(starts, ends)
            fit = self.fit(segments)
            worst = np.maximum.reduceat(fit.miss, segments.firsts)
            cuts = _cuts(segments, fit.miss, worst)
            keys[cuts] = True
            bad = worst > 1
            starts = np.concatenate([starts[bad], cuts])
            ends = np.concatenate([cuts, ends[bad]])

    def merge(self, keys: Mask, kept: Mask) -> None:
        """Removes keys [all samples] that are not `kept` where the precision allows it."""
        for turn in range(2 * _MERGES):
            places = np.flatnonzero(keys)
            inner = np.arange(1, len(places) - 1)
            free = inner[(inner % 2 == turn % 2) & ~kept[places[inner]]]
            if not len(free):
                continue
            segments = _segments(places[free - 1], places[free + 1])
            worst = np.maximum.reduceat(self.fit(segments).miss, segments.firsts)
            keys[places[free[worst <= 1]]] = False

    def fitted(self, keys: Mask) -> Fitted:
        """The curves that the keys [channels, samples] give."""
        values = self.samples.copy()
        handles = np.repeat(self.samples[:, None], 2, axis=1)
        segments = _segments(*self.between(np.flatnonzero(keys.ravel())))
        if len(segments.starts):
            fit = self.fit(segments)
            values[segments.at] = fit.values
            handles[segments.starts, 1], handles[segments.ends, 0] = fit.handles.T
        return Fitted(keys, handles.reshape(*keys.shape, 2), values.reshape(keys.shape))

    def between(self, places: Indices) -> tuple[Indices, Indices]:
        """The starts and the ends of the segments between keys of the same channel."""
        same = places[:-1] // self.length == places[1:] // self.length
        return places[:-1][same], places[1:][same]

    def fit(self, segments: _Segments) -> _Fit:
        """The best curve of each segment."""
        first, last = self.samples[segments.starts], self.samples[segments.ends]
        rise = (last - first)[segments.of]
        line = first[segments.of] + rise * segments.share
        wanted = self.samples[segments.at]
        bends = self._bends(segments, wanted - line)
        values = line + (bends[segments.of] * _basis(segments.share)).sum(axis=1)
        thirds = np.stack([first + (last - first) / 3, last - (last - first) / 3], axis=1)
        return _Fit(thirds + bends, values, self._miss(segments, values - wanted))

    def _bends(self, segments: _Segments, rest: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far the handles [segments, 2] are from the line, by least squares."""
        if not self.precision.bezier:
            return np.zeros((len(segments.starts), 2))
        first, second = _basis(segments.share).T
        products = np.stack([first * first, first * second, second * second, first * rest])
        sums = np.add.reduceat(
            np.concatenate([products, (second * rest)[None]]), segments.firsts, axis=1
        )
        a, b, c, x, y = sums
        a, c = a + _RIDGE, c + _RIDGE
        return np.stack([c * x - b * y, a * y - b * x], axis=1) / (a * c - b * b)[:, None]

    def _miss(self, segments: _Segments, error: NDArray[np.float64]) -> NDArray[np.float64]:
        """The larger of the errors in value and in velocity as shares of what is allowed."""
        miss = np.abs(error) / self.bounds[segments.at]
        if np.isfinite(self.precision.velocity):
            steps = np.abs(np.diff(error)) * self.rate / self.precision.velocity
            steps[np.diff(segments.of) != 0] = 0
            miss[1:] = np.maximum(miss[1:], steps)
            miss[:-1] = np.maximum(miss[:-1], steps)
        return miss


def _basis(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each handle of a cubic Bezier curve moves it, [samples, 2]."""
    rest = 1 - share
    return np.stack([3 * share * rest * rest, 3 * share * share * rest], axis=1)


def _segments(starts: Indices, ends: Indices) -> _Segments:
    lengths = ends - starts + 1
    firsts = np.cumsum(lengths) - lengths
    of = np.repeat(np.arange(len(starts)), lengths)
    steps = np.arange(len(of)) - firsts[of]
    return _Segments(starts, ends, starts[of] + steps, of, firsts, steps / (lengths - 1)[of])


def _cuts(segments: _Segments, miss: NDArray[np.float64], worst: NDArray[np.float64]) -> Indices:
    """Where each segment outside its bound is split: at its worst sample between its keys."""
    inner = (segments.share > 0) & (segments.share < 1)
    inside: NDArray[Any] = np.where(inner, miss, -1.0)
    peaks = np.maximum.reduceat(inside, segments.firsts)
    found = np.flatnonzero((inside == peaks[segments.of]) & (worst[segments.of] > 1))
    _, once = np.unique(segments.of[found], return_index=True)
    return segments.at[found[once]]


def turning(values: Array, depth: float) -> Mask:
    """Where each row of `values` [channels, samples] turns by more than `depth`: both ends of a
    highest or lowest stretch."""
    marked = np.zeros(values.shape, bool)
    for row, channel in zip(marked, values, strict=True):
        row[_turning(channel, depth)] = True
    return marked


def _turning(values: Array, depth: float) -> list[int]:
    """Walks over the extrema; one counts once the curve has left it by more than the depth."""
    moves = np.flatnonzero(np.diff(values))
    signs = np.sign(np.diff(values)[moves])
    flips = np.flatnonzero(signs[1:] != signs[:-1])
    firsts, lasts = moves[flips] + 1, moves[flips + 1] if len(flips) else flips
    levels: list[float] = values[np.concatenate([[0], firsts, [len(values) - 1]])].tolist()
    found: list[int] = []
    low = high = heading = 0
    for place, level in enumerate(levels):
        high = place if heading >= 0 and level > levels[high] else high
        low = place if heading <= 0 and level < levels[low] else low
        if heading >= 0 and level < levels[high] - depth:
            found, low, heading = [*found, high], place, -1
        elif heading <= 0 and level > levels[low] + depth:
            found, high, heading = [*found, low], place, 1
    inner = np.array([place - 1 for place in found if 0 < place <= len(flips)], np.int64)
    return [*firsts[inner].tolist(), *lasts[inner].tolist()]
