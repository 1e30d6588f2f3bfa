"""The person: one mix of MakeHuman's macro and detail morphs, made symmetric."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .source import BaseMesh, Source
from .symmetry import mirror_name, mirror_vertices, symmetric

Floats = NDArray[np.float64]

GENDER = {"female": 0.58, "male": 0.42}
ORIGIN = {"caucasian": 0.45, "asian": 0.30, "african": 0.25}
BUILD = "young-averagemuscle-averageweight"

DETAILS = {
    "head/head-scale-vert-decr": 0.35,
    "forehead/forehead-scale-vert-decr": 0.50,
    "chin/chin-height-incr": 0.15,
    "chin/chin-width-decr": 0.30,
    "mouth/mouth-scale-horiz-incr": 0.08,
    "mouth/mouth-upperlip-volume-incr": 0.25,
    "mouth/mouth-lowerlip-volume-incr": 0.12,
    "nose/nose-scale-horiz-decr": 0.30,
    "eyes/l-eye-scale-incr": 0.32,
    "nose/nose-base-up": 0.15,
    "ears/l-ear-rot-backward": 0.45,
    "ears/l-ear-scale-decr": 0.25,
}
"""Detail morphs and their amounts; one of the left side is applied to both."""

EXPRESSION = {
    "mouthClose": 0.022,
    "mouthSmileLeft": 0.09,
    "browInnerUp": 0.12,
    "eyeWideLeft": 0.05,
}
"""Face units mixed into the resting face: they close the lips, take the sternness away and let the
upper lids lie on the irises: eyes that rest further open look surprised."""


def identity(source: Source, mesh: BaseMesh) -> Floats:
    """The vertices [n, 3] of the person."""
    count = len(mesh.vertices)
    mixed = sum(
        weight * source.target(name, count) for name, weight in macros(GENDER, ORIGIN).items()
    )
    details = sum(
        weight * source.target(name, count)
        for left, weight in DETAILS.items()
        for name in {left, left.replace("/l-", "/r-")}
    )
    rest = sum(
        weight * source.unit(name, count)
        for left, weight in EXPRESSION.items()
        for name in {left, mirror_name(left)}
    )
    mirror = mirror_vertices(mesh.vertices)
    return mesh.vertices + symmetric(np.asarray(mixed + details + rest), mirror)


def macros(genders: dict[str, float], origins: dict[str, float]) -> dict[str, float]:
    """MakeHuman's macro morphs, and how much of each, for shares of the sexes and of origins."""
    found: dict[str, float] = {}
    for gender, share in genders.items():
        for origin, part in origins.items():
            found[f"macrodetails/{origin}-{gender}-young"] = share * part
        found[f"macrodetails/universal-{gender}-{BUILD}"] = share
        found[f"macrodetails/proportions/{gender}-{BUILD}-idealproportions"] = share
    return found
