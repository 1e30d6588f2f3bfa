"""Teeth and gums: procedural crowns along the arches that hm08's helper strips mark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intone.geometry.registration import best_rigid

from . import atlas
from .part import Part, fan, joined, mirrored, plain, tube
from .person import Person

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Jaw:
    """One row of teeth, from the middle backwards, of hm08 vertices and crown sizes.

    `gum_line` and `edge_line` are helper vertices of the left side; `widths`, `heights` and
    `depths` (at the neck, at the edge) are those of grown people's crowns in millimetres.
    `growth` is -1 where crowns grow downwards; `shift` moves the edges, in decimetres.
    """

    name: str
    helper: str
    joint: str
    edge_line: tuple[int, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    depths: tuple[tuple[float, float], ...]
    growth: int
    shift: float


UPPER = Jaw(
    "upper", "helper-upper-teeth", "neck",
    (15069, 15086, 15071, 15070, 15085, 15078, 15077, 15076, 15080),
    (8.4, 6.6, 7.4, 6.9, 6.8, 9.8, 9.0),
    (9.6, 8.7, 9.6, 8.0, 7.6, 7.0, 6.5),
    ((6.5, 1.5), (6.0, 1.5), (7.5, 2.4), (8.0, 5.8), (8.2, 6.2), (9.6, 8.2), (9.2, 8.0)),
    -1, -0.030,
)  # fmt: skip
LOWER = Jaw(
    "lower", "helper-lower-teeth", "jaw",
    (15010, 15001, 15002, 15003, 15004, 15005, 15006, 15007, 15008),
    (5.4, 5.9, 6.7, 6.9, 7.0, 10.2, 9.6),
    (8.6, 8.8, 9.8, 8.0, 7.6, 7.0, 6.5),
    ((5.6, 1.3), (5.8, 1.4), (7.0, 2.2), (7.0, 5.0), (7.2, 5.6), (9.2, 8.0), (9.0, 8.0)),
    1, -0.022,
)  # fmt: skip
SHAPES = ("jawForward", "jawLeft", "jawRight", "jawOpen")
"""What moves the lower row, rigidly."""
LATERAL = 1
"""The second tooth; its edge in the upper row stands a little higher than its neighbours'."""

NARROWING = 0.95
"""The arch is narrower than hm08's strips by this, which leaves room inside the cheeks."""
TIGHTNESS = 1.05
"""Crowns are wider than their share of the arch by this, since subdivision shrinks them."""
SHADE = (0.14, 0.27)
"""How far from the middle (dm) the mouth's shade begins and ends on the teeth."""

_LEVELS = np.array([-0.25, 0.0, 0.28, 0.58, 0.84, 0.97])
_SEGMENTS = 8
_ROUNDNESS = 0.62
_GUM_STATIONS, _GUM_SEGMENTS = 41, 10
_GUM_SIZE = (0.055, 0.085)


