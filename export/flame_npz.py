"""FLAME's parameters as NPZ: expression, joint turns as axis-angle, fps; no pickled object in it.

expression  [t, m]  standard deviations      global_pose, neck_pose, jaw_pose  [t, 3]  radians
shape       [n]     the person, may be empty  eye_pose  [t, 6]  left, right   fps, made (JSON)
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np

from ..head.flame_sequence import FlameSequence
from .files import Header, replacing

SUFFIX = ".flame.npz"
"""Apart from `.npz`, which is the face itself."""


def write_flame(found: FlameSequence, path: Path, header: Header | None = None) -> None:
    """Writes the sequence, whole or not at all. Raises OutputError where it cannot be written."""
    packed = io.BytesIO()  # savez into a file hides why a disk refuses it
    np.savez_compressed(
        packed,
        fps=np.float64(found.rate),
        made=np.array(json.dumps(dict(header or {}))),
        **found.arrays(),
    )
    with replacing(path) as beside:
        beside.write_bytes(packed.getvalue())
