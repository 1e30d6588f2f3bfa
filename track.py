"""Track: evenly sampled, named channels, the data type that every stage shares; smoothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .spool import Spool, column, forget, slices

Array = NDArray[np.floating[Any]]
"""float32 unless said otherwise; numpy 1 and 2 type differently which operations keep it."""

_A_SIGMA = 5
"""How often a low-passed channel is found within a sigma."""


@dataclass(frozen=True)
class Track:
    """Frame k of `values` [frames, channels] is at k / rate seconds."""

    values: Array
    rate: float
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.values.ndim != 2:
            raise ValueError(f"a track is [frames, channels], not {self.values.shape}")
        if self.names and len(self.names) != self.values.shape[1]:
            raise ValueError(f"{len(self.names)} names for {self.values.shape[1]} channels")

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, name: str) -> Array:
        """The channel of that name, [frames]."""
        return column(self.values, self.names.index(name))

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.values) / self.rate

    @property
    def times(self) -> NDArray[np.float64]:
        """Seconds of each frame, [frames]."""
        return np.arange(len(self.values)) / self.rate

    def at(self, times: NDArray[np.float64]) -> Array:
        """The values [times, channels] at any times (s): linear between frames, held outside."""
        last = len(self.values) - 1
        position = np.clip(times * self.rate, 0, last)
        before = np.minimum(position.astype(np.int64), max(last - 1, 0))
        after = np.minimum(before + 1, last)
        share = (position - before)[:, None]
        return ((1 - share) * self.values[before] + share * self.values[after]).astype(np.float32)

    def resampled(self, rate: float) -> Self:
        """The same track at another rate, as long as this one (rounded up to a whole frame)."""
        if rate == self.rate:
            return self
        frames = max(1, int(np.ceil(round(self.duration * rate, 6))))
        made, times = Spool(), np.arange(frames) / rate
        for inside in slices(frames):
            made.add(self.at(times[inside]))
            forget(self.values)
        return replace(self, values=made.array(), rate=rate)


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where a mask [frames] is true: first and last-plus-one of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def gaussian(values: Array, sigma: float) -> Array:
    """`values` [frames] or [frames, channels] low-passed; sigma in frames, the ends held."""
    if sigma <= 0:
        return values
    reach = int(np.ceil(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    weights /= weights.sum()
    padded = np.concatenate([values[:1]] * reach + [values] + [values[-1:]] * reach)
    smooth = np.zeros_like(values, np.float32)
    for weight, start in zip(weights, range(2 * reach + 1), strict=True):
        smooth += weight * padded[start : start + len(values)]
    return smooth


def slow(values: Array, rate: float, sigma_s: float) -> Array:
    """`values` [frames] low-passed by a Gaussian of so many seconds, found at a few frames a sigma:
    for long ones, where `gaussian` takes its time."""
    few = max(1, int(sigma_s * rate / _A_SIGMA))
    padded = np.pad(values, (0, -len(values) % few), mode="edge")
    low = gaussian(padded.reshape(-1, few).mean(1), sigma_s * rate / few)
    places = (np.arange(len(values)) - (few - 1) / 2) / few
    return np.interp(places, np.arange(len(low)), low).astype(np.float32)


def smoothstep(share: Array) -> Array:
    """Shares 0..1, with an even start and end (a cubic, as shaders have it)."""
    return share * share * (3 - 2 * share)


def widened(values: Array, reach: int) -> Array:
    """The largest of `values` [frames] within `reach` frames either side."""
    padded = np.concatenate([values[:1]] * reach + [values] + [values[-1:]] * reach)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).max(-1)
