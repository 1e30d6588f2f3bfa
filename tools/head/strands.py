"""The picture of strands: how bright hair is across a lock and along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .noise import noise

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 512, 256


def strands_image() -> Floats:
    """Brightness [HEIGHT, WIDTH, 3] 0..1, grey; hair runs upwards, from dark roots to its tips."""
    u, v = np.meshgrid((np.arange(WIDTH) + 0.5) / WIDTH, 1 - (np.arange(HEIGHT) + 0.5) / HEIGHT)
    flat = np.stack([u.ravel(), v.ravel(), 0 * u.ravel()], axis=1)
    wander = 0.006 * noise(flat * [1, 1, 0], 0.25, seed=90)
    across = flat[:, 0] + wander
    coarse = noise(np.c_[across, 0.02 * flat[:, 1], 0 * across], 0.030, seed=91)
    fine = noise(np.c_[across, 0.010 * flat[:, 1], 0 * across], 0.0085, seed=92)
    single = noise(np.c_[across, 0.006 * flat[:, 1], 0 * across], 0.0042, seed=93)
    roots = np.interp(flat[:, 1], (0, 0.25, 0.8, 1), (-0.28, 0, 0.06, 0.10))
    light = 0.48 + 0.20 * coarse + 0.26 * fine + 0.20 * single + roots
    return np.clip(light, 0, 1).reshape(HEIGHT, WIDTH, 1).repeat(3, axis=2)


def shade(uv: Floats, image: Floats) -> Floats:
    """What the picture shows at places [n, 2], [n]; a little smoothed across."""
    row = np.clip(((1 - uv[:, 1]) * HEIGHT).astype(int), 0, HEIGHT - 1)
    column = np.clip((uv[:, 0] * WIDTH).astype(int), 2, WIDTH - 3)
    return np.mean([image[row, column + k, 0] for k in range(-2, 3)], axis=0)
