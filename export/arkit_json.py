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
    """Writes the take's blendshapes, 0..1, streamed."""
    columns = [take.face.names.index(name) for name in BLENDSHAPES]
    head = {
        "exportFps": take.face.rate,
        "trackPath": str(take.header.get("sound", "")),
        "numPoses": len(BLENDSHAPES),
        "numFrames": len(take.face),
        "facsNames": list(BLENDSHAPES),
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ', "weightMat": [')
        for frame, row in enumerate(take.rows(columns)):
            file.write(", " if frame else "")
            file.write(json.dumps([round(value, 7) for value in row]))
        file.write("]}")
