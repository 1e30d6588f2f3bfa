"""Heads and performances of other programs: FLAME's models and sequences, ICT-FaceKit, our .npz."""

from __future__ import annotations

import io
import pickle
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from intone.head.flame import read_flame
from intone.head.flame_sequence import read_sequence
from intone.head.ict import EXPRESSIONS, NEUTRAL, read_ict
from support import flame

from .mutators import ODD, odd_value, pick
from .reader import Reader, Seed, require

_POINTS, _IDENTITIES = 12, 3
_FACES = "f 1/1 2/2 3/3 4/4\nf 1/1 3/3 2/2\n"


@cache
def _whole() -> dict[str, np.ndarray]:
    """The smallest head that has all that FLAME's have."""
    random = np.random.default_rng(0)
    template = random.normal(size=(_POINTS, 3))
    weights = random.random((_POINTS, 5))
    return {
        "v_template": template,
        "f": random.integers(0, _POINTS, (9, 3)).astype(np.uint32),
        "shapedirs": random.normal(size=(_POINTS, 3, _IDENTITIES + 4)),
        "posedirs": random.normal(size=(_POINTS, 3, 36)),
        "J_regressor": random.random((5, _POINTS)),
        "weights": weights,
        "kintree_table": np.array([[2**32 - 1, 0, 1, 1, 1], range(5)], np.int64),
    }


def _sequence(random: Generator) -> dict[str, Any]:
    frames = int(random.integers(1, 6))
    return {
        "expression": random.normal(size=(frames, 10)),
        "jaw_pose": random.normal(size=(frames, 3)),
        "pose": random.normal(size=(frames, 6)),
        "shape": random.normal(size=5),
        "fps": np.array(25.0),
    }


def _odd_array(random: Generator, array: Any) -> Any:
    """The array with another type, form or content; or no array at all."""
    other = np.array(array)
    changes = (
        lambda: other.astype(pick(random, ("f2", ">f8", "c16", "b1", "u1", "i8", "S3", "O", "U2"))),
        lambda: other * pick(random, (np.nan, np.inf, 1e308, 0, -1)),
        lambda: other[..., :-1],
        lambda: other[None],
        lambda: np.resize(other, pick(random, ((0,), (), (1, 1), (0, 3), (3, 0), (1, 1, 1, 1)))),
        lambda: np.zeros(3, [("a", "f4"), ("b", "i4")]),
        lambda: np.asfortranarray(other)[::-1],
        lambda: odd_value(random),
        lambda: {1: (2, {3}), None: b"x"},
    )
    try:
        return pick(random, changes)()
    except (ValueError, TypeError, IndexError):
        return other


def _odd_parts(random: Generator, parts: dict[str, Any]) -> dict[str, Any]:
    found = dict(parts)
    for _ in range(int(random.integers(0, 3))):
        name = pick(random, list(found))
        if random.random() < 0.2:
            found.pop(name)
        else:
            found[name] = _odd_array(random, found[name])
    if random.random() < 0.1:
        found[pick(random, ODD)] = np.zeros(1)
    return found or dict(parts)


def _as_array(part: Any) -> np.ndarray:
    """The part itself where it is an array, else as numpy would take it, or as an object."""
    if isinstance(part, np.ndarray):
        return part
    try:
        return np.asanyarray(part, None if np.ndim(part) else object)
    except ValueError:  # of too many dimensions, or of rows of several lengths
        return np.array(repr(part), object)


def _packed(random: Generator, parts: dict[str, Any]) -> Seed:
    """As .npz or as .pkl, in one of the ways in which such files are written."""
    if random.random() < 0.5:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", pick(random, (0, 8, 8, 12, 14))) as archive:
            for name, part in parts.items():
                member = io.BytesIO()
                np.save(member, _as_array(part))
                dated = zipfile.ZipInfo(f"{name[:60]}.npy".replace("\0", "0"))  # of 1980
                archive.writestr(dated, member.getvalue(), archive.compression)
        return Seed(".npz", file.getvalue())
    if random.random() < 0.4 and parts.keys() >= {"J_regressor", "v_template"}:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "x.pkl")
            try:
                flame.write_pickle(path, flame.layout_2017(parts), random.random() < 0.5)
            except (ValueError, TypeError, KeyError, AttributeError, IndexError):
                flame.write_pickle(path, flame.layout_2017(_whole()), True)
            return Seed(".pkl", path.read_bytes())
    return Seed(".pkl", pickle.dumps(parts, protocol=int(random.integers(0, 6))))


def make_flame(random: Generator) -> Seed:
    """A FLAME model."""
    return _packed(random, _odd_parts(random, _whole()))


def make_sequence(random: Generator) -> Seed:
    """Parameters over time."""
    return _packed(random, _odd_parts(random, _sequence(random)))


def read_model(path: Path) -> None:
    """The model, posed."""
    model = read_flame(path, _IDENTITIES).reduced(2, 3)
    posed = model.posed(np.ones((2, model.expression.shape[2])), np.full((2, 5, 3), 0.1))
    require(posed.shape == (2, len(model.template), 3), "a pose of another shape")


def read_performance(path: Path) -> None:
    """The sequence, and the names under which it is written again."""
    found = read_sequence(path)
    require(len(found) == len(found.turns) and 1 <= found.rate <= 1000, "a broken sequence")
    found.arrays()


def make_obj(random: Generator) -> Seed:
    """One of ICT-FaceKit's meshes."""
    places = "".join(f"v {x:.4f} {y:.4f} {z:.4f}\n" for x, y, z in random.normal(size=(4, 3)))
    return Seed(".obj", (places + "vt 0 0\nvt 0 1\nvt 1 0\nvt 1 1\n" + _FACES).encode())


def read_folder(path: Path) -> None:
    """The mesh as the neutral one, and as an expression beside whole ones."""
    whole = make_obj(np.random.default_rng(0)).data
    for broken in (NEUTRAL, EXPRESSIONS[7]):
        with tempfile.TemporaryDirectory() as folder:
            for name in (NEUTRAL, *EXPRESSIONS):
                data = path.read_bytes() if name == broken else whole
                Path(folder, f"{name}.obj").write_bytes(data)
            read_ict(Path(folder))


READERS = (
    Reader("flame", make_flame, read_model, share=5),
    Reader("sequence", make_sequence, read_performance, share=3),
    Reader("ict", make_obj, read_folder),
)
