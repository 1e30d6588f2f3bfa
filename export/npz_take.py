"""NPZ: values [frames, channels] float32, channels, fps, made (JSON); no pickled object in it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np

from .files import TakeData


def write_npz(take: TakeData, path: Path) -> None:
    """Writes the take, compressed."""
    face, packed = take.face, io.BytesIO()  # savez into a file hides why a disk refuses it
    np.savez_compressed(
        packed,
        values=face.values,
        channels=np.array(face.names),
        fps=np.float64(face.rate),
        made=np.array(json.dumps(dict(take.header))),
    )
    path.write_bytes(packed.getvalue())
