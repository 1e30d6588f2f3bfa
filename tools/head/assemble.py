"""The head as one model: every part built, put together, turned into metres with Z up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intone.face.basis import BLENDSHAPES
from intone.head.container import JOINTS, HeadModel, Joint, Shape

from .brows import left_brow
from .bust import Bust, cut
from .eyes import left_eye
from .identity import identity
from .lashes import left_lashes
from .lids import clear_of_eyes
from .paint import Paint, paint
from .part import Part, mirrored
from .person import Person
from .skeleton import weights
from .source import Source
from .symmetry import mirror_vertices
from .teeth import LOWER, UPPER, teeth
from .units import shapes

Floats = NDArray[np.float64]

MATERIALS = ("skin", "mouth", "eye", "teeth", "gum", "tongue", "lash", "brow")
TONGUE = np.array([0.74, 0.36, 0.35])
METRES = 0.1
SMALLEST = 2e-5
"""Displacements below 0.02 mm are dropped."""

LANDMARKS = {"lip_upper": 474, "lip_lower": 493, "nose_tip": 297, "chin": 5211}
LANDMARKS_LEFT = {
    "mouth_corner": 7182,
    "eye_inner": 6889,
    "eye_outer": 6925,
    "lid_upper": 6785,
    "lid_lower": 11479,
}
"""Vertices of hm08 by name; those of the left side are mirrored."""


def head_model(source: Source) -> HeadModel:
    """The embedded head."""
    mesh = source.mesh()
    vertices = identity(source, mesh)
    moved = clear_of_eyes(mesh, vertices, shapes(source, mesh, vertices))
    person = Person(mesh, vertices, moved)
    bust = cut(person)
    painted = paint(source, bust)
    bound = weights(source, len(vertices))
    skin = _skin(bust, painted, bound)
    eye, lash, brow = left_eye(person), left_lashes(person), left_brow(bust)
    parts = [
        skin,
        _tongue(person, bound),
        *(eye, mirrored(eye, "eye_right")),
        *teeth(person, UPPER),
        *teeth(person, LOWER),
        *(lash, mirrored(lash, "lashes_right")),
        *(brow, mirrored(brow, "brow_right")),
    ]
    return _model(parts, person, _landmarks(person, _used(bust.faces)))


def _used(faces: list[list[int]]) -> NDArray[np.int64]:
    return np.unique(np.concatenate([np.asarray(face) for face in faces]))


def _skin(bust: Bust, painted: Paint, bound: Floats) -> Part:
    inside = [painted.mouth[face].mean() > 0.6 for face in bust.faces]
    return _cut_out(
        "skin", bust.person, bust.faces, bust.face_uv, bound, painted.colours, painted.hair,
        ["mouth" if within else "skin" for within in inside],
    )  # fmt: skip


def _tongue(person: Person, bound: Floats) -> Part:
    indices = person.mesh.faces_of("helper-tongue")
    faces = [person.mesh.faces[index] for index in indices]
    face_uv = [person.mesh.face_uv[index] for index in indices]
    colours = np.tile(TONGUE, (len(person.vertices), 1))
    hair = np.zeros(len(person.vertices))
    materials = ["tongue"] * len(faces)
    return _cut_out("tongue", person, faces, face_uv, bound, colours, hair, materials)


def _cut_out(
    name: str,
    person: Person,
    faces: list[list[int]],
    face_uv: list[list[int]],
    bound: Floats,
    colours: Floats,
    hair: Floats,
    materials: list[str],
) -> Part:
    """A part made of some faces of the person; the fields are those of the whole mesh."""
    used = _used(faces)
    place = {int(vertex): index for index, vertex in enumerate(used)}
    return Part(
        name=name,
        vertices=person.vertices[used],
        faces=[[place[vertex] for vertex in face] for face in faces],
        materials=materials,
        colours=colours[used],
        weights=bound[used],
        uv=person.mesh.uv[np.concatenate([np.asarray(uv) for uv in face_uv])],
        hair=hair[used],
        deltas={shape: deltas[used] for shape, deltas in person.shapes.items()},
    )


def _landmarks(person: Person, skin: NDArray[np.int64]) -> dict[str, int]:
    mirror = mirror_vertices(person.mesh.vertices)
    named = dict(LANDMARKS)
    for name, vertex in LANDMARKS_LEFT.items():
        named[f"{name}_left"] = vertex
        named[f"{name}_right"] = int(mirror[vertex])
    return {name: int(np.searchsorted(skin, vertex)) for name, vertex in named.items()}


def _model(parts: list[Part], person: Person, landmarks: dict[str, int]) -> HeadModel:
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = [
        np.asarray(face) + start
        for part, start in zip(parts, starts, strict=False)
        for face in part.faces
    ]
    vertices = np.concatenate([part.vertices for part in parts])
    origin = np.array([0, vertices[:, 1].min(), person.joints["neck"][2]])
    materials = [MATERIALS.index(name) for part in parts for name in part.materials]
    return HeadModel(
        vertices=_placed(vertices - origin),
        loops=np.concatenate(faces).astype(np.int32),
        lengths=np.array([len(face) for face in faces], np.int32),
        uv=_single(np.concatenate([part.uv for part in parts])),
        parts=tuple(part.name for part in parts),
        face_part=np.repeat(np.arange(len(parts)), [len(p.faces) for p in parts]).astype(np.int32),
        materials=MATERIALS,
        face_material=np.array(materials, np.int32),
        colours=_single(np.concatenate([part.colours for part in parts])),
        hair=_single(np.concatenate([part.hair for part in parts])),
        joints=_joints(person, origin),
        weights=_single(np.concatenate([part.weights for part in parts])),
        shapes={name: _shape(parts, name) for name in BLENDSHAPES},
        landmarks=landmarks,
    )


def _joints(person: Person, origin: Floats) -> dict[str, Joint]:
    parents = {"root": "", "neck": "root"}
    return {
        name: Joint(_placed(person.joints[name] - origin), parents.get(name, "neck"))
        for name in JOINTS
    }


def _shape(parts: list[Part], name: str) -> Shape:
    still = (np.zeros_like(part.vertices) for part in parts)
    deltas = _placed(
        np.concatenate([p.deltas.get(name, zero) for p, zero in zip(parts, still, strict=True)])
    )
    moved = np.flatnonzero(np.abs(deltas).max(axis=1) > SMALLEST)
    return Shape(moved.astype(np.int32), deltas[moved])


def _placed(points: Floats) -> NDArray[np.float32]:
    """From hm08 (decimetres, Y up, looking along +Z) to metres, Z up, looking along -Y."""
    return _single(np.stack([points[..., 0], -points[..., 2], points[..., 1]], axis=-1) * METRES)


def _single(array: Floats) -> NDArray[np.float32]:
    return array.astype(np.float32)
