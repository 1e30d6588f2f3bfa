"""Outer surfaces of both heads: the landmarks of the face, and the nearest place on the skin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..errors import HeadError
from ..geometry.surface import nearest, triangles, vertex_areas, vertex_normals
from ..track import Array
from .container import JOINTS, HeadModel
from .flame import FlameModel, Integers

NO_FACE = (
    "No face was found on the mesh: it must stand upright, look along FLAME's +Z, and have a nose, "
    "lips and a chin below its eyes."
)
MOUTH = 0.51
"""How far the lips part below the nose tip, in distances of the eyes, on the embedded head."""
FACING = 0.01
"""How far apart, in metres, two places count that face opposite ways, by half: lips that touch."""
JAW = JOINTS.index("jaw")
UP = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
"""FLAME's axes as rows of Blender's: points @ UP are Blender's (Z up, looking along -Y), and
points @ UP.T FLAME's (Y up)."""


@dataclass(frozen=True)
class Surface:
    """Skin in metres, Z up, looking along -Y: `points` [v, 3], triangles `faces` [f, 3].

    `jaw` [v] says how much of each vertex the jaw carries, `eyes` [2, 3] where the eyeballs turn
    (left, right).
    """

    points: Array
    faces: Integers
    jaw: Array
    eyes: Array

    @cached_property
    def normals(self) -> Array:
        """Unit normals [v, 3]."""
        return vertex_normals(self.points, self.faces)

    @cached_property
    def areas(self) -> Array:
        """Square metres around each vertex [v]."""
        return vertex_areas(self.points, self.faces)

    @cached_property
    def around(self) -> tuple[Integers, Integers]:
        """Faces around the vertices in a row, and where each vertex's begin [v + 1]."""
        order = np.argsort(self.faces.ravel(), kind="stable")
        starts = np.searchsorted(self.faces.ravel()[order], np.arange(len(self.points) + 1))
        return order // 3, starts

    def landmarks(self) -> Array:
        """Five places [5, 3] that every face has: both eyes, nose tip, lips' parting, chin.

        They are found by shape and by what the jaw carries, the same way on any head. Raises
        HeadError where there is no face below the eyes.
        """
        span = float(np.linalg.norm(self.eyes[0] - self.eyes[1]))
        line = self._profile(span)
        below = (float(self.eyes[:, 2].mean()) - self.points[line, 2]) / span
        nose_tip = self._foremost(line[(below > 0.2) & (below < 1.0)])
        lower = line[self.points[line, 2] < self.points[nose_tip, 2] - 0.15 * span]
        parting = self._parting(lower, self.points[nose_tip, 2] - MOUTH * span)
        chin = self._foremost(lower[self.points[lower, 2] < parting[2] - 0.35 * span])
        return np.stack([*self.eyes, self.points[nose_tip], parting, self.points[chin]])

    def _profile(self, span: float) -> Integers:
        """Vertices on the midline that face forward, down the face."""
        front = (self.normals[:, 1] < -0.2) & (self.points[:, 1] < self.eyes[:, 1].mean())
        middle = np.abs(self.points[:, 0] - self.eyes[:, 0].mean()) < 0.08 * span
        thin = np.flatnonzero(front & middle)
        return thin[np.argsort(-self.points[thin, 2])]

    def _foremost(self, rows: Integers) -> int:
        if not len(rows):
            raise HeadError(NO_FACE)
        return int(rows[np.argmin(self.points[rows, 1])])

    def _parting(self, lower: Integers, guess: float) -> Array:
        """Where the jaw begins to carry; at the height `guess` where it carries nothing."""
        if len(lower) < 2:
            raise HeadError(NO_FACE)
        carried = np.diff(self.jaw[lower])
        level = np.abs(self.points[lower[1:], 2] - guess)
        jump = int(np.argmax(carried) if carried.max() > 0.1 else np.argmin(level))
        return self.points[lower[jump : jump + 2]].mean(axis=0)

    def nearest(self, places: Array, normals: Array) -> tuple[Integers, Array]:
        """Corners [n, 3] and shares [n, 3] of the places on this surface that are nearest.

        Near counts together with facing the same way.
        """
        mine = np.concatenate([self.points, FACING * self.normals], axis=1)
        theirs = np.concatenate([places, FACING * normals], axis=1)
        best = nearest(theirs, mine)[0][:, 0]
        faces, starts = self.around
        corners, shares = np.zeros((len(places), 3), np.int64), np.zeros((len(places), 3))
        least = np.full(len(places), np.inf)
        for turn in range(int(np.diff(starts).max())):
            has = np.flatnonzero(starts[best] + turn < starts[best + 1])
            tried = self.faces[faces[starts[best[has]] + turn]]
            share = _shares(self.points[tried], places[has])
            reached = np.einsum("nc,ncd->nd", share, self.points[tried])
            distance = np.linalg.norm(reached - places[has], axis=1)
            near = distance < least[has]
            rows = has[near]
            least[rows], corners[rows], shares[rows] = distance[near], tried[near], share[near]
        return corners, shares


