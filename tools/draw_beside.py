"""Other heads, bare and in one skin colour, for tools/draw_head.py to set beside ours."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from build_head import CACHE
from head.identity import macros
from head.source import Source, fetch, parse_obj
from numpy.typing import NDArray

from intone.blender.head.flame_materials import paint_eyes, skin_material

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_ICT_EYES = np.arange(21_451, 23_021), np.arange(23_021, 24_591)
"""ICT-FaceKit's vertices of the left eyeball and of the right one."""
_ICT_SHOWN = 24_591
"""From this vertex on lie lashes and what blends the eyes, in its colours not to be told apart."""


@dataclass(frozen=True)
class Stranger:
    """`vertices` [n, 3], Z up, looking along -Y; `faces`; the left and the right eye's vertices."""

    vertices: Floats
    faces: list[list[int]]
    eyes: tuple[Integers, Integers]

    def centres(self) -> Floats:
        """The eyes' middles, [2, 3]."""
        return np.array([self.vertices[eye].mean(axis=0) for eye in self.eyes])


def average_human() -> Stranger:
    """MakeHuman's hm08 (CC0) in equal parts of both sexes and of all origins, young and average:
    what its and MPFB's sliders show in the middle."""
    with zipfile.ZipFile(fetch(CACHE)) as archive:
        source = Source(archive)
        mesh = source.mesh()
        thirds = dict.fromkeys(("caucasian", "asian", "african"), 1 / 3)
        mix = macros({"female": 0.5, "male": 0.5}, thirds)
        moved = sum(share * source.target(name, len(mesh.vertices)) for name, share in mix.items())
    points = mesh.vertices + moved
    groups = ("body", "helper-l-eye", "helper-r-eye")
    shown = [mesh.faces[index] for group in groups for index in mesh.faces_of(group)]
    high = points[:, 1] > points[mesh.vertices_of("joint-neck"), 1].mean() - 0.7
    eyes = mesh.vertices_of("helper-l-eye"), mesh.vertices_of("helper-r-eye")
    return Stranger(_upright(points), [face for face in shown if high[face].all()], eyes)


def ict_neutral(folder: Path) -> Stranger:
    """ICT-FaceKit's mean head (MIT), from its FaceXModel folder."""
    mesh = parse_obj((folder / "generic_neutral_mesh.obj").read_text())
    faces = [face for face in mesh.faces if max(face) < _ICT_SHOWN]
    return Stranger(_upright(mesh.vertices), faces, _ICT_EYES)


def _upright(points: Floats) -> Floats:
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1)


def stand_in(scene: bpy.types.Scene, other: Stranger, eyes: Floats) -> None:
    """Puts the head into the scene so that its eyes are at those of ours [2, 3], left first."""
    theirs = other.centres()
    size = np.linalg.norm(eyes[0] - eyes[1]) / np.linalg.norm(theirs[0] - theirs[1])
    points = (other.vertices - theirs.mean(axis=0)) * size + eyes.mean(axis=0)
    data = bpy.data.meshes.new("Stranger")
    data.from_pydata(points.tolist(), [], other.faces, shade_flat=False)
    weights = np.stack([np.isin(np.arange(len(points)), eye) for eye in other.eyes], axis=1)
    paint_eyes(data, points, weights.astype(float), np.array(eyes))
    data.materials.append(skin_material())
    scene.collection.objects.link(bpy.data.objects.new("Stranger", data))
