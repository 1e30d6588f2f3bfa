"""ARKit weights as NVIDIA's Audio2Face writes them, and as importers for game engines read them.

One object: exportFps, trackPath, numPoses, numFrames, facsNames (ARKit's 52 names), and weightMat,
a row of weights a frame. Head and eye rotations have no place in it: the eyes' own shapes do.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..face.basis import BLENDSHAPES
from .files import TakeData


def write_arkit(take: TakeData, path: Path) -> None:
    """Writes the take's blendshapes, 0..1."""
    columns = [take.face.names.index(name) for name in BLENDSHAPES]
    rows = take.face.values[:, columns].tolist()
    found = {
        "exportFps": take.face.rate,
        "trackPath": str(take.header.get("sound", "")),
        "numPoses": len(BLENDSHAPES),
        "numFrames": len(rows),
        "facsNames": list(BLENDSHAPES),
        "weightMat": [[round(value, 7) for value in row] for row in rows],
    }
    path.write_text(json.dumps(found), encoding="utf-8")
