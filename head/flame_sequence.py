"""FLAME's parameters over time, as research code writes and reads them.

A sequence holds expression values and the turns of the five joints as axis-angle vectors. Files
differ in how they call them; SPELLINGS has the names seen in DECA, EMOCA, EMOTE, SMIRK, VHAP,
smplx and VOCASET. `pose` is DECA's pair of root and jaw (6 numbers), or all five joints (15).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError
from ..track import Array
from .container import JOINTS
from .flame_arrays import read_arrays
from .flame_pickle import read_pickle

SPELLINGS: dict[str, tuple[str, ...]] = {
    "expression": ("expression", "expr", "exp", "expcode", "expression_params", "expressions"),
    "global_pose": ("global_pose", "rotation", "global_orient", "root_pose", "global_rot"),
    "neck_pose": ("neck_pose", "neck", "neck_pose_params", "neck_params"),
    "jaw_pose": ("jaw_pose", "jaw", "jawpose", "jaw_params", "jaw_pose_params"),
    "eye_pose": ("eye_pose", "eyes_pose", "eyes", "eye_pose_params"),
    "pose": ("pose", "poses", "posecode", "pose_params", "full_pose"),
    "shape": ("shape", "betas", "shapecode", "shape_params"),
    "fps": ("fps", "frame_rate", "framerate", "mocap_framerate"),
}
"""Ours first, then how others call it."""
_WIDTH = {"global_pose": 3, "neck_pose": 3, "jaw_pose": 3, "eye_pose": 6}
_FIRST = {"global_pose": 0, "neck_pose": 1, "jaw_pose": 2, "eye_pose": 3}
_PAIR = (JOINTS.index("root"), JOINTS.index("jaw"))


LARGEST_VALUE = float(np.finfo(np.float32).max)
"""What a file that we write can hold."""


@dataclass(frozen=True)
class FlameSequence:
    """`expression` [t, m] in standard deviations, `turns` [t, 5, 3] axis-angle in radians.

    The joints stand in the order of JOINTS; `shape` [n] is the person, the mean where empty.
    """

    expression: Array
    turns: Array
    rate: float
    shape: Array = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.expression)

    def arrays(self) -> dict[str, Array]:
        """The sequence by the names that files of ours have."""
        parts = {
            name: self.turns[:, first : first + _WIDTH[name] // 3].reshape(len(self), -1)
            for name, first in _FIRST.items()
        }
        found = {"expression": self.expression, **parts, "shape": self.shape}
        return {name: array.astype(np.float32) for name, array in found.items()}


def read_sequence(path: Path, rate: float = 25.0) -> FlameSequence:
    """The sequence in an `.npz` or `.pkl` file; `rate` where the file says none.

    Raises HeadError for a file that is broken, or holds no expression or jaw over time.
    """
    parts = read_pickle(path) if path.suffix.lower() == ".pkl" else read_arrays(path)
    found = _named({name: part for name, part in parts.items() if isinstance(part, np.ndarray)})
    frames = _frames(path, found)
    turns = np.zeros((frames, len(JOINTS), 3))
    if "pose" in found:
        _place_pose(path, turns, _rows(path, "pose", found["pose"], frames))
    for name, first in _FIRST.items():
        if name in found:
            part = _rows(path, name, found[name], frames)
            if part.shape[1] != _WIDTH[name]:
                raise HeadError(
                    f"{path.name} has {part.shape[1]} numbers a frame for {name}, not "
                    f"{_WIDTH[name]}: give turns as axis-angle vectors."
                )
            turns[:, first : first + _WIDTH[name] // 3] = part.reshape(frames, -1, 3)
    expression = _rows(path, "expression", found.get("expression", np.zeros((1, 0))), frames)
    return FlameSequence(expression, turns, _rate(path, found, rate), _shape(path, found))


def _named(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The arrays by our names."""
    return {
        name: arrays[spelling]
        for name, spellings in SPELLINGS.items()
        for spelling in reversed(spellings)
        if spelling in arrays
    }


def _frames(path: Path, found: Mapping[str, NDArray[Any]]) -> int:
    moving = [name for name in ("expression", "jaw_pose", "pose") if name in found]
    lengths = [len(_table(path, name, found[name])) for name in moving]
    if not moving or not min(lengths):
        raise HeadError(
            f"{path.name} holds no FLAME sequence: it needs expression [frames, numbers] or "
            "jaw_pose [frames, 3]."
        )
    return max(lengths)


def _table(path: Path, name: str, array: NDArray[Any]) -> Array:
    """The array as [frames, numbers]: edges of 1 that batches leave are dropped."""
    numbers = array.dtype.kind in "fiu" and array.ndim > 0
    if not numbers or not (np.abs(array.astype(float)) <= LARGEST_VALUE).all():
        raise HeadError(f"{path.name} is broken ({name} is no numbers): get it again.")
    edges = [edge for edge in array.shape[:-1] if edge != 1]
    if len(edges) > 1:
        raise HeadError(f"{path.name} holds several sequences at once: save each on its own.")
    return np.asarray(array, float).reshape(edges[0] if edges else 1, array.shape[-1])


def _rows(path: Path, name: str, array: NDArray[Any], frames: int) -> Array:
    table = _table(path, name, array)
    if len(table) not in (1, frames):
        raise HeadError(f"{path.name} has {len(table)} frames of {name} beside {frames} of others.")
    return np.broadcast_to(table, (frames, table.shape[1]))


def _place_pose(path: Path, turns: Array, pose: Array) -> None:
    frames, width = pose.shape
    if width not in (6, 3 * len(JOINTS)):
        raise HeadError(f"{path.name} has a pose of {width} numbers: FLAME's has 6 or 15.")
    joints = _PAIR if width == 6 else tuple(range(len(JOINTS)))
    turns[:, joints] = pose.reshape(frames, -1, 3)


def _rate(path: Path, found: Mapping[str, NDArray[Any]], rate: float) -> float:
    fps = found.get("fps")
    single = fps is not None and fps.size == 1 and fps.dtype.kind in "fiu"
    told = float(fps.ravel()[0]) if fps is not None and single else rate
    if not 1 <= told <= 1000:
        raise HeadError(f"{path.name} has {told:g} frames a second: say a rate from 1 to 1000.")
    return told


def _shape(path: Path, found: Mapping[str, NDArray[Any]]) -> Array:
    """The person: one row; where there is one a frame, the first."""
    if "shape" not in found or not found["shape"].size:
        return np.zeros(0)
    return _table(path, "shape", found["shape"])[0]
