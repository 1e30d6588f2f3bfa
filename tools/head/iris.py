"""The eye's colours, painted over polar angles: pupil, iris with fibres, limbus, veined white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .noise import layered, noise

Floats = NDArray[np.float64]

SIZE = 512
"""Edge of the eye's texture in texels."""
PUPIL, COLLAR, IRIS, LIMBUS = 0.120, 0.205, 0.385, 0.435
"""Polar angles in radians, from the front: the edges of the pupil, of the iris' inner zone and of
the iris, and where white begins. The eyes of hm08 are large: a true iris takes less of them."""

_RAMP = (
    (PUPIL - 0.010, (0.008, 0.006, 0.006)),
    (PUPIL + 0.006, (0.17, 0.095, 0.045)),
    (PUPIL + 0.025, (0.41, 0.250, 0.125)),
    (COLLAR, (0.45, 0.305, 0.165)),
    (COLLAR + 0.035, (0.405, 0.320, 0.185)),
    (IRIS - 0.085, (0.355, 0.310, 0.215)),
    (IRIS - 0.050, (0.215, 0.185, 0.145)),
    (IRIS - 0.010, (0.060, 0.050, 0.048)),
    (IRIS + 0.005, (0.085, 0.075, 0.075)),
    (LIMBUS, (0.56, 0.54, 0.53)),
    (LIMBUS + 0.10, (0.785, 0.765, 0.750)),
    (LIMBUS + 0.30, (0.815, 0.785, 0.765)),
    (1.15, (0.80, 0.715, 0.685)),
    (1.7, (0.77, 0.55, 0.52)),
)
"""Colours in sRGB from the pupil outwards, by polar angle."""
_WINDOW, _WINDOW_SIZE = np.array([0.0, 0.125]), 0.058
"""Where the catchlight is and its radius, in radians from the eye's front."""
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
    painted *= (_fibres(angles, side) * _gathered(angles, side))[:, None]
    vein = _veins(angles, side)[:, None]
    painted = painted + vein * (_VEIN - painted)
    return np.clip(painted + _catchlight(angles, side)[:, None] * (1 - painted), 0, 1)


def _catchlight(angles: Floats, side: Floats) -> Floats:
    """A window's light on the cornea [n] 0..1, above the pupil, for views without lamps."""
    away = np.hypot(*(angles[:, None] * side - _WINDOW).T)
    return 0.92 * np.clip((_WINDOW_SIZE - away) / 0.012 + 0.5, 0, 1)


def _fibres(angles: Floats, side: Floats) -> Floats:
    """The iris' brightness [n] around 1: radial fibres that wander, fading at its edges."""
    wander = 0.10 * noise(np.c_[side * 3, angles * 6], 1.0, seed=4)
    turned = np.c_[side[:, 0] + wander, side[:, 1] - wander, angles * 0.7]
    rays = 0.6 * noise(turned, 0.16, seed=5) + 0.6 * noise(turned, 0.06, seed=6)
    crypts = np.clip(noise(np.c_[side, angles * 8], 0.28, seed=7) - 0.35, 0, 1)
    middle, width = (PUPIL + IRIS) / 2, (IRIS - PUPIL) / 2
    inside = np.clip(1.15 - np.abs((angles - middle) / width) ** 3, 0, 1)
    return 1 + inside * (0.55 * rays - 0.75 * crypts)


def _gathered(angles: Floats, side: Floats) -> Floats:
    """The iris' brightness [n] around 1: the lid shades its top, the cornea gathers light below.

    Painted, because the eyeball's cornea is no lens of its own.
    """
    iris = np.clip((LIMBUS - angles) / (LIMBUS - IRIS), 0, 1)
    return 1 - 0.30 * iris * side[:, 1] * np.clip(angles / IRIS, 0, 1)


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