def head_surface(head: HeadModel) -> tuple[Surface, Integers]:
    """The embedded head's outer skin, and which vertices [v] of the head are its points."""
    skin = (head.face_part == head.parts.index("skin")) & (
        head.face_material == head.materials.index("skin")
    )
    fans = triangles(head.loops.astype(np.int64), head.lengths)
    corners = fans[np.repeat(skin, head.lengths - 2)]
    rows, faces = np.unique(corners, return_inverse=True)
    eyes = np.array([head.joints[name].position for name in JOINTS[3:]], float)
    points, jaw = head.vertices[rows].astype(float), head.weights[rows, JAW].astype(float)
    return Surface(points, faces.reshape(-1, 3), jaw, eyes), rows


def flame_surface(model: FlameModel) -> Surface:
    """The model's skin, without its eyeballs, in Blender's axes."""
    skin = model.weights[:, 3:].sum(axis=1) < 0.5
    faces = model.faces[skin[model.faces].all(axis=1)]
    return Surface(model.template @ UP, faces, model.weights[:, JAW], model.joints()[3:] @ UP)


def face_rows(model: FlameModel, surface: Surface) -> Integers:
    """The vertices between forehead and throat, in front of the ears."""
    used = np.unique(surface.faces)
    eye, _, _, _, chin = surface.landmarks()
    span = float(np.linalg.norm(surface.eyes[0] - surface.eyes[1]))
    y, z = surface.points[used, 1], surface.points[used, 2]
    front = y < eye[1] + 1.2 * span
    return used[front & (z > chin[2] - 0.5 * span) & (z < eye[2] + 1.3 * span)]


def _shares(triangles: Array, places: Array) -> Array:
    """Barycentric shares [n, 3] of the places nearest to `places` on `triangles` [n, 3, 3].

    Inside the triangle by projection; else the best of the three edges.
    """
    a, b, c = (triangles[:, k] for k in range(3))
    inside = _projected(b - a, c - a, places - a)
    found = np.concatenate([1 - inside.sum(axis=1, keepdims=True), inside], axis=1)
    outside = (found < 0).any(axis=1)
    least = np.full(len(places), np.inf)
    for first, second in ((0, 1), (1, 2), (2, 0)):
        start, end = triangles[:, first], triangles[:, second]
        along = np.einsum("nd,nd->n", places - start, end - start)
        share = np.clip(along / np.maximum(((end - start) ** 2).sum(axis=1), 1e-18), 0, 1)
        distance = np.linalg.norm(start + share[:, None] * (end - start) - places, axis=1)
        rows = np.flatnonzero(outside & (distance < least))
        least[rows], found[rows] = distance[rows], 0.0
        found[rows, first], found[rows, second] = 1 - share[rows], share[rows]
    return found


def _projected(one: Array, other: Array, place: Array) -> Array:
    """How much of two edges [n, 3] each leads to the foot of a place above their plane, [n, 2]."""
    a, b, c = ((p * q).sum(axis=1) for p, q in ((one, one), (one, other), (other, other)))
    d, e = (place * one).sum(axis=1), (place * other).sum(axis=1)
    flat = np.maximum(a * c - b * b, 1e-24)
    return np.stack([(c * d - b * e) / flat, (a * e - b * d) / flat], axis=1)
