"""How well one curve follows another: Pearson's r, Lin's concordance, Spearman's rho."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

Array = NDArray[np.float32]


def pearson(found: Array, truth: Array) -> float:
    """Pearson's r of two curves [t]; 0 where one of them does not move."""
    if found.std() < 1e-6 or truth.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(found, truth)[0, 1])


def concordance(found: Array, truth: Array) -> float:
    """Lin's concordance of two curves [t]: 1 only where level and size agree too."""
    shift = (found.mean() - truth.mean()) ** 2
    both = np.mean((found - found.mean()) * (truth - truth.mean()))
    return float(2 * both / (found.var() + truth.var() + shift + 1e-12))


def spearman(one: Array, other: Array) -> float:
    """Spearman's rank correlation of two curves [t]; 0 where one of them does not move."""
    if one.std() < 1e-9 or other.std() < 1e-9:
        return 0.0
    return float(spearmanr(one, other).statistic)
