"""Registration: similarities between points, and a mesh laid over a reference and bent to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product
from typing import cast

import numpy as np

from ..track import Array
from .surface import nearest

SPACING = 0.6
"""Distance of a warp's centres, as a share of its reach."""
STIFFNESS = 0.05
"""Weight of a warp's own size against what it misses."""
NORMAL_REACH = 0.02
"""Metres of the reference that opposite normals count for twice: it keeps the lips apart."""
ROUGH_POINTS, FINE_POINTS = 300, 900
"""Points of the mesh in each try, and in the best one; the reference has twice as many."""
TRY_STEPS, FINE_STEPS, TRUSTED = 12, 40, 0.8
"""Steps of each try and of the best one, and the share of nearest points that each step trusts."""
BEND_WIDTHS = (0.06, 0.04, 0.03, 0.02, 0.02, 0.015, 0.015)
"""How smoothly (m of the reference) each step bends the mesh towards the reference."""


@dataclass(frozen=True)
class PointCloud:
    """Points [v, 3] of a face with their unit normals [v, 3], and how much each counts [v].

    `weights` are the area around a point times how far the face's shapes move it: they say where
    on the surface the face is. `landmarks` are places [3] by name, where somebody marked them.
    """

    points: Array
    normals: Array
    weights: Array
    landmarks: Mapping[str, Array]


@dataclass(frozen=True)
class Similarity:
    """x -> scale * rotation [3, 3] @ x + shift [3]."""

    scale: float
    rotation: Array
    shift: Array

    def __call__(self, points: Array) -> Array:
        """Points [v, 3] where they come to lie."""
        return self.turned(points) * self.scale + self.shift

    def turned(self, directions: Array) -> Array:
        """Directions [v, 3], as long as they were."""
        return directions @ self.rotation.T


def align(mesh: PointCloud, reference: PointCloud) -> Similarity:
    """How the mesh lies over the reference.

    Starts from the landmarks that both have, where there are three or more, else from the best of
    all turns of the principal axes. Then refined by trimmed iterated closest points (Besl and
    McKay 1992; Chetverikov et al. 2002).
    """
    few, still = sampled(mesh, FINE_POINTS), sampled(reference, 2 * FINE_POINTS)
    named = sorted(set(mesh.landmarks) & set(reference.landmarks))
    if len(named) >= 3:
        places = [np.stack([side.landmarks[name] for name in named]) for side in (mesh, reference)]
        return _refined(best_similarity(*places), few, still, FINE_STEPS)
    rough, aim = sampled(mesh, ROUGH_POINTS), sampled(reference, 2 * ROUGH_POINTS)
    tries = [_refined(start, rough, aim, TRY_STEPS) for start in _starts(few, still)]
    best = min(tries, key=lambda similarity: _misfit(similarity, rough, aim))
    return _refined(best, few, still, FINE_STEPS)


def bent(points: Array, mesh: PointCloud, reference: PointCloud) -> Array:
    """Points [n, 3] of an aligned mesh, bent with it to the shape of the reference, since another
    face has its eyes and mouth elsewhere.

    Each step moves everything towards the nearest points, averaged over a shrinking Gaussian
    neighbourhood. A `warp` in its place bends too freely: shapes of one and the same head then
    match at less than 0.98 (tests/rig/test_fit.py).
    """
    few, still = sampled(mesh, FINE_POINTS), sampled(reference, 2 * FINE_POINTS)
    guides, aims = few.points, features(still.points, still.normals)
    for width in BEND_WIDTHS:
        there, gap = nearest(features(guides, few.normals), aims)
        near = gap[:, 0] <= np.quantile(gap, TRUSTED)
        places, moves = guides[near], (still.points[there[:, 0]] - guides)[near]
        points = points + smoothed(points, places, moves, width)
        guides = guides + smoothed(guides, places, moves, width)
    return points


def smoothed(points: Array, places: Array, moves: Array, width: float) -> Array:
    """Gaussian means [n, 3] at the points of moves [p, 3] at places [p, 3]."""
    gap = (points**2).sum(1)[:, None] - 2 * points @ places.T + (places**2).sum(1)
    shares = np.exp(-gap / (2 * width**2))
    return shares @ moves / (shares.sum(axis=1, keepdims=True) + 1e-6)


def warp(places: Array, moves: Array, trust: Array, reach: float) -> Callable[[Array], Array]:
    """A field that is smooth over `reach` and comes near to `moves` at `places`, both [n, 3].

    Kernel ridge regression with Gaussian kernels; `trust` [n] is how much each place counts. Gives
    the moves [m, 3] of any points.
    """
    centres = _thinned(places, SPACING * reach)

    def near(points: Array) -> Array:
        squares = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T
        squares += (centres**2).sum(axis=1)
        return np.exp((squares / (-2 * reach**2)).astype(np.float32)).astype(float)

    kernel = near(places) * np.sqrt(trust)[:, None]
    system = kernel.T @ kernel
    system += STIFFNESS * np.trace(system) / len(system) * near(centres)
    system += 1e-9 * np.trace(system) * np.eye(len(system)) / len(system)
    goal = kernel.T @ (np.sqrt(trust)[:, None] * moves)
    weights = cast(Array, np.linalg.solve(system, goal))
    return lambda points: near(points) @ weights


