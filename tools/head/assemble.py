"""The head as one model: every part built, put together, turned into metres with Z up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from intone.face.basis import BLENDSHAPES
from intone.head.hair import Hair, grown
from intone.head.model import JOINTS, Corrective, HeadModel, Joint, Shape

from . import atlas, scalp
from .brows import left_brow
from .bust import Bust, base, cut
from .correctives import TONGUE, Correction, corrections, jaw_turned
from .eyes import left_eye
from .files import halved
from .folds import folds
from .hair import hair_pieces
from .identity import identity
from .iris import eye_image
from .lashes import left_lashes
from .lids import clear_of_eyes
from .paint import (
    SWATCH_COLOURS,
    SWATCH_HAIR,
    Skin,
    inside_mouth,
    on_vertices,
    paint,
    patches,
)
from .part import Part, mirrored, plain
from .person import Person
from .sculpt import sculpted
from .skeleton import weights
from .source import Source
from .strands import strands_image
from .symmetry import mirror_vertices
from .tears import left_tear
from .teeth import LOWER, UPPER, teeth
from .units import shapes
from .variety import variety

Floats = NDArray[np.float64]

MATERIALS = (
    "skin", "mouth", "eye", "iris", "pupil", "teeth",
    "gum", "tongue", "lash", "brow", "hair", "tear",
)  # fmt: skip
METRES = 0.1
SMALLEST = 2e-5
"""Displacements below 0.02 mm are dropped."""

TONGUE_LIES = np.array([0, -0.045, -0.03])
"""How far the tongue is lowered and drawn back from where it was drawn, in dm: there it filled the
open mouth."""

LANDMARKS = {"lip_upper": 474, "lip_lower": 493, "nose_tip": 297, "chin": 5211}
LANDMARKS_LEFT = {
    "mouth_corner": 7182,
    "eye_inner": 6889,
    "eye_outer": 6925,
    "lid_upper": 6785,
    "lid_lower": 11479,
}
"""Vertices of hm08 by name; those of the left side are mirrored."""


@dataclass(frozen=True)
class Built:
    """The head, its hair by style, and its textures in sRGB or as plain shares, [height, width,
    channels] by name."""

    model: HeadModel
    hair: dict[str, Hair]
    images: dict[str, Floats]


def built_head(source: Source) -> Built:
    """The embedded head."""
    mesh = source.mesh()
    vertices = identity(source, mesh)
    moved = clear_of_eyes(mesh, vertices, sculpted(mesh, shapes(source, mesh, vertices)))
    sliders = variety(source, mesh, moved)
    bound = weights(source, len(vertices))
    person = Person(mesh, vertices, moved | sliders, tuple(sliders))
    mended = corrections(person, bound)
    fields = {name: correction.deltas for name, correction in mended.items()}
    bust = cut(replace(person, shapes=person.shapes | fields))
    images = _images(paint(source, bust))
    parts = _parts(source, bust, bound)
    shown = {**images, "skin": grown(images["skin"], images["hair"], scalp=0.0)}
    model = _model(parts, bust, shown)
    ears = on_vertices(source.mask("ears"), bust)
    pieces = hair_pieces(bust, ears, images["strands"])
    hair = {name: _hair(piece, bust, parts) for name, piece in pieces.items()}
    return Built(replace(model, correctives=_correctives(parts, mended)), hair, images)


def _hair(piece: Hair, bust: Bust, parts: list[Part]) -> Hair:
    """The style in metres, bound to the head's vertices: the skin's come first."""
    return Hair(
        vertices=_placed(piece.vertices - _origin(parts, bust.person)),
        faces=piece.faces.astype(np.int32),
        uv=_single(piece.uv),
        shade=_single(piece.shade),
        skin=np.searchsorted(_used(bust.faces), piece.skin).astype(np.int32),
        shares=_single(piece.shares),
    )


def _origin(parts: list[Part], person: Person) -> Floats:
    """Where the head stands [3]: under its neck, at the height of its lowest point."""
    lowest = min(part.vertices[:, 1].min() for part in parts)
    return np.array([0, lowest, person.joints["neck"][2]])


def _parts(source: Source, bust: Bust, bound: Floats) -> list[Part]:
    person = bust.person
    eye, lash, brow = left_eye(person), left_lashes(person), left_brow(bust)
    tear = left_tear(person)
    return [
        _skin(source, bust, bound),
        _base(bust, bound),
        _tongue(person, bound),
        *(eye, mirrored(eye, "eye_right")),
        *teeth(person, UPPER),
        *teeth(person, LOWER),
        *(lash, mirrored(lash, "lashes_right")),
        *(brow, mirrored(brow, "brow_right")),
        *(tear, mirrored(tear, "tear_right")),
    ]


def _images(skin: Skin) -> dict[str, Floats]:
    melanin = skin.canvas.image(skin.melanin[:, None])
    return {
        "skin": patches(skin.canvas.image(skin.colours), SWATCH_COLOURS),
        "eye": eye_image(),
        "melanin": halved(melanin, 2),
        "folds": halved(skin.canvas.image(folds(skin.rest)), 1),
        "hair": patches(skin.canvas.image(skin.hair), SWATCH_HAIR),
        "strands": strands_image(),
    }


def _used(faces: list[list[int]]) -> NDArray[np.int64]:
    return np.unique(np.concatenate([np.asarray(face) for face in faces]))


def _skin(source: Source, bust: Bust, bound: Floats) -> Part:
    materials = ["mouth" if inside else "skin" for inside in inside_mouth(source, bust)]
    part = _cut_out("skin", bust.person, bust.faces, bound, materials)
    uv = bust.person.mesh.uv[np.concatenate([np.asarray(face_uv) for face_uv in bust.face_uv])]
    return replace(part, uv=atlas.placed(uv))


def _base(bust: Bust, bound: Floats) -> Part:
    """The bust's rolled edge and underside, coloured as the skin's edge is."""
    vertices, faces, rim = base(bust)
    rings = len(vertices) // len(rim)
    corners, corner_uv = (
        np.concatenate([np.asarray(face) for face in both]) for both in (bust.faces, bust.face_uv)
    )
    places = np.zeros((len(bust.person.vertices), 2))
    places[corners] = atlas.placed(bust.person.mesh.uv[corner_uv])
    uv = np.concatenate([*[places[rim]] * rings, places[rim[:1]]])
    weights = np.concatenate([*[bound[rim]] * rings, bound[rim[:1]]])
    part = plain("base", "skin", vertices, faces, uv, "root", {})
    return replace(part, weights=weights)


def _tongue(person: Person, bound: Floats) -> Part:
    """The tongue, lying in the lower jaw and turning with it; it is lifted, then put out."""
    faces = [person.mesh.faces[index] for index in person.mesh.faces_of("helper-tongue")]
    tongue = _cut_out("tongue", person, faces, bound, ["tongue"] * len(faces))
    turned = (jaw_turned(person, bound)[_used(faces)] - np.eye(3)) @ TONGUE_LIES
    out = tongue.deltas["tongueOut"] - TONGUE_LIES - tongue.deltas[TONGUE]
    moved = {"tongueOut": out, "jawOpen": tongue.deltas["jawOpen"] + turned}
    return replace(tongue, vertices=tongue.vertices + TONGUE_LIES, deltas=tongue.deltas | moved)


def _cut_out(
    name: str, person: Person, faces: list[list[int]], bound: Floats, materials: list[str]
) -> Part:
    """A part made of some faces of the person; its UV lies in its first material's patch."""
    used = _used(faces)
    place = {int(vertex): index for index, vertex in enumerate(used)}
    corners = np.full(sum(len(face) for face in faces), 0.5)
    return Part(
        name=name,
        vertices=person.vertices[used],
        faces=[[place[vertex] for vertex in face] for face in faces],
        materials=materials,
        weights=bound[used],
        uv=atlas.in_swatch("tongue", corners),
        deltas={shape: deltas[used] for shape, deltas in person.shapes.items()},
    )