def teeth(person: Person, jaw: Jaw) -> tuple[Part, Part]:
    """A row of teeth and its gum."""
    arch = _Arch.along(person.vertices[list(jaw.edge_line)])
    fit = arch.length * 0.97 / (sum(jaw.widths) / 100)
    middles = (np.cumsum(jaw.widths) - np.array(jaw.widths) / 2) / 100 * fit
    crowns = [_crown(arch, jaw, i, at, fit) for i, at in enumerate(middles)]
    left = _half(f"teeth_{jaw.name}", crowns, jaw, person)
    gum = _gum(arch, jaw, middles, [_neck(arch, jaw, i, at, fit) for i, at in enumerate(middles)])
    faces = [*tube(_GUM_STATIONS, _GUM_SEGMENTS), *_gum_caps()]
    return (
        joined(left.name, [left, mirrored(left, left.name)]),
        plain(
            f"gum_{jaw.name}", "gum", gum, faces,
            atlas.in_swatch("gum", np.full(len(gum), 0.5)), jaw.joint,
            _motions(person, jaw, gum),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class _Arch:
    """A smooth, symmetric arch: polynomials of its length, zero in the middle."""

    polynomials: tuple[Floats, Floats, Floats]
    length: float

    @classmethod
    def along(cls, points: Floats) -> _Arch:
        """The arch through the left side's points [n, 3], from the middle backwards."""
        points = points * [NARROWING, 1, 1]
        points[0, 0] = 0
        steps = np.linalg.norm(np.diff(points[:, [0, 2]], axis=0), axis=1)
        at = np.r_[0, np.cumsum(steps)]
        both = np.r_[-at[::-1], at]
        x = np.polyfit(both, np.r_[-points[::-1, 0], points[:, 0]], 7)
        y = np.polyfit(both, np.r_[points[::-1, 1], points[:, 1]], 4)
        z = np.polyfit(both, np.r_[points[::-1, 2], points[:, 2]], 6)
        return cls((x, y, z), float(at[-1]))

    def point(self, at: float) -> Floats:
        return np.array([np.polyval(p, at) for p in self.polynomials])

    def frame(self, at: float) -> tuple[Floats, Floats]:
        """Unit vectors [3] along the arch, to the left, and out of the mouth; both level."""
        along = (self.point(at + 0.01) - self.point(at - 0.01)) * [1, 0, 1]
        along /= np.linalg.norm(along)
        return along, np.array([-along[2], 0, along[0]])


def _tip(arch: _Arch, jaw: Jaw, tooth: int, at: float) -> float:
    shorter = 0.010 if jaw is UPPER and tooth == LATERAL else 0.0
    return arch.point(at)[1] + jaw.shift - jaw.growth * shorter


def _neck(arch: _Arch, jaw: Jaw, tooth: int, at: float, fit: float) -> float:
    return _tip(arch, jaw, tooth, at) - jaw.growth * jaw.heights[tooth] / 100 * fit**0.5


def _crown(arch: _Arch, jaw: Jaw, tooth: int, at: float, fit: float) -> Floats:
    """One tooth's vertices [rings * segments + 1, 3], its outer face on the arch."""
    tip, neck = _tip(arch, jaw, tooth, at), _neck(arch, jaw, tooth, at, fit)
    along, out = arch.frame(at)
    place = arch.point(at) * [1, 0, 1]
    grown = np.clip(_LEVELS, 0, 1)
    edge = _LEVELS > 0.95
    width = jaw.widths[tooth] / 100 * fit / 2 * TIGHTNESS
    half_width = width * (0.76 + 0.22 * np.sin(np.minimum(grown, 0.8) / 0.8 * np.pi / 2))
    half_width -= np.where(edge, 0.05 * width, 0)
    thick, thin = (depth / 100 * fit / 2 for depth in jaw.depths[tooth])
    half_depth = (thick + (thin - thick) * grown**1.3) * np.where(edge, 0.94, 1)
    swell = (0.012 if tooth < 3 else 0.006) * np.sin(np.pi * np.minimum(grown * 1.05, 1))
    across, deep = _rounded_square()
    rings = (
        place
        + np.array([0, 1, 0]) * (neck + (tip - neck) * _LEVELS)[:, None, None]
        + along * (half_width[:, None] * across)[..., None]
        + out * (half_depth[:, None] * (deep - 1) + swell[:, None])[..., None]
    )
    point = rings[-1].mean(axis=0) + [0, jaw.growth * 0.004, 0]
    return np.concatenate([rings.reshape(-1, 3), point[None]])


def _rounded_square() -> tuple[Floats, Floats]:
    """A superellipse's coordinates [segments], between -1 and 1."""
    turns = 2 * np.pi * np.arange(_SEGMENTS) / _SEGMENTS
    cosine, sine = np.cos(turns), np.sin(turns)
    return (
        np.sign(cosine) * np.abs(cosine) ** _ROUNDNESS,
        np.sign(sine) * np.abs(sine) ** _ROUNDNESS,
    )


def _half(name: str, crowns: list[Floats], jaw: Jaw, person: Person) -> Part:
    vertices = np.concatenate(crowns)
    faces: list[list[int]] = []
    for tooth, crown in enumerate(crowns):
        start, last = tooth * len(crown), (len(_LEVELS) - 1) * _SEGMENTS
        faces += tube(len(_LEVELS), _SEGMENTS, start)
        faces += fan(start + last, _SEGMENTS, start + len(crown) - 1)
    faces = [face[:: -jaw.growth] for face in faces]
    motions = _motions(person, jaw, vertices)
    return plain(name, "teeth", vertices, faces, _shaded(vertices), jaw.joint, motions)


def _shaded(vertices: Floats) -> Floats:
    """The teeth's places [n, 2] in their patch: the back ones lie in the mouth's shade."""
    start, stop = SHADE
    return atlas.in_swatch("teeth", (np.abs(vertices[:, 0]) - start) / (stop - start))


def _gum(arch: _Arch, jaw: Jaw, middles: Floats, necks: list[float]) -> Floats:
    """Vertices [stations * segments, 3]: an oval swept along the necks of the teeth."""
    turns = 2 * np.pi * np.arange(_GUM_SEGMENTS) / _GUM_SEGMENTS
    depth, height = _GUM_SIZE
    rings: list[Floats] = []
    for at in np.linspace(-1, 1, _GUM_STATIONS) * arch.length:
        _, out = arch.frame(at)
        middle = arch.point(at)
        middle[1] = np.interp(abs(at), middles, necks) - jaw.growth * depth
        ring = middle + out * (np.cos(turns) * depth - 0.042)[:, None]
        rings.append(ring + np.array([0, 1, 0]) * (np.sin(turns) * height)[:, None])
    return np.concatenate(rings)


def _gum_caps() -> list[list[int]]:
    last = (_GUM_STATIONS - 1) * _GUM_SEGMENTS
    return [list(range(_GUM_SEGMENTS))[::-1], [last + k for k in range(_GUM_SEGMENTS)]]


def _motions(person: Person, jaw: Jaw, vertices: Floats) -> dict[str, Floats]:
    """What moves a row's vertices [n, 3]: the sliders, by affine maps, and the jaw, rigidly."""
    helper = person.mesh.vertices_of(jaw.helper)
    rest = person.vertices[helper]
    moved = {
        name: _with_ones(vertices)
        @ np.linalg.lstsq(_with_ones(rest), person.shapes[name][helper], rcond=None)[0]
        for name in person.sliders
    }
    if jaw.joint != "jaw":
        return moved
    motions = {name: best_rigid(rest, rest + person.shapes[name][helper]) for name in SHAPES}
    return moved | {
        name: vertices @ (m.rotation.T - np.eye(3)) + m.shift for name, m in motions.items()
    }


def _with_ones(points: Floats) -> Floats:
    return np.c_[points, np.ones(len(points))]
