"""NPZ: values [frames, channels] float32, channels, fps, made (JSON); no pickled object in it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .files import TakeData


def write_npz(take: TakeData, path: Path) -> None:
    """Writes the take, compressed."""
    face = take.face
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            values=face.values,
            channels=np.array(face.names),
            fps=np.float64(face.rate),
            made=np.array(json.dumps(dict(take.header))),
        )
