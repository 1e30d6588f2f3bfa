"""The lids kept off the eyeballs: no shape may press the skin into them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .eyes import LOOKS, bulge
from .rigid import sphere_fit, turn
from .source import BaseMesh
from .symmetry import FLIP, mirror_name

Floats = NDArray[np.float64]

MARGIN = 0.025
"""Decimetres of air that a lid keeps, unless it lies nearer at rest; two shapes may share it."""
BLINK = 0.010
"""The air under a closed lid: on its straight way there it cuts across the cornea's bulge."""
_REACH, _FRONT = 0.6, 0.3
_AHEAD = np.array([0.0, 0.0, 1.0])


def clear_of_eyes(mesh: BaseMesh, person: Floats, shapes: dict[str, Floats]) -> dict[str, Floats]:
    """The shapes [n, 3] with the skin around the eyes pushed out to where it stays clear."""
    cleared = {name: deltas.copy() for name, deltas in shapes.items()}
    skin = mesh.vertices_of("body")
    for side, flip in (("l", np.ones(3)), ("r", FLIP)):
        centre, radius = sphere_fit(person[mesh.vertices_of(f"helper-{side}-eye")])
        around = person - centre
        air = _air(around[skin], _AHEAD, radius)
        near = (air > 0) & (air < _REACH) & (around[skin, 2] > _FRONT * radius)
        lids, floor = skin[near], np.minimum(air[near], MARGIN)
        for name, deltas in cleared.items():
            left = name if side == "l" else mirror_name(name)
            moved = around[lids] + deltas[lids]
            least = np.maximum(floor, BLINK) if left == "eyeBlinkLeft" else floor
            lack = np.maximum(least - _air(moved, _gaze(left) * flip, radius), 0)
            deltas[lids] += _unit(moved) * lack[:, None]
    return cleared


def _air(around: Floats, gaze: Floats, radius: float) -> Floats:
    """How far points [n, 3] around an eye's centre stand off its surface, [n]."""
    angles = np.arccos(np.clip(_unit(around) @ gaze, -1, 1))
    return np.linalg.norm(around, axis=1) - radius * bulge(angles)


def _gaze(left_shape: str) -> Floats:
    """Where the left eye looks under a shape, [3]."""
    return turn(*LOOKS[left_shape]) @ _AHEAD if left_shape in LOOKS else _AHEAD


def _unit(vectors: Floats) -> Floats:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
