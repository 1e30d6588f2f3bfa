"""Least squares with bounds on the values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..track import Array


def bounded(
    slope: Callable[[Array], Array],
    start: Array,
    pace: float,
    bounds: tuple[float, float],
    steps: int,
    still: float = 0.0,
) -> Array:
    """Values within the bounds that minimise a convex quadratic, by accelerated projected gradient.

    `slope` gives the gradient at values shaped as `start`; `pace` is at most one over its largest
    curvature. Ends after so many steps, or once no value moves by `still`. Source: Beck and
    Teboulle, SIAM J. Imaging Sciences, 2009 (FISTA).
    """
    values = ahead = start
    for step in range(steps):
        last, values = values, np.clip(ahead - pace * slope(ahead), *bounds)
        ahead = values + step / (step + 3) * (values - last)
        if np.abs(values - last).max() < still:
            break
    return values