def _landmarks(person: Person, skin: NDArray[np.int64]) -> dict[str, int]:
    mirror = mirror_vertices(person.mesh.vertices)
    named = dict(LANDMARKS)
    for name, vertex in LANDMARKS_LEFT.items():
        named[f"{name}_left"] = vertex
        named[f"{name}_right"] = int(mirror[vertex])
    return {name: int(np.searchsorted(skin, vertex)) for name, vertex in named.items()}


def _model(parts: list[Part], bust: Bust, images: dict[str, Floats]) -> HeadModel:
    person, skin = bust.person, _used(bust.faces)
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = [
        np.asarray(face) + start
        for part, start in zip(parts, starts, strict=False)
        for face in part.faces
    ]
    vertices = np.concatenate([part.vertices for part in parts])
    origin = _origin(parts, person)
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
        colours=_single(np.concatenate([_colours(part, images) for part in parts])),
        hair=_single(
            np.pad(scalp.density(person.mesh.vertices[skin]), (0, len(vertices) - len(skin)))
        ),
        joints=_joints(person, origin),
        weights=_single(np.concatenate([part.weights for part in parts])),
        shapes={name: _shape(parts, name) for name in BLENDSHAPES},
        landmarks=_landmarks(person, skin),
        sliders={name: _shape(parts, name) for name in person.sliders},
    )


def _correctives(parts: list[Part], mended: dict[str, Correction]) -> dict[str, Corrective]:
    return {name: Corrective(_shape(parts, name), c.drivers) for name, c in mended.items()}


def _colours(part: Part, images: dict[str, Floats]) -> Floats:
    """What the texture shows at each vertex [n, 3], for engines that draw no textures."""
    image = images["eye" if "eye" in part.materials else "skin"]
    size = len(image)
    x, y = np.clip(np.array([part.uv[:, 0], 1 - part.uv[:, 1]]) * size, 0, size - 1).astype(int)
    colours = np.zeros_like(part.vertices)
    colours[np.concatenate(part.faces)] = image[y, x]
    return colours


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
