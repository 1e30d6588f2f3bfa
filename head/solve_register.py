"""Registration: which place of the embedded head each vertex of another head's face stands for.

Five landmarks give a similarity; then the embedded skin is drawn onto the other face, smoothly and
ever more locally, each step towards the nearest places that face the same way (a non-rigid ICP
with Gaussian kernels).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from ..geometry.registration import best_similarity, warp
from ..track import Array
from .flame import Integers
from .solve_surface import Surface

REACHES = (0.06, 0.06, 0.04, 0.04, 0.025, 0.025, 0.018, 0.012)
"""Metres over which each step's warp is smooth."""
FAR = 0.004
"""Metres at which a place found on the skin counts by a third."""


@dataclass(frozen=True)
class Registration:
    """For each of `rows` [n] of the other head a place on the embedded one.

    `corners` [n, 3] are vertices of it and `shares` [n, 3] how much of each; `trust` [n] is 0..1.
    `linear` [3, 3] turns its displacements into the other head's size and proportions.
    """

    rows: Integers
    corners: Integers
    shares: Array
    trust: Array
    linear: Array

    def carried(self, deltas: Array) -> Array:
        """Displacements [embedded vertices, 3] as those of the other head's rows [n, 3]."""
        return np.einsum("nc,ncd->nd", self.shares, deltas[self.corners]) @ self.linear.T


def register(head: Surface, other: Surface, rows: Integers) -> Registration:
    """Registers `rows` of the other surface, which both look along -Y, to the embedded head."""
    laid = best_similarity(head.landmarks(), other.landmarks())
    skin = replace(head, points=laid(head.points))
    targets, normals = other.points[rows], other.normals[rows]
    for reach in REACHES:
        corners, shares = skin.nearest(targets, normals)
        reached = np.einsum("nc,ncd->nd", shares, skin.points[corners])
        trust = _trust(skin, corners, shares, targets - reached, normals)
        near = trust > 0.05
        move = warp(reached[near], (targets - reached)[near], trust[near], reach)
        skin = replace(skin, points=skin.points + move(skin.points))
    corners, shares = skin.nearest(targets, normals)
    reached = np.einsum("nc,ncd->nd", shares, skin.points[corners])
    trust = _trust(skin, corners, shares, targets - reached, normals)
    return Registration(rows, corners, shares, trust, _linear(head, skin, corners, trust))


def _trust(skin: Surface, corners: Integers, shares: Array, gap: Array, normals: Array) -> Array:
    facing = np.einsum("nc,ncd,nd->n", shares, skin.normals[corners], normals)
    near = np.exp(-(gap**2).sum(axis=1) / FAR**2)
    return np.maximum(near, 0.1 * (np.linalg.norm(gap, axis=1) < 0.02)) * np.clip(facing, 0, 1)


def _linear(head: Surface, skin: Surface, corners: Integers, trust: Array) -> Array:
    """What the warp does to directions on the whole: a 3 x 3 matrix, by least squares."""
    used = np.unique(corners[trust > 0.3])
    before, after = head.points[used], skin.points[used]
    offsets = before - before.mean(axis=0), after - after.mean(axis=0)
    return cast(Array, np.linalg.lstsq(*offsets, rcond=None)[0]).T
