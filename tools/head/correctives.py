"""What mends shapes that do not add up, and what lets the skin follow the bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intone.geometry.registration import best_rigid
from intone.head.model import JOINTS, Driver

from .eyes import LOOKS
from .person import Person
from .rigid import turn
from .sculpt import CORNER, Push
from .smooth import smoothed
from .symmetry import mirror_name, mirror_vertices, symmetric

Floats = NDArray[np.float64]

_WAYS = {"In": (2, -1), "Out": (2, 1), "Up": (0, 1), "Down": (0, -1)}
"""Axis and sense of the left eye's bone for each gaze; the right one's z turns the other way."""
_CHIN = ((0.0, 6.33, 1.40), (0.52, 0.24, 0.60))
_PRESSED = 0.55
_SPARED = 0.8
"""How much of a dimple is left out beside a full smile."""
_TIP, _ROOT = 1.29, 0.85
"""Where the tongue that is lifted ends and begins, forwards, in dm."""
_LIFTED = np.array([0, 0.14, -0.03])
"""How far the tip is lifted, in dm."""
_LIFT_AT = 0.12
"""The tongueOut at which it is lifted wholly; from there on it comes out."""
_HELD, _HELD_SIZE = 0.75, (0.11, 0.12, 0.25)
"""How much of the jaw's pull a smile takes from the corners, and how far around them (dm)."""


TONGUE = "fix_tongue_lift"


@dataclass(frozen=True)
class Correction:
    """A displacement [n, 3] of the whole mesh and what it follows."""

    deltas: Floats
    drivers: tuple[Driver, ...]


def corrections(person: Person, bound: Floats) -> dict[str, Correction]:
    """Every corrective of the head by its name; `bound` [n, joints] are the skinning weights."""
    return {
        "fix_jaw_open_mouth_close": _together(_chin(person), "jawOpen", "mouthClose"),
        "fix_mouth_rolls": _together(_rolls(person), "mouthRollUpper", "mouthRollLower"),
        "fix_jaw_bone": _jaw(person, bound),
        TONGUE: Correction(_tongue(person), (Driver("tongueOut", full=_LIFT_AT),)),
        **_laugh(person),
        **_dimpled(person),
        **_lids(person),
    }


def _together(deltas: Floats, *names: str) -> Correction:
    return Correction(deltas, tuple(Driver(name) for name in names))


def _chin(person: Person) -> Floats:
    """The chin stays round when the jaw drops behind closed lips."""
    moved = person.shapes["jawOpen"] + person.shapes["mouthClose"]
    rest = person.mesh.vertices
    spot = (np.abs(rest * [1, 0, 0]) + rest * [0, 1, 1] - _CHIN[0]) / _CHIN[1]
    share = np.exp(-(spot**2).sum(axis=1))[:, None]
    lips = np.exp(-(((rest - [0, 6.605, 1.55]) / [0.30, 0.09, 0.30]) ** 2).sum(axis=1))[:, None]
    return symmetric(
        share * (1 - lips) ** 4 * (smoothed(person.mesh, moved, 40) - moved),
        mirror_vertices(rest),
    )


def _rolls(person: Person) -> Floats:
    """Lips that are both rolled in lie on each other up to their corners."""
    return _PRESSED * (person.shapes["mouthPressLeft"] + person.shapes["mouthPressRight"])


def _laugh(person: Person) -> dict[str, Correction]:
    """A smile holds the corners up when the jaw drops."""
    corner = Push(CORNER, _HELD_SIZE, (_HELD, _HELD, _HELD)).field(person.mesh.vertices)
    both = corner + corner[mirror_vertices(person.mesh.vertices)]
    held = -both * person.shapes["jawOpen"]
    left = person.mesh.vertices[:, :1] > 0
    middle = person.mesh.vertices[:, :1] == 0
    share = np.where(middle, 0.5, left)
    return {
        "fix_laugh_left": _together(share * held, "mouthSmileLeft", "jawOpen"),
        "fix_laugh_right": _together((1 - share) * held, "mouthSmileRight", "jawOpen"),
    }


def _dimpled(person: Person) -> dict[str, Correction]:
    """A smile has drawn the corners back already: a dimple beside it folds no skin over itself."""
    return {
        f"fix_smile_dimple_{side.lower()}": _together(
            -_SPARED * person.shapes[f"mouthDimple{side}"],
            f"mouthSmile{side}",
            f"mouthDimple{side}",
        )
        for side in ("Left", "Right")
    }


def _tongue(person: Person) -> Floats:
    """The tip of the tongue, lifted to the gums behind the upper teeth."""
    lifted = np.zeros_like(person.vertices)
    tongue = person.mesh.vertices_of("helper-tongue")
    front = np.clip((person.vertices[tongue, 2:] - _ROOT) / (_TIP - _ROOT), 0, 1)
    lifted[tongue] = front**2 * (3 - 2 * front) * _LIFTED
    return lifted


def _jaw(person: Person, bound: Floats) -> Correction:
    """What the jaw's bone lacks to look as jawOpen does when it has turned as far as that does."""
    opened = person.vertices + person.shapes["jawOpen"]
    joint = person.joints["jaw"]
    away = (opened - joint)[..., None]
    before = np.linalg.solve(jaw_turned(person, bound), away)[..., 0] + joint
    full = -float(abs(_jaw_angle(person)))
    return Correction(before - person.vertices, (Driver("jaw", 0, full),))


def jaw_turned(person: Person, bound: Floats) -> Floats:
    """How the jaw's bone turns each vertex [n, 3, 3], turned as far as jawOpen turns the teeth."""
    share = bound[:, JOINTS.index("jaw"), None, None]
    return (1 - share) * np.eye(3) + share * turn(0, np.degrees(_jaw_angle(person)))


def _jaw_angle(person: Person) -> float:
    teeth = person.mesh.vertices_of("helper-lower-teeth")
    opened = person.vertices + person.shapes["jawOpen"]
    rotation = best_rigid(person.vertices[teeth], opened[teeth]).rotation
    return float(np.arctan2(rotation[2, 1], rotation[2, 2]))


def _lids(person: Person) -> dict[str, Correction]:
    """The skin's part of each gaze, for eyes that are turned by their bones."""
    corrections: dict[str, Correction] = {}
    for left, (_, degrees) in LOOKS.items():
        way = left.removeprefix("eyeLook").removesuffix("Left")
        axis, sense = _WAYS[way]
        full = sense * np.radians(abs(degrees))
        right = -full if axis == 2 else full
        for side, name, angle in (("left", left, full), ("right", mirror_name(left), right)):
            driver = Driver(f"eye_{side}", axis, float(angle))
            corrections[f"lids_{way.lower()}_{side}"] = Correction(person.shapes[name], (driver,))
    return corrections
