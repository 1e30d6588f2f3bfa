"""FLAME: a head of linear shapes, joints and pose correctives, read from files that users own.

Source: Li, Bolkart, Black, Li and Romero, "Learning a model of facial shape and expression from 4D
scans" (SIGGRAPH Asia 2017), and the layout of the models that its authors publish. Nothing of
FLAME itself is part of Intone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError
from ..geometry.rotations import matrices
from ..track import Array
from .container import JOINTS
from .flame_arrays import read_arrays
from .flame_pickle import LARGEST, read_pickle

Integers = NDArray[np.int64]

PARENTS = (-1, 0, 1, 1, 1)
_ALL = slice(None)
IDENTITIES = 300
"""Columns of `shapedirs` that are the person; those after them are the expression."""
EXPRESSIONS = 50
"""How many expressions the field's models give and take (DECA, EMOCA, EMOTE, SMIRK)."""
NEEDED = ("v_template", "f", "shapedirs", "posedirs", "J_regressor", "weights", "kintree_table")


@dataclass(frozen=True)
class FlameModel:
    """A head in metres, Y up, looking along +Z, its left side at +X.

    `template` [v, 3]; `faces` [f, 3]; `identity` [v, 3, n] and `expression` [v, 3, m] in standard
    deviations; `correctives` [v, 3, 36] for neck, jaw, left and right eye, nine elements of a
    rotation matrix minus the identity each; `regressor` [5, v] gives the joints of a shape;
    `weights` [v, 5] in the order of JOINTS. `uv` [f, 3, 2] where the file has one.
    """

    template: Array
    faces: Integers
    identity: Array
    expression: Array
    correctives: Array
    regressor: Array
    weights: Array
    uv: Array | None = None

    def reduced(self, identities: int, expressions: int) -> FlameModel:
        """The model with its first so many shapes, without idle ones at the end."""
        return replace(
            self,
            identity=_trimmed(self.identity[..., :identities]),
            expression=_trimmed(self.expression[..., :expressions]),
        )

    def joints(self, shape: Array | None = None) -> Array:
        """The joints' places [5, 3], of the person `shape` [at most n] where one is given."""
        return self.regressor @ self.person(shape)

    def person(self, shape: Array | None = None) -> Array:
        """The resting vertices [v, 3] of a person: identity values [at most n]."""
        if shape is None:
            return self.template
        return self.template + self.identity[..., : len(shape)] @ shape

    def posed(
        self,
        expression: Array,
        turns: Array,
        shape: Array | None = None,
        rows: Integers | slice = _ALL,
    ) -> Array:
        """Vertices [t, v, 3] for `expression` [t, at most m] and `turns` [t, 5, 3] (axis-angle).

        Linear blend skinning of the shape with its pose correctives, as the paper has it; of the
        vertices `rows` only, where some are given.
        """
        person, rotations = self.person(shape), matrices(turns)
        feature = (rotations[:, 1:] - np.eye(3)).reshape(len(turns), -1)
        shapes = self.expression[rows, :, : expression.shape[1]]
        shaped = shapes @ expression.T + self.correctives[rows] @ feature.T
        points = person[rows] + np.moveaxis(shaped, 2, 0)
        turned, moved = chained(rotations, self.regressor @ person)
        blend = np.einsum("vj,tjab->tvab", self.weights[rows], turned)
        return np.einsum("tvab,tvb->tva", blend, points) + self.weights[rows] @ moved


def chained(rotations: Array, joints: Array) -> tuple[Array, Array]:
    """What joints at [5, 3] that turn by [t, 5, 3, 3] do, each with those above it.

    Turns [t, 5, 3, 3] about the origin, and moves [t, 5, 3] after that.
    """
    turned = [rotations[:, 0]]
    moved = [joints[0] - np.einsum("tij,j->ti", rotations[:, 0], joints[0])]
    for joint, parent in enumerate(PARENTS[1:], start=1):
        turn = turned[parent] @ rotations[:, joint]
        rest = np.einsum("tij,j->ti", turned[parent] - turn, joints[joint])
        turned.append(turn)
        moved.append(moved[parent] + rest)
    return np.stack(turned, axis=1), np.stack(moved, axis=1)


def read_flame(path: Path, identities: int = IDENTITIES) -> FlameModel:
    """The model in a `.pkl` or `.npz` file of FLAME 2017, 2019, 2020 or 2023.

    `identities` says how many columns of its shapes are the person. Raises HeadError, in one
    sentence, for a file that is broken, carries code, or holds no head with FLAME's five joints.
    """
    if path.suffix.lower() == ".npz":
        return _model(path, dict(read_arrays(path)), identities)
    if path.suffix.lower() == ".pkl":
        return _model(path, read_pickle(path), identities)
    raise HeadError(f"{path.name} is no FLAME model: choose a .pkl or .npz file.")


