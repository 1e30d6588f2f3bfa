"""ICT-FaceKit's head, from the folder of OBJ files that a user has.

A neutral mesh and 53 expressions, each a file with the same vertices in another place, in
centimetres, Y up, looking along +Z. Source: Li et al., "Learning formation of physically-based face
attributes" (CVPR 2020); github.com/ICT-VGL/ICT-FaceKit, folder FaceXModel, MIT licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import HeadError
from ..track import Array
from .flame import Integers

NEUTRAL, INSIDE = "generic_neutral_mesh", "FaceXModel"
LARGEST = 1 << 26
"""Bytes of an OBJ file that is no head any more (theirs have 3 MB)."""


def _sides(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}_{side}" for stem in stems for side in "LR")


EXPRESSIONS: tuple[str, ...] = (
    *_sides("browDown", "browInnerUp", "browOuterUp", "cheekPuff", "cheekSquint", "eyeBlink"),
    *_sides("eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide"),
    *("jawForward", "jawLeft", "jawOpen", "jawRight", "mouthClose"),
    *_sides("mouthDimple", "mouthFrown"),
    *("mouthFunnel", "mouthLeft"),
    *_sides("mouthLowerDown", "mouthPress"),
    *("mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper"),
    *("mouthShrugLower", "mouthShrugUpper"),
    *_sides("mouthSmile", "mouthStretch", "mouthUpperUp", "noseSneer"),
)
"""Names of its expressions, in the order of its vertex_indices.json."""


@dataclass(frozen=True)
class IctHead:
    """A head in metres, Z up, looking along -Y.

    `vertices` [v, 3]; `loops` [l] corners of all faces in a row, `lengths` [f] of each face;
    `uv` [l, 2] or None; `shapes` the vertices [v, 3] of each expression.
    """

    vertices: Array
    loops: Integers
    lengths: Integers
    uv: Array | None
    shapes: Mapping[str, Array]


def read_ict(folder: Path) -> IctHead:
    """The head in ICT-FaceKit's folder, or in its FaceXModel.

    Raises HeadError where a file is missing, broken, or has other vertices than the neutral one.
    """
    if not (folder / f"{NEUTRAL}.obj").is_file():
        folder = folder / INSIDE
    files = {name: folder / f"{name}.obj" for name in (NEUTRAL, *EXPRESSIONS)}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise HeadError(
            f"The folder {folder.name} lacks {missing[0]}{more}: choose ICT-FaceKit's FaceXModel."
        )
    neutral = _lines(files[NEUTRAL])
    vertices = _vertices(files[NEUTRAL], neutral)
    loops, lengths, uv = _faces(files[NEUTRAL], neutral, len(vertices))
    shapes = {name: _vertices(files[name], _lines(files[name])) for name in EXPRESSIONS}
    for name, shape in shapes.items():
        if len(shape) != len(vertices):
            raise HeadError(
                f"{name}.obj has {len(shape)} vertices and the neutral head {len(vertices)}: "
                "take all files from one version of ICT-FaceKit."
            )
    return IctHead(vertices, loops, lengths, uv, shapes)


def _lines(path: Path) -> list[bytes]:
    try:
        if path.stat().st_size > LARGEST:
            raise HeadError(f"{path.name} is too large for a head: choose ICT-FaceKit's own files.")
        return path.read_bytes().splitlines()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise HeadError(f"{path.name} cannot be read ({reason}): choose another folder.") from error


def _numbers(path: Path, lines: list[bytes], key: bytes, width: int) -> Array:
    """The first `width` numbers of each line that begins with the key, [lines, width]."""
    rows = [line.split()[1 : width + 1] for line in lines if line.startswith(key)]
    try:
        found = np.array(rows, float).reshape(-1, width)
    except ValueError as error:
        raise HeadError(f"{path.name} is broken: get it again.") from error
    if not np.isfinite(found).all():
        raise HeadError(f"{path.name} is broken: get it again.")
    return found


def _vertices(path: Path, lines: list[bytes]) -> Array:
    """The vertices in metres, Z up."""
    found = _numbers(path, lines, b"v ", 3)
    if not len(found):
        raise HeadError(f"{path.name} has no vertices: get it again.")
    return np.stack([found[:, 0], -found[:, 2], found[:, 1]], axis=1) / 100


def _faces(
    path: Path, lines: list[bytes], vertices: int
) -> tuple[Integers, Integers, Array | None]:
    faces = [line.split()[1:] for line in lines if line.startswith(b"f ")]
    lengths = np.array([len(face) for face in faces], np.int64)
    corners = [corner.split(b"/") for face in faces for corner in face]
    try:
        loops = np.array([corner[0] for corner in corners], np.int64) - 1
        places = [corner[1] for corner in corners if len(corner) > 1 and corner[1]]
        uv_of = np.array(places, np.int64) - 1
    except (ValueError, OverflowError) as error:
        raise HeadError(f"{path.name} is broken: get it again.") from error
    fits = len(faces) and lengths.min() > 2 and 0 <= loops.min() <= loops.max() < vertices
    if not fits:
        raise HeadError(f"{path.name} has faces that do not fit its vertices: get it again.")
    uv = _numbers(path, lines, b"vt ", 2)
    if len(uv_of) != len(loops) or not 0 <= uv_of.min() <= uv_of.max() < len(uv):
        return loops, lengths, None
    return loops, lengths, uv[uv_of]
