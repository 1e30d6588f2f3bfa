"""The head's npz files written, for `intone.head.container` and `intone.head.hair` to read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intone.head import hair
from intone.head.container import FORMAT
from intone.head.hair import Hair
from intone.head.model import JOINTS, Floats, HeadModel

_TIMESTAMP = (1980, 1, 1, 0, 0, 0)


def write_head(path: Path, head: HeadModel) -> None:
    """Write a head so that equal heads give equal bytes: fixed order, fixed timestamps."""
    _write(path, _packed(head))


def write_hair(head: Path, styles: Mapping[str, Hair]) -> None:
    """Write the styles into the file of hair that belongs to the head's, likewise."""
    arrays = {"format": np.array(hair.FORMAT)}
    for style, one in styles.items():
        arrays |= {f"{style}_{name}": array for name, array in _packed_hair(one).items()}
    _write(hair.hair_file(head), arrays)


def _packed_hair(style: Hair) -> dict[str, NDArray[Any]]:
    return {
        "vertices": np.round(style.vertices / hair.STEP_M).astype(np.int16),
        "faces": style.faces.astype(np.uint16),
        "uv": np.round(np.clip(style.uv, 0, 1) * 65535).astype(np.uint16),
        "shade": _bytes(style.shade),
        "skin": style.skin.astype(np.uint16),
        "shares": _bytes(style.shares),
    }


def _write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", _TIMESTAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())


def _packed(head: HeadModel) -> dict[str, NDArray[Any]]:
    named = {**head.shapes, **head.sliders, **{n: c.shape for n, c in head.correctives.items()}}
    shapes = list(named.values())
    drivers = [driver for corrective in head.correctives.values() for driver in corrective.drivers]
    parents = [JOINTS.index(joint.parent) if joint.parent else -1 for joint in head.joints.values()]
    arrays: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "vertices": head.vertices.astype(np.float32),
        "loops": head.loops.astype(np.uint16),
        "lengths": head.lengths.astype(np.uint8),
        "uv": head.uv.astype(np.float16),
        "parts": np.array(head.parts),
        "face_part": head.face_part.astype(np.uint8),
        "materials": np.array(head.materials),
        "face_material": head.face_material.astype(np.uint8),
        "colours": _bytes(head.colours),
        "hair": _bytes(head.hair),
        "joint_positions": np.array([joint.position for joint in head.joints.values()], np.float32),
        "joint_parents": np.array(parents, np.int8),
        "weights": _shares(head.weights),
        "shape_names": np.array(list(named)),
        "shape_rows": np.array([len(shape.indices) for shape in shapes], np.uint16),
        "shape_indices": np.concatenate([shape.indices for shape in shapes]).astype(np.uint16),
        "shape_deltas": np.concatenate([shape.deltas for shape in shapes]).astype(np.float16),
        "landmark_names": np.array(list(head.landmarks)),
        "landmarks": np.array(list(head.landmarks.values()), np.uint16),
        "slider_count": np.array(len(head.sliders), np.uint8),
        "driver_counts": np.array([len(c.drivers) for c in head.correctives.values()], np.uint8),
        "driver_sources": np.array([driver.source for driver in drivers], np.str_),
        "driver_axes": np.array([-1 if d.axis is None else d.axis for d in drivers], np.int8),
        "driver_fulls": np.array([driver.full for driver in drivers], np.float32),
    }
    return arrays


def _bytes(array: Floats) -> NDArray[np.uint8]:
    return np.round(np.clip(array, 0, 1) * 255).astype(np.uint8)


def _shares(weights: Floats) -> NDArray[np.uint8]:
    """Weights [v, joints] as bytes whose rows sum to 255: the largest one takes the rounding."""
    shares = np.round(weights * 255).astype(np.int64)
    rows = np.arange(len(shares))
    shares[rows, shares.argmax(axis=1)] += 255 - shares.sum(axis=1)
    return shares.astype(np.uint8)