def _thinned(places: Array, distance: float) -> Array:
    """One of the places [k, 3] in each cube of that edge."""
    cells = np.floor(places / distance).astype(np.int64)
    return places[np.unique(cells, axis=0, return_index=True)[1]]


def best_similarity(source: Array, target: Array) -> Similarity:
    """The similarity that takes points [n, 3] nearest to others (least squares; Umeyama 1991)."""
    rotation, stretch = _best_rotation(source, target)
    scale = stretch / float(((source - source.mean(axis=0)) ** 2).sum())
    return _onto(source, target, scale, rotation)


def best_rigid(source: Array, target: Array) -> Similarity:
    """The same without a change of size (Kabsch 1976)."""
    return _onto(source, target, 1.0, _best_rotation(source, target)[0])


def _best_rotation(source: Array, target: Array) -> tuple[Array, float]:
    """The rotation [3, 3], and how much the two spread along each other once turned."""
    crossed: Array = (source - source.mean(axis=0)).T @ (target - target.mean(axis=0))
    left, sizes, right = np.linalg.svd(crossed.astype(float))
    flip = np.array([1.0, 1.0, np.sign(np.linalg.det(right.T @ left.T))])
    rotation: Array = np.matmul(right.T * flip, left.T)
    return rotation, float((sizes * flip).sum())


def _onto(source: Array, target: Array, scale: float, rotation: Array) -> Similarity:
    shift = target.mean(axis=0) - scale * rotation @ source.mean(axis=0)
    return Similarity(scale, rotation, shift)


def features(points: Array, normals: Array) -> Array:
    """Points and normals as one [v, 6], in which what looks another way is farther away."""
    return np.concatenate([points, NORMAL_REACH / 2 * normals], axis=1)


def sampled(surface: PointCloud, count: int) -> PointCloud:
    """At most that many points, evenly over the weight; the same ones every time."""
    if len(surface.points) <= count:
        return surface
    shuffled = np.random.default_rng(0).permutation(len(surface.points))
    ends = np.cumsum(surface.weights[shuffled]) / surface.weights.sum()
    chosen = shuffled[np.unique(np.searchsorted(ends, (np.arange(count) + 0.5) / count))]
    return PointCloud(
        surface.points[chosen], surface.normals[chosen], np.ones(len(chosen)), surface.landmarks
    )


def _starts(mesh: PointCloud, reference: PointCloud) -> Iterator[Similarity]:
    """The mesh's principal axes on the reference's, in all 24 turns."""
    middle, size, axes = _frame(mesh)
    aim, wanted, directions = _frame(reference)
    scale = wanted / size
    for order, signs in product(permutations(range(3)), product((1.0, -1.0), repeat=3)):
        turned = axes[:, list(order)] * signs
        rotation = directions @ turned.T
        if np.linalg.det(rotation) > 0:
            yield Similarity(scale, rotation, aim - scale * rotation @ middle)


def _frame(surface: PointCloud) -> tuple[Array, float, Array]:
    """The weighted middle [3], the size, and the principal axes [3, 3] in columns."""
    share = surface.weights / surface.weights.sum()
    middle = share @ surface.points
    rest = surface.points - middle
    spread = (rest * share[:, None]).T @ rest
    return middle, float(np.sqrt(np.trace(spread))), np.linalg.eigh(spread)[1]


def _refined(start: Similarity, mesh: PointCloud, reference: PointCloud, steps: int) -> Similarity:
    similarity, still = start, features(reference.points, reference.normals)
    for _ in range(steps):
        moved = features(similarity(mesh.points), similarity.turned(mesh.normals))
        there, gap = nearest(moved, still, 1)
        back, return_gap = nearest(still, moved, 1)
        mine = np.concatenate([mesh.points, mesh.points[back[:, 0]]])
        theirs = np.concatenate([reference.points[there[:, 0]], reference.points])
        gaps = np.concatenate([gap[:, 0], return_gap[:, 0]])
        near = gaps <= np.quantile(gaps, TRUSTED)
        similarity = best_similarity(mine[near], theirs[near])
    return similarity


def _misfit(similarity: Similarity, mesh: PointCloud, reference: PointCloud) -> float:
    """Mean squared gap, both ways, of the trusted share."""
    moved = features(similarity(mesh.points), similarity.turned(mesh.normals))
    still = features(reference.points, reference.normals)
    gaps = np.concatenate([nearest(moved, still, 1)[1], nearest(still, moved, 1)[1]])
    return float(np.sort(gaps, axis=None)[: int(TRUSTED * len(gaps))].mean())
