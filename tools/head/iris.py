"""The eye's colours, painted over polar angles: pupil, iris with fibres, limbus, veined white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .noise import layered, noise

Floats = NDArray[np.float64]

SIZE = 512
"""Edge of the eye's texture in texels."""
PUPIL, COLLAR, IRIS, LIMBUS = 0.135, 0.215, 0.385, 0.435
"""Polar angles in radians, from the front: the edges of the pupil, of the iris' inner zone and of
the iris, and where white begins. The eyes of hm08 are large: a true iris takes less of them."""

_RAMP = (
    (PUPIL - 0.010, (0.010, 0.008, 0.008)),
    (PUPIL + 0.008, (0.20, 0.115, 0.06)),
    (PUPIL + 0.030, (0.36, 0.225, 0.12)),
    (COLLAR, (0.37, 0.25, 0.14)),
    (COLLAR + 0.05, (0.30, 0.225, 0.145)),
    (IRIS - 0.07, (0.26, 0.215, 0.155)),
    (IRIS - 0.01, (0.115, 0.10, 0.085)),
    (LIMBUS, (0.60, 0.575, 0.56)),
    (LIMBUS + 0.10, (0.835, 0.815, 0.80)),
    (LIMBUS + 0.30, (0.865, 0.835, 0.815)),
    (1.15, (0.84, 0.755, 0.725)),
    (1.7, (0.80, 0.58, 0.55)),
)
"""Colours in sRGB from the pupil outwards, by polar angle."""
_VEIN = np.array([0.70, 0.27, 0.23])


def polar_uv(directions: Floats, angles: Floats) -> Floats:
    """UV [n, 2]: the iris large in the middle, the back of the eye on the rim of the disc."""
    side = directions[:, :2] / np.maximum(np.hypot(*directions[:, :2].T), 1e-9)[:, None]
    return 0.5 + 0.49 * np.sqrt(angles / np.pi)[:, None] * side


def eye_image() -> Floats:
    """The eye's texture in sRGB, [SIZE, SIZE, 3]."""
    place = (np.arange(SIZE) + 0.5) / SIZE * 2 - 1
    x, y = (axis.ravel() for axis in np.meshgrid(place, -place))
    angles = np.minimum((np.hypot(x, y) / 0.98) ** 2, 1) * np.pi
    side = np.stack([x, y], axis=1) / np.maximum(np.hypot(x, y), 1e-9)[:, None]
    return _painted(angles, side).reshape(SIZE, SIZE, 3)


def _painted(angles: Floats, side: Floats) -> Floats:
    uneven = 0.012 * noise(np.c_[side * 4, 0 * angles], 0.7, seed=3)
    stops, colours = zip(*_RAMP, strict=True)
    edge = angles + uneven * (angles > PUPIL + 0.02) * (angles < IRIS)
    painted = np.stack([np.interp(edge, stops, c) for c in np.array(colours).T], axis=1)
    painted *= _fibres(angles, side)[:, None]
    vein = _veins(angles, side)[:, None]
    return np.clip(painted + vein * (_VEIN - painted), 0, 1)


def _fibres(angles: Floats, side: Floats) -> Floats:
    """The iris' brightness [n] around 1: radial fibres that wander, fading at its edges."""
    wander = 0.10 * noise(np.c_[side * 3, angles * 6], 1.0, seed=4)
    turned = np.c_[side[:, 0] + wander, side[:, 1] - wander, angles * 1.6]
    rays = 0.6 * noise(turned, 0.16, seed=5) + 0.6 * noise(turned, 0.06, seed=6)
    crypts = np.clip(noise(np.c_[side, angles * 8], 0.28, seed=7) - 0.35, 0, 1)
    middle, width = (PUPIL + IRIS) / 2, (IRIS - PUPIL) / 2
    inside = np.clip(1.15 - np.abs((angles - middle) / width) ** 3, 0, 1)
    return 1 + inside * (0.42 * rays - 0.6 * crypts)


def _veins(angles: Floats, side: Floats) -> Floats:
    """Fine veins in the white [n] 0..1, the more the further back."""
    flat = np.c_[side * angles[:, None], 0 * angles]
    bent = (
        flat
        + 0.10 * np.c_[layered(flat, 0.4, 3, seed=8), layered(flat, 0.4, 3, seed=9), 0 * angles]
    )
    lines = np.exp(-((noise(bent, 0.26, seed=10) / 0.035) ** 2))
    thin = np.clip(0.2 + noise(flat, 0.5, seed=12), 0, 1)
    return 0.38 * lines * thin * np.clip((angles - LIMBUS - 0.12) / 0.6, 0, 1)
