"""A head's outer surface: its normals, its features on the midline, the nearest place on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError

Array = NDArray[np.floating[Any]]
Integers = NDArray[np.int64]

NO_FACE = (
    "No face was found on the mesh: it must stand upright, look along FLAME's +Z, and have a nose, "
    "lips and a chin below its eyes."
)
MOUTH = 0.51
"""How far the lips part below the nose tip, in distances of the eyes, on the embedded head."""
FACING = 0.01
"""How far apart, in metres, two places count that face opposite ways, by half: lips that touch."""


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
        """Unit normals [v, 3], of the faces around each vertex by their areas."""
        corners = self.points[self.faces]
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        summed = np.zeros_like(self.points)
        for corner in range(3):
            np.add.at(summed, self.faces[:, corner], across)
        return summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)

    @cached_property
    def areas(self) -> Array:
        """Square metres around each vertex [v]."""
        corners = self.points[self.faces]
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        third = np.linalg.norm(across, axis=1) / 6
        summed = np.zeros(len(self.points))
        np.add.at(summed, self.faces.ravel(), np.repeat(third, 3))
        return summed

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
        best = np.concatenate([_closest(part, mine) for part in np.array_split(theirs, 8)])
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


def _closest(these: Array, those: Array) -> Integers:
    """For each of these [n, d] the nearest of those [m, d]."""
    squares = (those**2).sum(axis=1) - 2 * these @ those.T
    return np.argmin(squares, axis=1)


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
