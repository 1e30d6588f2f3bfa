"""ARKit's channels on a FLAME head, solved: the parameters that move it as the embedded head moves.

For each channel the expression values and joint turns whose motion comes nearest to what the
channel does to the embedded head (see solve_fit); eyes turn as the embedded eyeballs do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..face.basis import BLENDSHAPES, CHANNELS
from ..geometry.registration import best_rigid
from ..geometry.rotations import axis_angles, from_euler
from ..track import Array, Track
from .container import JOINTS, HeadModel
from .flame import FlameModel
from .flame_sequence import FlameSequence
from .solve_fit import STILL, Problem, Residual, problem_of
from .solve_surface import JAW, UP

HEAD_TURNS = {"headPitch": (1.0, 0, 0), "headYaw": (0, -1.0, 0), "headRoll": (0, 0, 1.0)}
"""The neck's turn (radians about FLAME's axes) for one radian of each channel."""
JAW_CHANNELS = ("jawForward", "jawRight", "jawLeft", "jawOpen")
"""What the jaw's joint does, where it carries anything."""


@dataclass(frozen=True)
class Solved:
    """`expression` [CHANNELS, m] and `turns` [CHANNELS, 5, 3] (Euler angles XYZ in radians about
    FLAME's axes, joints as JOINTS) that each channel's value 1 adds; what it left over."""

    expression: Array
    turns: Array
    residuals: tuple[Residual, ...]

    def sequence(self, face: Track) -> FlameSequence:
        """A face [frames, CHANNELS] as FLAME's parameters at the same rate."""
        values = face.values.astype(float)
        turns = np.einsum("tc,cjd->tjd", values, self.turns)
        return FlameSequence(values @ self.expression, axis_angles(from_euler(turns)), face.rate)


def solve(head: HeadModel, model: FlameModel) -> Solved:
    """Solves every channel of the face on the model's own mesh. Takes some seconds.

    Raises HeadError where the mesh has no face that can be found.
    """
    return solve_problem(head, problem_of(head, model))


def solve_problem(head: HeadModel, problem: Problem) -> Solved:
    """The same for a problem that was set up before."""
    expression = np.zeros((len(CHANNELS), problem.model.expression.shape[2]))
    turns = np.zeros((len(CHANNELS), len(JOINTS), 3))
    found = list[Residual]()
    for name in sorted(BLENDSHAPES, key=lambda name: name == "mouthClose"):  # it needs jawOpen's
        row = CHANNELS.index(name)
        turns[row, 3:] = _eye_turns(head, name)
        if name in JAW_CHANNELS and problem.model.weights[:, JAW].max() > 0.1:
            turns[row, JAW] = problem.jaw_turn(name)
        opened = CHANNELS.index("jawOpen") if name == "mouthClose" else None
        base = (np.zeros(3), 0.0) if opened is None else (turns[opened, JAW], expression[opened])
        expression[row], residual = problem.fitted(name, turns[row, JAW] + base[0], base[1])
        found.append(residual)
    for name, turn in HEAD_TURNS.items():
        turns[CHANNELS.index(name), JOINTS.index("neck")] = turn
    return Solved(expression, turns, tuple(sorted(found, key=lambda r: CHANNELS.index(r.channel))))


def _eye_turns(head: HeadModel, name: str) -> Array:
    """How a channel turns the embedded eyeballs [2, 3]: Euler angles about FLAME's axes."""
    turns = [_rigid_turn(head, name, part) for part in ("eye_left", "eye_right")]
    angles = axis_angles(np.stack(turns)) @ UP.T
    return np.where(np.abs(angles) < STILL, 0.0, angles)


def _rigid_turn(head: HeadModel, name: str, part: str) -> Array:
    """The rotation [3, 3] that comes nearest to what a channel does to a part."""
    faces = np.repeat(head.face_part == head.parts.index(part), head.lengths)
    rows = np.unique(head.loops[faces])
    return best_rigid(head.vertices[rows], head.shaped({name: 1.0})[rows]).rotation
