"""One channel's fit on a FLAME head: what is fitted to what, and the values that come nearest.

Least squares over the face's vertices by their area, with a ridge on the expression, whose values
are standard deviations. The jaw's turn is searched around that (variable projection).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from ..face.basis import BLENDSHAPES
from ..geometry.rotations import axis_angles, from_euler, matrices
from ..track import Array
from .container import JOINTS, HeadModel
from .flame import FlameModel, Integers, chained
from .solve_register import Registration, register
from .solve_surface import JAW, UP, Surface, face_rows, flame_surface, head_surface

RIDGE = 2e-3
"""Weight of the expression's own size, as a share of the basis' mean energy."""
JAW_RIDGE = 0.05
"""The same while the jaw's turn is searched: what a turn can explain is left to it."""
LIPS, LIP_REACH = 20.0, 0.02
"""How much more lips count where they shall meet, and how far (m) from their parting they are."""
STILL = 0.01
"""Radians below which a turn is the registration's noise, and left out."""


@dataclass(frozen=True)
class Residual:
    """How well a channel is reproduced, in millimetres over the vertices that it moves.

    `motion` is what it should do and `error` what is left of it (root mean squares); `worst` is
    the largest error of a vertex, `share` the energy that is reproduced, 0..1.
    """

    channel: str
    motion: float
    error: float
    worst: float
    share: float


@dataclass(frozen=True)
class Problem:
    """What is fitted to what: `wanted` displacements [n, 3] by channel, in FLAME's axes, of the
    `rows` [n] of the model, counted by `counts` [n], or by `closing` where lips shall meet."""

    model: FlameModel
    rows: Integers
    counts: Array
    closing: Array
    wanted: Mapping[str, Array]

    def posed(self, jaw: Array, expression: Array | float) -> tuple[Array, Array]:
        """Where the rows are [n, 3] with the jaw turned, and what each expression adds there."""
        turns = np.zeros((1, len(JOINTS), 3))
        turns[0, JAW] = axis_angles(from_euler(jaw))
        model, shapes = self.model, self.model.expression[self.rows]
        values = np.zeros((1, shapes.shape[2])) + expression
        turned, _ = chained(matrices(turns), model.joints())
        blend = np.einsum("vj,jab->vab", model.weights[self.rows], turned[0])
        return model.posed(values, turns, rows=self.rows)[0], blend @ shapes

    def target(self, name: str) -> Array:
        """Where the rows should be: mouthClose is the closing of an open jaw."""
        wanted = self.wanted[name] + (self.wanted["jawOpen"] if name == "mouthClose" else 0.0)
        return self.model.template[self.rows] + wanted

    def fitted(self, name: str, jaw: Array, base: Array | float) -> tuple[Array, Residual]:
        """The expression [m] that, added to `base` with the jaw turned so, comes nearest."""
        place, basis = self.posed(jaw, base)
        gap = self.target(name) - place
        counts = self.closing if name == "mouthClose" else self.counts
        values = _ridge(basis, gap, counts, RIDGE)
        return values, self.residual(name, gap - basis @ values)

    def jaw_turn(self, name: str) -> Array:
        """The jaw's turn [3] that comes nearest, with the best expression for it (Gauss-Newton)."""
        jaw, step, thin = np.zeros(3), 1e-3, self.thinned(4)
        for _ in range(5):
            here = thin.left(name, jaw)
            slopes = [(thin.left(name, jaw + step * axis) - here) / step for axis in np.eye(3)]
            jaw = jaw - np.linalg.lstsq(np.stack(slopes, axis=1), here, rcond=None)[0]
        return np.where(np.abs(jaw) < STILL, 0.0, jaw)

    def thinned(self, step: int) -> Problem:
        """The same with every so many rows."""
        some = slice(None, None, step)
        wanted = {name: moves[some] for name, moves in self.wanted.items()}
        counts = self.counts[some], self.closing[some]
        return Problem(self.model, self.rows[some], *counts, wanted)

    def left(self, name: str, jaw: Array) -> Array:
        """What is left of the motion [n * 3 + m], with the ridge's part, once the jaw is turned."""
        place, basis = self.posed(jaw, 0.0)
        gap = self.target(name) - place
        values = _ridge(basis, gap, self.counts, JAW_RIDGE)
        error = np.sqrt(self.counts)[:, None] * (gap - basis @ values)
        size = np.sqrt(JAW_RIDGE * _energy(basis, self.counts)) * values
        return np.concatenate([error.ravel(), size])

    def residual(self, name: str, left: Array) -> Residual:
        """What is left of a channel's motion, over the vertices that it moves visibly."""
        wanted = np.linalg.norm(self.wanted[name], axis=1)
        moved = wanted > max(2e-4, 0.05 * wanted.max())
        error, counts = np.linalg.norm(left, axis=1)[moved], self.counts[moved]
        motion, rest = (1e3 * _rms(part, counts) for part in (wanted[moved], error))
        share = 1 - (rest / motion) ** 2 if motion else 0.0
        return Residual(name, motion, rest, 1e3 * float(error.max(initial=0)), share)


def _rms(lengths: Array, counts: Array) -> float:
    return float(np.sqrt((counts * lengths**2).sum() / max(counts.sum(), 1e-12)))


def _energy(basis: Array, counts: Array) -> float:
    """The mean energy of the basis' columns [n, 3, m]."""
    return float(np.einsum("n,ndm,ndm->", counts, basis, basis)) / max(basis.shape[2], 1)


def _ridge(basis: Array, wanted: Array, counts: Array, ridge: float) -> Array:
    """Values [m] with which the basis [n, 3, m] comes nearest to `wanted` [n, 3]."""
    root = np.sqrt(counts)[:, None]
    columns = (root[..., None] * basis).reshape(-1, basis.shape[2])
    system = columns.T @ columns
    system += ridge * np.trace(system) / len(system) * np.eye(len(system))
    return cast(Array, np.linalg.solve(system, columns.T @ (root * wanted).ravel()))


def problem_of(head: HeadModel, model: FlameModel) -> Problem:
    """Registers the embedded head to the model. Raises HeadError where it has no face."""
    mine, skin = head_surface(head)
    other = flame_surface(model)
    found = register(mine, other, face_rows(model, other))
    rest = head.vertices[skin].astype(float)
    deltas = {name: head.shaped({name: 1.0})[skin] - rest for name in BLENDSHAPES}
    wanted = {name: found.carried(delta) @ UP.T for name, delta in deltas.items()}
    return Problem(model, found.rows, *_counts(other, found), wanted)


def _counts(other: Surface, found: Registration) -> tuple[Array, Array]:
    """How much each row counts [n]: by its area and trust; and besides by how near the lips are."""
    counts = other.areas[found.rows] * found.trust
    parting = other.landmarks()[3]
    away = np.linalg.norm(other.points[found.rows] - parting, axis=1)
    closing = counts * (1 + LIPS * np.exp(-((away / LIP_REACH) ** 2)))
    return counts / counts.sum(), closing / closing.sum()
