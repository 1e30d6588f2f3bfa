"""A model in FLAME's format made of the embedded head: nothing of FLAME is in it.

Another person than the embedded head, other vertices, other axes and another origin: vertices slide
along edges at random, the mouth's inside is cut out as FLAME's is, and a smooth warp changes the
proportions. Its expressions are the principal components of what the 52 shapes do, less the turn
of the jaw.

    PYTHONPATH=<folder that has intone> python tests/support/flame.py fixture.pkl
"""

from __future__ import annotations

import pickle
import struct
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from intone.geometry.rotations import matrices
from intone.head.container import JOINTS, HeadModel, read_head

IDENTITIES, EXPRESSIONS = 300, 100
JAW_TURN = np.radians(20.0)
_ORIGIN = np.array([0.01, -0.15, 0.03])


def arrays(head: HeadModel | None = None, components: int = 52) -> dict[str, np.ndarray]:
    """The fixture as the arrays that FLAME 2020 has in its file."""
    head = head or read_head()
    rows, faces = _surface(head)
    slide = _slide(len(rows), faces, np.random.default_rng(5))
    rest = head.vertices[rows].astype(float)
    template = _warped(slide(rest))
    weights = slide(head.weights[rows].astype(float))
    joints = _warped(np.array([head.joints[name].position for name in JOINTS], float))
    shapes = np.stack([_warped(slide(points)) - template for points in _moved(head, rows)])
    eyes = weights[:, 3:].sum(axis=1) > 0.5
    shapes[:, eyes] = 0
    turned = _turned(template, joints[2], weights[:, 2]) - template
    shapes[list(head.shapes).index("jawOpen")] -= turned
    expression = _components(shapes, components)
    identity = _bumps(template, np.random.default_rng(3), 10, 0.004)
    correctives = np.zeros((len(rows), 3, 36))
    correctives[..., :18] = _bumps(template, np.random.default_rng(4), 18, 0.002)
    return {
        "v_template": _axes(template) + _ORIGIN,
        "f": faces.astype(np.uint32),
        "shapedirs": _axes(np.concatenate([_padded(identity, IDENTITIES),
                                           _padded(expression, EXPRESSIONS)], axis=2), 1),
        "posedirs": _axes(correctives, 1),
        "J_regressor": _regressor(template, joints),
        "weights": weights,
        "kintree_table": np.array([[2**32 - 1, 0, 1, 1, 1], range(5)], np.int64).astype(np.uint32),
    }  # fmt: skip


def _surface(head: HeadModel) -> tuple[np.ndarray, np.ndarray]:
    """Vertices of skin and eyes, and their triangles in those vertices' own numbers."""
    shown = {head.parts.index(name) for name in ("skin", "eye_left", "eye_right")}
    inside = head.materials.index("mouth")
    starts = np.concatenate([[0], np.cumsum(head.lengths)])
    triangles = [
        (head.loops[start], head.loops[start + k], head.loops[start + k + 1])
        for face, start in enumerate(starts[:-1])
        if head.face_part[face] in shown and head.face_material[face] != inside
        for k in range(1, head.lengths[face] - 1)
    ]
    rows, faces = np.unique(np.array(triangles), return_inverse=True)
    return rows, faces.reshape(-1, 3)


