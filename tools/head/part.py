"""Part: a piece of the head with all that it carries, and how parts are mirrored and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from intone.head.container import JOINTS

from .symmetry import FLIP, mirror_name

Floats = NDArray[np.float64]
Faces = list[list[int]]


@dataclass(frozen=True)
class Part:
    """A named piece in hm08 space.

    `vertices` [n, 3]; `faces` corner vertices face by face; `materials` one name a face;
    `weights` [n, joints]; `uv` [corners, 2] in the texture; `deltas` [n, 3] by shape.
    """

    name: str
    vertices: Floats
    faces: Faces
    materials: list[str]
    weights: Floats
    uv: Floats
    deltas: dict[str, Floats] = field(default_factory=dict)


def bound_to(joint: str, count: int) -> Floats:
    """Weights [count, joints] that follow one joint wholly."""
    weights = np.zeros((count, len(JOINTS)))
    weights[:, JOINTS.index(joint)] = 1
    return weights


def plain(
    name: str,
    material: str,
    vertices: Floats,
    faces: Faces,
    uv: Floats,
    joint: str,
    deltas: dict[str, Floats],
) -> Part:
    """A part of one material that follows one joint; `uv` [n, 2] is one place a vertex."""
    count = len(vertices)
    corners = np.concatenate([np.asarray(face) for face in faces])
    return Part(
        name=name,
        vertices=vertices,
        faces=faces,
        materials=[material] * len(faces),
        weights=bound_to(joint, count),
        uv=uv[corners],
        deltas=deltas,
    )


def mirrored(part: Part, name: str) -> Part:
    """The part on the other side; left and right change places in its shapes and joints."""
    sides = {"eye_left": "eye_right", "eye_right": "eye_left"}
    order = [JOINTS.index(sides.get(joint, joint)) for joint in JOINTS]
    ends = np.cumsum([len(face) for face in part.faces])[:-1]
    return replace(
        part,
        name=name,
        vertices=part.vertices * FLIP,
        faces=[face[::-1] for face in part.faces],
        weights=part.weights[:, order],
        uv=np.concatenate([uv[::-1] for uv in np.split(part.uv, ends)]),
        deltas={mirror_name(shape): deltas * FLIP for shape, deltas in part.deltas.items()},
    )


def joined(name: str, parts: Sequence[Part]) -> Part:
    """Several parts as one."""
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = [
        [corner + int(start) for corner in face]
        for part, start in zip(parts, starts, strict=False)
        for face in part.faces
    ]
    names = dict.fromkeys(shape for part in parts for shape in part.deltas)
    return Part(
        name=name,
        vertices=np.concatenate([part.vertices for part in parts]),
        faces=faces,
        materials=[material for part in parts for material in part.materials],
        weights=np.concatenate([part.weights for part in parts]),
        uv=np.concatenate([part.uv for part in parts]),
        deltas={shape: _delta(parts, shape) for shape in names},
    )


def tube(rings: int, segments: int, start: int = 0) -> Faces:
    """Quads between successive closed rings of `segments` vertices; the first vertex is `start`."""
    faces: Faces = []
    for ring in range(rings - 1):
        here = start + ring * segments
        for k in range(segments):
            after = (k + 1) % segments
            faces.append([here + k, here + after, here + segments + after, here + segments + k])
    return faces


def fan(ring: int, segments: int, tip: int) -> Faces:
    """Triangles from the ring whose first vertex is `ring` to the vertex `tip`."""
    return [[ring + k, ring + (k + 1) % segments, tip] for k in range(segments)]


def _delta(parts: Sequence[Part], shape: str) -> Floats:
    return np.concatenate([part.deltas.get(shape, np.zeros_like(part.vertices)) for part in parts])
