"""The skinning weights: MakeHuman's bones gathered into the head's few joints."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intone.head.container import JOINTS

from .source import Source

Floats = NDArray[np.float64]

_JAW = ("jaw", "tongue", "oris01", "oris02", "oris06", "oris07", "special04")
_HEAD = (
    "head", "neck02", "neck03", "eye", "levator", "oculi", "orbicularis", "oris", "risorius",
    "temporalis", "special",
)  # fmt: skip
_UPPER_LIP = ("oris06.L", "oris06.R")


def weights(source: Source, vertices: int) -> Floats:
    """Weights [vertices, joints] of the whole mesh; rows sum to 1."""
    gathered = np.zeros((vertices, len(JOINTS)))
    for bone, entries in source.weights().items():
        column = JOINTS.index(_joint(bone))
        for vertex, weight in entries:
            gathered[vertex, column] += weight
    gathered[gathered.sum(axis=1) == 0, JOINTS.index("root")] = 1
    return gathered / gathered.sum(axis=1, keepdims=True)


def _joint(bone: str) -> str:
    if bone.startswith(_JAW) and bone not in _UPPER_LIP:
        return "jaw"
    return "neck" if bone.startswith(_HEAD) else "root"
