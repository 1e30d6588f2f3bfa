"""The eyeballs: one closed surface each, with the cornea's bulge and a painted iris."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .part import Part, fan, plain, tube
from .person import Person
from .rigid import sphere_fit, turn

Floats = NDArray[np.float64]

SEGMENTS = 40
PUPIL, IRIS, LIMBUS = 0.150, 0.385, 0.445
"""Polar angles in radians, from the front: the edges of the pupil and iris, and where white begins.
The eyes of hm08 are large, so a true iris takes a smaller share of them."""
BULGE, BULGE_ANGLE = 0.034, 0.50
"""The cornea stands out by this share of the radius, within this polar angle."""

LOOKS = {
    "eyeLookInLeft": (1, -25),
    "eyeLookOutLeft": (1, 25),
    "eyeLookUpLeft": (0, -18),
    "eyeLookDownLeft": (0, 17),
}
"""How far a full gaze turns the left eye: axis and degrees."""

_ANGLES = np.r_[
    [PUPIL - 0.04, PUPIL - 0.006, PUPIL + 0.006],
    np.linspace(PUPIL + 0.04, IRIS - 0.02, 6),
    [IRIS, (IRIS + LIMBUS) / 2, LIMBUS],
    np.linspace(LIMBUS + 0.06, 0.93 * np.pi, 12),
]
_RAMP = (
    (PUPIL - 0.006, (0.012, 0.010, 0.010)),
    (PUPIL + 0.006, (0.36, 0.23, 0.12)),
    (PUPIL + 0.06, (0.52, 0.36, 0.19)),
    (IRIS - 0.06, (0.42, 0.33, 0.22)),
    (IRIS, (0.20, 0.16, 0.13)),
    (LIMBUS, (0.78, 0.75, 0.73)),
    (LIMBUS + 0.25, (0.90, 0.885, 0.87)),
    (1.3, (0.88, 0.83, 0.80)),
    (1.9, (0.82, 0.64, 0.60)),
)
"""Colours in sRGB from the pupil outwards, by polar angle."""
_FIBRES = 0.22


def left_eye(person: Person) -> Part:
    """The left eye, looking straight ahead."""
    helper = person.mesh.vertices_of("helper-l-eye")
    centre, radius = sphere_fit(person.vertices[helper])
    directions, angles = _directions()
    around = directions * radius * bulge(angles)[:, None]
    part = plain(
        "eye_left", "eye", centre + around, _faces(), _colours(angles), "eye_left",
        {name: around @ (turn(*look).T - np.eye(3)) for name, look in LOOKS.items()},
    )  # fmt: skip
    corners = np.concatenate(part.faces)
    return Part(**{**vars(part), "uv": _polar_uv(directions, angles)[corners]})


def bulge(angles: Floats) -> Floats:
    """The eye's radius at polar angles [n] from its gaze, as a share of the eyeball's."""
    return 1 + BULGE * (1 - np.clip(angles / BULGE_ANGLE, 0, 1) ** 2) ** 2


def _directions() -> tuple[Floats, Floats]:
    """Unit vectors [n, 3] from the eye's centre and their polar angles [n]: poles first."""
    turns = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS + np.pi / 2
    sides = np.stack([np.cos(turns), np.sin(turns), np.zeros(SEGMENTS)], axis=1)
    rings = [np.sin(a) * sides + [0, 0, np.cos(a)] for a in _ANGLES]
    poles = np.array([[0, 0, 1.0], [0, 0, -1.0]])
    angles = np.r_[0, np.pi, np.repeat(_ANGLES, SEGMENTS)]
    return np.concatenate([poles, *rings]), angles


def _faces() -> list[list[int]]:
    rings = len(_ANGLES)
    front = [face[::-1] for face in fan(2, SEGMENTS, 0)]
    back = fan(2 + (rings - 1) * SEGMENTS, SEGMENTS, 1)
    return [face[::-1] for face in [*front, *tube(rings, SEGMENTS, 2), *back]]


def _colours(angles: Floats) -> Floats:
    stops, colours = zip(*_RAMP, strict=True)
    painted = np.stack([np.interp(angles, stops, c) for c in np.array(colours).T], axis=1)
    return np.clip(painted * _fibres(angles)[:, None], 0, 1)


def _fibres(angles: Floats) -> Floats:
    """The iris' brightness [n] around 1: its radial fibres, fading at both edges."""
    rng = np.random.default_rng(11)
    rays = np.r_[0, 0, np.tile(rng.normal(0, 1, SEGMENTS), len(_ANGLES))]
    grain = np.r_[0, 0, rng.normal(0, 0.5, SEGMENTS * len(_ANGLES))]
    middle, width = (PUPIL + IRIS) / 2, (IRIS - PUPIL) / 2
    inside = np.clip(1 - ((angles - middle) / width) ** 2, 0, 1)
    return 1 + _FIBRES * inside * (rays + grain)


def _polar_uv(directions: Floats, angles: Floats) -> Floats:
    """UV [n, 2]: the iris in the middle, the back of the eye on the rim of the square."""
    side = directions[:, :2] / np.maximum(np.hypot(*directions[:, :2].T), 1e-9)[:, None]
    return 0.5 + 0.5 * (angles / np.pi)[:, None] * side
