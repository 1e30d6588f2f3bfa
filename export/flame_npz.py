"""FLAME's parameters as NPZ: expression, joint turns as axis-angle, fps; no pickled object in it.

expression  [t, m]  standard deviations      global_pose, neck_pose, jaw_pose  [t, 3]  radians
shape       [n]     the person, may be empty  eye_pose  [t, 6]  left, right   fps, made (JSON)
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ..head.flame_sequence import FlameSequence
from .files import Header, replacing

SUFFIX = ".flame.npz"
"""Apart from `.npz`, which is the face itself."""


def write_flame(found: FlameSequence, path: Path, header: Header | None = None) -> None:
    """Writes the sequence, whole or not at all. Raises OutputError where it cannot be written."""
    with replacing(path) as beside, beside.open("wb") as file:
        np.savez_compressed(
            file,
            fps=np.float64(found.rate),
            made=np.array(json.dumps(dict(header or {}))),
            **found.arrays(),
        )
