"""The head's files: one npz with its template, shapes, joints and weights; textures beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError
from .flame_arrays import BROKEN, read_array
from .model import JOINTS, Corrective, Driver, Floats, HeadModel, Joint, Shape

FORMAT = "intone head 2"
EMBEDDED = Path(__file__).resolve().parents[1] / "assets" / "head.npz"
TEXTURES: tuple[str, ...] = ("skin", "eye", "melanin", "folds", "hair", "strands")
"""The skin's and the eyes' colours; how much of the skin's own dye lies where (grey); the heights
of folds that form when the brows rise (red), frown (green), and when the face smiles (blue); where
hair covers the scalp (red) and the brows (green), and how bright it is (blue); strands of hair."""

_ARRAYS = (
    "format", "vertices", "loops", "lengths", "uv", "parts", "face_part", "materials",
    "face_material", "colours", "hair", "joint_positions", "joint_parents", "weights",
    "shape_names", "shape_rows", "shape_indices", "shape_deltas", "landmark_names", "landmarks",
    "slider_count", "driver_counts", "driver_sources", "driver_axes", "driver_fulls",
)  # fmt: skip

_Arrays = Mapping[str, NDArray[Any]]


def texture(name: str, head: Path = EMBEDDED) -> Path:
    """The file of a texture of the head in the file `head`, beside it."""
    return head.with_name(f"{head.stem}_{name}.jpg")


def read_head(path: Path = EMBEDDED) -> HeadModel:
    """The head in an npz file.

    Raises HeadError where the file is missing, cut short, or not a head.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            arrays = {Path(name).stem: read_array(archive, name) for name in archive.namelist()}
    except FileNotFoundError:
        raise HeadError(f"{path.name} is missing; install Intone again.") from None
    except (OSError, *BROKEN) as error:
        raise HeadError(f"{path.name} is broken ({error}); install Intone again.") from error
    _check(path, arrays)
    return _model(arrays)


def _check(path: Path, arrays: _Arrays) -> None:
    if "format" not in arrays or str(arrays["format"]) != FORMAT:
        raise HeadError(f"{path.name} is not a head of Intone; choose a head that Intone wrote.")
    missing = [name for name in _ARRAYS if name not in arrays]
    if missing or not _consistent(arrays):
        what = f"it lacks {missing[0]}" if missing else "its arrays do not fit together"
        raise HeadError(f"{path.name} is broken ({what}); install Intone again.")


def _consistent(arrays: _Arrays) -> bool:
    vertices, faces = len(arrays["vertices"]), len(arrays["lengths"])
    corners, rows = len(arrays["loops"]), int(arrays["shape_rows"].sum())
    lengths = {
        "uv": corners, "face_part": faces, "face_material": faces, "colours": vertices,
        "hair": vertices, "weights": vertices, "shape_indices": rows, "shape_deltas": rows,
    }  # fmt: skip
    indices = ("loops", "shape_indices", "landmarks")
    return (
        corners == int(arrays["lengths"].sum())
        and all(len(arrays[name]) == length for name, length in lengths.items())
        and all(int(arrays[name].max(initial=0)) < vertices for name in indices)
        and int(arrays["driver_counts"].sum()) == len(arrays["driver_sources"])
    )


def _model(arrays: _Arrays) -> HeadModel:
    named = _shapes(arrays)
    names, counts = list(named), (int(arrays["slider_count"]), len(arrays["driver_counts"]))
    first, last = len(names) - sum(counts), len(names) - counts[1]
    return HeadModel(
        vertices=arrays["vertices"],
        loops=arrays["loops"].astype(np.int32),
        lengths=arrays["lengths"].astype(np.int32),
        uv=arrays["uv"].astype(np.float32),
        parts=_names(arrays["parts"]),
        face_part=arrays["face_part"].astype(np.int32),
        materials=_names(arrays["materials"]),
        face_material=arrays["face_material"].astype(np.int32),
        colours=_shares_of_one(arrays["colours"]),
        hair=_shares_of_one(arrays["hair"]),
        joints=_joints(arrays),
        weights=_shares_of_one(arrays["weights"]),
        shapes={name: named[name] for name in names[:first]},
        sliders={name: named[name] for name in names[first:last]},
        correctives=_correctives(arrays, {name: named[name] for name in names[last:]}),
        landmarks=dict(
            zip(_names(arrays["landmark_names"]), map(int, arrays["landmarks"]), strict=True)
        ),
    )


def _joints(arrays: _Arrays) -> dict[str, Joint]:
    indices: list[int] = arrays["joint_parents"].tolist()
    parents = ["" if index < 0 else JOINTS[index] for index in indices]
    positions: list[Floats] = list(arrays["joint_positions"])
    return {
        name: Joint(position, parent)
        for name, position, parent in zip(JOINTS, positions, parents, strict=True)
    }


def _shapes(arrays: _Arrays) -> dict[str, Shape]:
    ends = np.cumsum(arrays["shape_rows"], dtype=np.int64)[:-1]
    indices = np.split(arrays["shape_indices"].astype(np.int32), ends)
    deltas = np.split(arrays["shape_deltas"].astype(np.float32), ends)
    names = _names(arrays["shape_names"])
    return {n: Shape(i, d) for n, i, d in zip(names, indices, deltas, strict=True)}


def _correctives(arrays: _Arrays, shapes: Mapping[str, Shape]) -> dict[str, Corrective]:
    told = zip(
        _names(arrays["driver_sources"]),
        arrays["driver_axes"].tolist(),
        arrays["driver_fulls"].tolist(),
        strict=True,
    )
    drivers = [Driver(source, None if axis < 0 else axis, full) for source, axis, full in told]
    ends = np.cumsum(arrays["driver_counts"], dtype=np.int64).tolist()
    groups = [tuple(drivers[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    return {n: Corrective(s, g) for (n, s), g in zip(shapes.items(), groups, strict=True)}


def _names(array: NDArray[Any]) -> tuple[str, ...]:
    return tuple(str(name) for name in array)


def _shares_of_one(array: NDArray[np.uint8]) -> Floats:
    return np.divide(array, 255, dtype=np.float32)
