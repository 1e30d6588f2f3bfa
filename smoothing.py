"""Smoothing along time with short kernels, linear in the number of frames."""

from __future__ import annotations

import numpy as np

from .track import Array


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


def widened(values: Array, reach: int) -> Array:
    """The largest of `values` [frames] within `reach` frames either side."""
    padded = np.concatenate([values[:1]] * reach + [values] + [values[-1:]] * reach)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).max(-1)
