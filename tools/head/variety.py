"""Other people: what turns the person into them, as linear shapes between -1 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .identity import GENDER, ORIGIN
from .source import BaseMesh, Source
from .symmetry import mirror_vertices, symmetric

Floats = NDArray[np.float64]
Mix = dict[str, float]

_PARTED = 0.041
"""How much of mouthClose keeps the lips together when they become thin."""
_YOUNG, _OLD = "young-averagemuscle", "old-averagemuscle"
_ENDS: dict[str, tuple[str, ...]] = {
    "nose_width": ("nose/nose-scale-horiz",),
    "nose_length": ("nose/nose-scale-vert",),
    "nose_bridge": ("nose/nose-hump",),
    "jaw_width": ("chin/chin-width",),
    "chin_height": ("chin/chin-height",),
    "cheekbones": ("cheek/l-cheek-bones",),
    "cheeks": ("cheek/l-cheek-volume",),
    "lips": ("mouth/mouth-upperlip-volume", "mouth/mouth-lowerlip-volume"),
    "mouth_width": ("mouth/mouth-scale-horiz",),
    "eye_size": ("eyes/l-eye-scale",),
    "forehead_height": ("forehead/forehead-scale-vert",),
    "ear_size": ("ears/l-ear-scale",),
    "head_width": ("head/head-scale-horiz",),
}
"""Details by the slider's name: morphs that exist as "-incr" and as "-decr"."""


def variety(source: Source, mesh: BaseMesh, units: dict[str, Floats]) -> dict[str, Floats]:
    """Displacements [n, 3] of the whole mesh by slider; at 1 masculine, old, heavy, or more.

    `units` are the 52 shapes: the fuller the lips, the less they need to be closed.
    """
    sliders = {"id_gender": _gender(), "id_age": _age(), "id_weight": _weight()}
    sliders |= {f"id_{name}": _detail(stems) for name, stems in _ENDS.items()}
    mirror = mirror_vertices(mesh.vertices)
    still = mesh.vertices_of("joint-head")
    count = len(mesh.vertices)
    summed = {name: _sum(source, mix, count) for name, mix in sliders.items()}
    placed = {name: _placed(symmetric(deltas, mirror), still) for name, deltas in summed.items()}
    return placed | {"id_lips": placed["id_lips"] - _PARTED * units["mouthClose"]}


def _gender() -> Mix:
    """Half of the way from a woman to a man."""
    mix: Mix = {}
    for gender, way in (("male", 0.5), ("female", -0.5)):
        mix |= {f"macrodetails/{origin}-{gender}-young": way * o for origin, o in ORIGIN.items()}
        mix[f"macrodetails/universal-{gender}-{_YOUNG}-averageweight"] = way
    return mix


def _age() -> Mix:
    mix: Mix = {}
    for gender, share in GENDER.items():
        for age, way in (("old", share), ("young", -share)):
            mix |= {
                f"macrodetails/{origin}-{gender}-{age}": way * o for origin, o in ORIGIN.items()
            }
        mix[f"macrodetails/universal-{gender}-{_OLD}-averageweight"] = share
        mix[f"macrodetails/universal-{gender}-{_YOUNG}-averageweight"] = -share
    return mix


def _weight() -> Mix:
    mix: Mix = {}
    for gender, share in GENDER.items():
        for weight, way in (("maxweight", share / 2), ("minweight", -share / 2)):
            mix[f"macrodetails/universal-{gender}-{_YOUNG}-{weight}"] = way
    return mix


def _detail(stems: tuple[str, ...]) -> Mix:
    both = {name for stem in stems for name in (stem, stem.replace("/l-", "/r-"))}
    return {f"{n}-{end}": way for n in sorted(both) for end, way in (("incr", 0.5), ("decr", -0.5))}


def _sum(source: Source, mix: Mix, count: int) -> Floats:
    return np.sum([way * source.target(name, count) for name, way in mix.items()], axis=0)


def _placed(deltas: Floats, still: NDArray[np.int64]) -> Floats:
    """Without the body's growth: the head's joint stays where it is."""
    return deltas - deltas[still].mean(axis=0)