def _slide(
    count: int, faces: np.ndarray, random: np.random.Generator
) -> Callable[[np.ndarray], np.ndarray]:
    """Moves each vertex along an edge towards a neighbour, with all that it has; rims stay."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    once = {tuple(edge) for edge in edges.tolist()}
    rim = {v for edge in once if edge[::-1] not in once for v in edge}
    towards = np.arange(count)
    shuffled = random.permutation(edges)
    towards[shuffled[:, 0]] = shuffled[:, 1]
    share = random.uniform(0, 0.35, (count, 1))
    share[list(rim)] = 0
    return lambda rows: (1 - share) * rows + share * rows[towards]


def _moved(head: HeadModel, rows: np.ndarray) -> Iterator[np.ndarray]:
    return (head.shaped({name: 1.0})[rows].astype(float) for name in head.shapes)


_BUMPS = (  # centre, reach and displacement in metres: chin, nose, cheekbones, forehead
    ((0.0, -0.115, 0.115), 0.035, (0.0, -0.006, -0.004)),
    ((0.0, -0.135, 0.175), 0.020, (0.0, -0.004, 0.002)),
    ((0.05, -0.085, 0.18), 0.030, (0.004, -0.003, 0.0)),
    ((-0.05, -0.085, 0.18), 0.030, (-0.004, -0.003, 0.0)),
    ((0.0, -0.11, 0.26), 0.040, (0.0, -0.004, 0.003)),
)


def _warped(points: np.ndarray) -> np.ndarray:
    """The same places on another person."""
    moved = points * np.array([1.03, 1.06, 1.08])
    for centre, reach, push in _BUMPS:
        near = np.exp(-((points - centre) ** 2).sum(axis=-1) / (2 * reach**2))
        moved = moved + near[..., None] * np.array(push)
    return moved


def _turned(points: np.ndarray, joint: np.ndarray, weight: np.ndarray) -> np.ndarray:
    rotation = matrices(np.array([JAW_TURN, 0.0, 0.0]))
    return points + weight[:, None] * ((points - joint) @ rotation.T + joint - points)


def _components(shapes: np.ndarray, count: int) -> np.ndarray:
    """Principal components [v, 3, count] of shapes [s, v, 3], each as long as it is common."""
    _, spread, basis = np.linalg.svd(shapes.reshape(len(shapes), -1), full_matrices=False)
    scaled = basis * spread[:, None] / np.sqrt(len(shapes))
    return np.moveaxis(scaled[:count].reshape(-1, *shapes.shape[1:]), 0, 2)


def _bumps(points: np.ndarray, random: np.random.Generator, count: int, size: float) -> np.ndarray:
    """Smooth symmetrical displacements [v, 3, count] of up to `size` metres."""
    fields = []
    mirror = np.array([-1.0, 1.0, 1.0])
    for _ in range(count):
        centre, push = points[random.integers(len(points))], random.normal(size=3)
        push *= size / np.linalg.norm(push)
        near, far = (
            np.exp(-((points - c) ** 2).sum(1) / 0.0018) for c in (centre, centre * mirror)
        )
        fields.append(near[:, None] * push + far[:, None] * push * mirror)
    return np.stack(fields, axis=2)


def _padded(shapes: np.ndarray, count: int) -> np.ndarray:
    return np.pad(shapes, ((0, 0), (0, 0), (0, count - shapes.shape[2])))


def _axes(points: np.ndarray, axis: int = -1) -> np.ndarray:
    """From Blender's axes (Z up, looking along -Y) to FLAME's (Y up, looking along +Z)."""
    x, y, z = np.moveaxis(points, axis, 0)
    return np.stack([x, z, -y], axis=axis)


def _regressor(points: np.ndarray, joints: np.ndarray) -> np.ndarray:
    """Weights [5, v] of the 40 vertices nearest to each joint that give its place."""
    found = np.zeros((len(joints), len(points)))
    for row, joint in zip(found, joints, strict=True):
        near = np.argsort(((points - joint) ** 2).sum(axis=1))[:40]
        system = np.concatenate([points[near], np.ones((40, 1))], axis=1)
        row[near] = np.linalg.lstsq(system.T, np.append(joint, 1.0), rcond=None)[0]
    return found


# how the files are written


class csc_matrix:  # noqa: N801  scipy's own name
    """What scipy's pickle holds of a sparse matrix."""

    def __init__(self, dense: np.ndarray) -> None:
        columns, rows = np.nonzero(dense.T)
        self.__dict__.update(
            _shape=dense.shape,
            maxprint=50,
            indices=rows.astype(np.int32),
            indptr=np.searchsorted(columns, np.arange(dense.shape[1] + 1)).astype(np.int32),
            data=dense.T[columns, rows],
        )


class Ch:
    """What chumpy's pickle holds of an array."""

    def __init__(self, x: np.ndarray) -> None:
        self.__dict__.update(x=x, _dirty_vars=set(), _itr=None, _depends_on_deps={})


class Select:
    """What chumpy's pickle holds of a slice."""

    def __init__(self, a: Ch, idxs: np.ndarray, shape: tuple[int, ...]) -> None:
        self.__dict__.update(a=a, idxs=idxs, preferred_shape=shape, _dirty_vars={"a"})


@contextmanager
def stand_ins() -> Iterator[None]:
    """Lets the classes above be pickled by the names of those that they stand for."""
    homes = {csc_matrix: "scipy.sparse.csc", Ch: "chumpy.ch", Select: "chumpy.reordering"}
    parents = ("scipy", "scipy.sparse", "chumpy")
    kept = {name: sys.modules.get(name) for name in (*parents, *homes.values())}
    for name in kept:
        sys.modules[name] = types.ModuleType(name)
    for made, home in homes.items():
        made.__module__ = home
        setattr(sys.modules[home], made.__name__, made)
    try:
        yield
    finally:
        for name, module in kept.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module


class Python2Pickler(pickle._Pickler):
    """Writes text and bytes as Python 2 does: one kind of string, of bytes."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_string(self, text: str | bytes) -> None:
        raw = text.encode("latin1") if isinstance(text, str) else text
        self.write(pickle.BINSTRING + struct.pack("<i", len(raw)) + raw)
        self.memoize(text)

    dispatch[str] = dispatch[bytes] = save_string


def layout_2017(found: dict[str, np.ndarray]) -> dict[str, object]:
    """FLAME 2017 and 2019: chumpy's shapes, a sparse regressor, and words beside the arrays."""
    words = {
        "bs_style": "lbs",
        "bs_type": "lrotmin",
        "J": found["J_regressor"] @ found["v_template"],
    }
    return {
        **words,
        **found,
        "shapedirs": Ch(found["shapedirs"]),
        "J_regressor": csc_matrix(found["J_regressor"]),
    }


def write_pickle(path: Path, layout: dict[str, object], python2: bool = False) -> None:
    """A `.pkl` of protocol 2, as all of FLAME's are."""
    with stand_ins(), path.open("wb") as file:
        (Python2Pickler if python2 else pickle.Pickler)(file, protocol=2).dump(layout)


if __name__ == "__main__":
    write_pickle(Path(sys.argv[1]), layout_2017(arrays()), python2=True)
