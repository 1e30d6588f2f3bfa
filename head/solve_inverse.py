"""A FLAME sequence as a face: the channels whose motion comes nearest to what it does.

The other direction of `solve`, over the same vertices and the same displacements: for each frame
the values 0..1 of the shapes that add up to the skin's motion (least squares within bounds). Gaze
and head come from the turns of eyes, neck and root.
"""

from __future__ import annotations

import numpy as np

from ..face.basis import BLENDSHAPES, CHANNELS
from ..geometry.least_squares import bounded
from ..geometry.rotations import euler_angles, matrices
from ..track import Array, Track
from .container import JOINTS
from .flame_sequence import FlameSequence
from .solve import Solved
from .solve_fit import Problem

SHAPES = tuple(name for name in BLENDSHAPES if "Look" not in name and name != "tongueOut")
"""What is found from the skin; gaze is not, and a tongue FLAME has not."""
STEPS, CHUNK, RIDGE = 300, 256, 1e-3
"""Steps of descent, frames at a time, and a ridge for shapes that are much alike."""
SPARSE = 0.003
"""What a shape must explain before it moves at all, as a share of what most explain (lasso)."""


def recover(problem: Problem, solved: Solved, found: FlameSequence) -> Track:
    """The face [frames, CHANNELS] at the sequence's own rate."""
    values = np.zeros((len(found), len(CHANNELS)), np.float32)
    _place_turns(values, found, solved)
    thin = problem.thinned(3)
    root = np.sqrt(thin.counts)[:, None]
    basis = np.stack([(root * thin.wanted[name]).ravel() for name in BLENDSHAPES])
    gaze = [BLENDSHAPES.index(name) for name in BLENDSHAPES if name not in SHAPES]
    skin = [BLENDSHAPES.index(name) for name in SHAPES]
    for start in range(0, len(found), CHUNK):
        frames = slice(start, start + CHUNK)
        moved = (root * _motion(thin, found, frames)).reshape(-1, basis.shape[1])
        moved = moved - values[frames, gaze] @ basis[gaze]
        values[frames, skin] = _boxed(basis[skin], moved)
    return Track(values, found.rate, CHANNELS)


def _motion(problem: Problem, found: FlameSequence, frames: slice) -> Array:
    """How the rows move [t, n, 3] while the head is held still."""
    turns = found.turns[frames].copy()
    turns[:, : JOINTS.index("jaw")] = 0
    count = min(found.expression.shape[1], problem.model.expression.shape[2])
    model, rows = problem.model, problem.rows
    return model.posed(found.expression[frames, :count], turns, rows=rows) - model.template[rows]


def _boxed(basis: Array, moved: Array) -> Array:
    """Values [t, k] in 0..1 with which the basis [k, n] comes nearest to `moved` [t, n]."""
    system = basis @ basis.T
    system += RIDGE * np.trace(system) / len(system) * np.eye(len(system))
    goal = moved @ basis.T - SPARSE * np.median(np.diagonal(system))
    pace = float(1 / np.linalg.eigvalsh(system)[-1])
    start = np.zeros((len(moved), len(basis)))
    return bounded(lambda values: values @ system - goal, start, pace, (0, 1), STEPS)


def _place_turns(values: Array, found: FlameSequence, solved: Solved) -> None:
    """Head and eyes in radians, and the looks that turn the eyes as far."""
    rotations = matrices(found.turns)
    _place(values, "head", euler_angles(rotations[:, 0] @ rotations[:, 1]))
    for side, joint in (("left", "eye_left"), ("right", "eye_right")):
        row = JOINTS.index(joint)
        angles = euler_angles(rotations[:, row])
        _place(values, f"{side}Eye", angles)
        for way in ("Down", "Up", "In", "Out"):
            name = f"eyeLook{way}{side.capitalize()}"
            turn = solved.turns[CHANNELS.index(name), row]
            share = angles @ turn / max(float(turn @ turn), 1e-9)
            values[:, CHANNELS.index(name)] = np.clip(share, 0, 1)


def _place(values: Array, stem: str, angles: Array) -> None:
    pitch, yaw, roll = angles.T
    for turn, angle in (("Yaw", -yaw), ("Pitch", pitch), ("Roll", roll)):
        values[:, CHANNELS.index(stem + turn)] = angle
