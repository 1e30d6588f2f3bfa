"""The eyeballs: one closed surface each, with the cornea's bulge and a painted iris."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .iris import LIMBUS, PUPIL, polar_uv
from .part import Part, fan, plain, tube
from .person import Person
from .rigid import sphere_fit, turn

Floats = NDArray[np.float64]

SEGMENTS = 24
BULGE, BULGE_ANGLE = 0.034, 0.50
"""The cornea stands out by this share of the radius, within this polar angle."""

LOOKS = {
    "eyeLookInLeft": (1, -25),
    "eyeLookOutLeft": (1, 25),
    "eyeLookUpLeft": (0, -18),
    "eyeLookDownLeft": (0, 17),
}
"""How far a full gaze turns the left eye: axis and degrees."""

_ANGLES = np.r_[np.linspace(0.07, BULGE_ANGLE, 7), np.linspace(BULGE_ANGLE + 0.15, 0.93 * np.pi, 9)]


def left_eye(person: Person) -> Part:
    """The left eye, looking straight ahead."""
    helper = person.mesh.vertices_of("helper-l-eye")
    centre, radius = sphere_fit(person.vertices[helper])
    directions, angles = _directions()
    around = directions * radius * bulge(angles)[:, None]
    deltas = {name: around @ (turn(*look).T - np.eye(3)) for name, look in LOOKS.items()}
    for name in person.sliders:
        moved, grown = sphere_fit((person.vertices + person.shapes[name])[helper])
        deltas[name] = moved - centre + around * (grown / radius - 1)
    uv = polar_uv(directions, angles)
    part = plain("eye_left", "eye", centre + around, _faces(), uv, "eye_left", deltas)
    return replace(part, materials=_materials(len(part.faces)))


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


def _materials(faces: int) -> list[str]:
    """All three have one look, but a solid view, which draws no textures, shows where it gazes."""
    rings = np.searchsorted(_ANGLES, (PUPIL, LIMBUS), side="right")
    pupil, iris = int(rings[0] + 1) * SEGMENTS, int(rings[1]) * SEGMENTS
    return ["pupil"] * pupil + ["iris"] * (iris - pupil) + ["eye"] * (faces - iris)


def _faces() -> list[list[int]]:
    rings = len(_ANGLES)
    front = [face[::-1] for face in fan(2, SEGMENTS, 0)]
    back = fan(2 + (rings - 1) * SEGMENTS, SEGMENTS, 1)
    return [face[::-1] for face in [*front, *tube(rings, SEGMENTS, 2), *back]]