def _model(path: Path, parts: Mapping[str, Any], identities: int) -> FlameModel:
    missing = [name for name in NEEDED if name not in parts]
    if missing:
        raise HeadError(
            f"{path.name} is no FLAME model (it lacks {missing[0]}): choose the model's own file, "
            "not its landmarks, texture or masks."
        )
    arrays = {name: _numbers(path, name, parts[name]) for name in NEEDED}
    _check_joints(path, arrays)
    _check_sizes(path, arrays, identities)
    shapes = arrays["shapedirs"]
    return FlameModel(
        template=arrays["v_template"],
        faces=arrays["f"].astype(np.int64),
        identity=shapes[..., :identities],
        expression=shapes[..., identities:],
        correctives=arrays["posedirs"],
        regressor=arrays["J_regressor"],
        weights=arrays["weights"] / arrays["weights"].sum(axis=1, keepdims=True),
        uv=_uv(path, parts, len(arrays["f"])),
    )


def _numbers(path: Path, name: str, part: Any) -> Array:
    """The array as float64, which is how all of FLAME's files have it. Raises HeadError."""
    numeric = isinstance(part, np.ndarray) and part.dtype.kind in "fiu"
    if not numeric or not part.ndim or part.size > LARGEST:
        raise HeadError(
            f"{path.name} is broken ({name} is no array of numbers): download it again."
        )
    array = np.asarray(part, float)
    if not np.isfinite(array).all():
        raise HeadError(f"{path.name} is broken ({name} has gaps): download it again.")
    return array


def _check_joints(path: Path, arrays: Mapping[str, Array]) -> None:
    """The root's parent stands in the files as 2**32 - 1, or as -1."""
    table = arrays["kintree_table"]
    parents = tuple(table[0].astype(np.int64)[1:]) if table.ndim == 2 else ()
    if parents != PARENTS[1:]:
        raise HeadError(
            f"{path.name} has not FLAME's five joints ({', '.join(JOINTS)}): "
            "choose a FLAME model, not SMPL, SMPL-X or MANO."
        )


def _check_sizes(path: Path, arrays: Mapping[str, Array], identities: int) -> None:
    vertices, shapes = len(arrays["v_template"]), arrays["shapedirs"]
    wanted: dict[str, tuple[int, ...]] = {
        "v_template": (vertices, 3), "shapedirs": (vertices, 3, shapes.shape[-1]),
        "posedirs": (vertices, 3, 36), "J_regressor": (5, vertices), "weights": (vertices, 5),
        "f": (len(arrays["f"]), 3),
    }  # fmt: skip
    for name, shape in wanted.items():
        if arrays[name].shape != shape:
            raise HeadError(
                f"{path.name} does not fit together ({name} is {_edges(arrays[name].shape)}, not "
                f"{_edges(shape)} for its {vertices} vertices): download it again."
            )
    if shapes.shape[-1] <= identities:
        raise HeadError(
            f"{path.name} has {shapes.shape[-1]} shapes, of which {identities} would be the "
            "person: say how many of them are identity, so that some are left for expressions."
        )
    corners = arrays["f"]
    if corners.size and not 0 <= corners.min() <= corners.max() < vertices:
        raise HeadError(f"{path.name} is broken (faces of vertices it has not): download it again.")
    if not (arrays["weights"].sum(axis=1) > 0).all():
        raise HeadError(f"{path.name} is broken (vertices without weights): download it again.")


def _uv(path: Path, parts: Mapping[str, Any], faces: int) -> Array | None:
    """Texture coordinates [f, 3, 2] where the file has `vt` and `ft`, as some converted ones do."""
    if "vt" not in parts or "ft" not in parts:
        return None
    places, corners = _numbers(path, "vt", parts["vt"]), _numbers(path, "ft", parts["ft"])
    fits = places.ndim == 2 and places.shape[1] == 2 and corners.shape == (faces, 3)
    if not fits or not 0 <= corners.min(initial=0) <= corners.max(initial=0) < len(places):
        return None
    return places[corners.astype(np.int64)]


def _trimmed(shapes: Array) -> Array:
    moving = np.flatnonzero(np.abs(shapes).max(axis=(0, 1), initial=0) > 0)
    return shapes[..., : moving.max(initial=-1) + 1]


def _edges(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
