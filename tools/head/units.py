"""The 52 shapes: the face units fitted to the person, with the reach of a full expression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intone.face.basis import BLENDSHAPES

from .source import BaseMesh, Source
from .symmetry import mirror_vertices, symmetric_shapes

Floats = NDArray[np.float64]

REACH = {
    "browInnerUp": 1.4,
    "browDown": 1.2,
    "mouthFrown": 1.5,
    "mouthShrugLower": 1.3,
    "eyeWide": 1.45,
    "eyeSquint": 1.3,
    "noseSneer": 1.5,
    "mouthRollUpper": 0.75,
}
"""Factors on the drawn units: the mild ones reach a full human expression at 1, and the upper
lip's roll, drawn too strong, still fits together with the lower lip's."""

LID_REACH = {"eyeLookIn": 1.4, "eyeLookOut": 1.4, "eyeLookUp": 1.5, "eyeLookDown": 1.45}
"""Factors on how far the lids follow a gaze, since the eyes turn further than they were drawn."""

_MOUTH = (474, 494)


def shapes(source: Source, mesh: BaseMesh, person: Floats) -> dict[str, Floats]:
    """Displacements [n, 3] of the whole mesh by ARKit name, fitted to `person` [n, 3]."""
    drawn = {name: source.unit(name, len(person)) for name in BLENDSHAPES}
    fitted = _fit(mesh, person)
    eyes = np.r_[mesh.vertices_of("helper-l-eye"), mesh.vertices_of("helper-r-eye")]
    scaled = {name: _reached(name, deltas * fitted, eyes) for name, deltas in drawn.items()}
    return symmetric_shapes(scaled, mirror_vertices(mesh.vertices))


def _reached(name: str, deltas: Floats, eyes: NDArray[np.int64]) -> Floats:
    stem = name.removesuffix("Left").removesuffix("Right")
    moved = deltas * REACH.get(stem, 1.0) * LID_REACH.get(stem, 1.0)
    moved[eyes] = deltas[eyes]
    return moved


def _fit(mesh: BaseMesh, person: Floats) -> Floats:
    """Width, height and depth [3] of the person's face against the mesh the units were drawn on."""
    width, height = _face_size(mesh, person) / _face_size(mesh, mesh.vertices)
    return np.array([width, height, (width + height) / 2])


def _face_size(mesh: BaseMesh, vertices: Floats) -> Floats:
    """Between the eyes, and from them down to the mouth, in decimetres [2]."""
    left, right = (vertices[mesh.vertices_of(f"joint-{s}-eye")].mean(axis=0) for s in "lr")
    mouth = vertices[list(_MOUTH)].mean(axis=0)
    return np.array([np.linalg.norm(left - right), np.linalg.norm((left + right) / 2 - mouth)])
