"""Match by motion: which shape does what, by how it moves the mesh and not by its name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..geometry.registration import PointCloud, align, bent, features, sampled, smoothed
from ..geometry.surface import Indices, nearest, triangles, vertex_areas, vertex_normals
from ..head.container import HeadModel
from ..track import Array
from .mapping import SEALING
from .motion_proposals import LEAST_COSINE, MotionProposal, owned, settled

MOST_SHAPES, LEAST_GAIN = 3, 0.05
"""At most so many shapes for one face channel; each must explain that much more of its motion."""
NEIGHBOURS, TRUST_WIDTH = 4, 0.008
"""Points of the reference whose motion is averaged at a point; the distance (m) at which trust
falls to 1/e."""
MOST_POINTS = 6000
MOST_WEIGHT = 1.5
"""A slider ends at 1: what asks for more than this is trusted less, in proportion."""
LIPS_REACH, CARRIED, LEFT = 0.02, 0.6, 0.25
"""Metres around the lips; the shares of the jaw's motion there of what it carries and leaves."""
MOST_AJAR = 0.35
"""What shuts an open jaw's lips leaves less than that share of their gap."""
SHUTTING = 0.8
"""What does not shut it is mouthClose only if it moves as much like the reference's."""
ROUNDS, SURE_CONFIDENCE, GUIDE_WIDTH = 2, 0.6, 0.02
"""How often proposals of at least this confidence bend the mesh, and how smoothly (m)."""


@dataclass(frozen=True)
class MovingFace:
    """A face at rest, and by how much [v, 3] each of its shapes moves it at full value."""

    surface: PointCloud
    shapes: Mapping[str, Array]


def moving_face(
    points: Array,
    triangles: Indices,
    shapes: Mapping[str, Array],
    landmarks: Mapping[str, Array] | None = None,
) -> MovingFace:
    """A face of vertices [v, 3] and triangles [t, 3] (indices); shapes without motion are left out.

    Each point weighs as much as the surface around it times how far the shapes move it.
    """
    normals, areas = vertex_normals(points, triangles), vertex_areas(points, triangles)
    alive = {name: field for name, field in shapes.items() if np.abs(field).max(initial=0) > 0}
    reach = np.sqrt(sum(((f**2).sum(axis=1) for f in alive.values()), np.zeros(len(points))))
    return MovingFace(PointCloud(points, normals, areas * reach, landmarks or {}), alive)


def reference_face(head: HeadModel) -> MovingFace:
    """The embedded head as the face that others are compared with."""
    shapes: dict[str, Array] = {}
    for name, shape in head.shapes.items():
        shapes[name] = np.zeros_like(head.vertices)
        shapes[name][shape.indices] = shape.deltas
    marks = {name: head.vertices[index] for name, index in head.landmarks.items()}
    return moving_face(head.vertices, triangles(head.loops, head.lengths), shapes, marks)


def match_motions(face: MovingFace, reference: MovingFace) -> tuple[MotionProposal, ...]:
    """Which shapes do what each channel of the reference does, surest first.

    The mesh is laid over the reference; there each of its points learns how the reference moves
    it, and each channel's motion is composed of the mesh's own (non-negative matching pursuit).
    Sure matches then show where the face's parts are: the mesh is bent by them and compared again.
    """
    if not face.shapes:
        return ()
    laid = _laid(face, reference)
    rounds = [_matched(laid, reference)]
    for _ in range(ROUNDS):
        laid = _guided(laid, rounds[-1], reference)
        rounds.append(_matched(laid, reference))
    best = max(rounds, key=_sureness)
    return _judged(laid, reference, best)


def _matched(laid: MovingFace, reference: MovingFace) -> tuple[MotionProposal, ...]:
    found = _pursuits(laid, reference)
    return tuple(sorted(found, key=lambda proposal: -proposal.confidence))


def _judged(
    laid: MovingFace, reference: MovingFace, found: tuple[MotionProposal, ...]
) -> tuple[MotionProposal, ...]:
    """What is proposed, as it will be used: sliders end at 1, and mouthClose shuts an open jaw."""
    most: dict[str, float] = {}
    for one in found:
        most[one.face] = max(most.get(one.face, 0.0), one.weight)
    judged = [
        replace(one, confidence=one.confidence * min(1.0, MOST_WEIGHT / most[one.face]))
        for one in found
    ]
    judged = _settled(laid, reference, judged)
    closing = _closing(laid, reference, found)
    if closing is not None:
        judged = [one for one in judged if one.face != SEALING] + [closing]
    judged = [one for one in judged if one.face != SEALING or one.confidence >= SHUTTING]
    judged = owned(judged)
    return tuple(sorted(judged, key=lambda proposal: -proposal.confidence))


def _settled(
    laid: MovingFace, reference: MovingFace, found: list[MotionProposal]
) -> list[MotionProposal]:
    """The proposals, settled by how alike each channel and each shape move; mouthClose has a way of
    its own, and is left out."""
    fields, learned = _compared(laid, reference)
    faces = [face for face in learned if face != SEALING]
    own = np.stack([field.ravel() for field in fields.values()])
    wanted = np.stack([learned[face] for face in faces])
    both, sizes = wanted @ own.T, (own**2).sum(axis=1) + 1e-12
    alike = both / np.sqrt(np.outer((wanted**2).sum(axis=1) + 1e-12, sizes))
    return settled(found, faces, list(fields), alike, both / sizes)


def _pursuits(laid: MovingFace, reference: MovingFace) -> Iterator[MotionProposal]:
    names = list(laid.shapes)
    fields, learned = _compared(laid, reference)
    own = np.stack([fields[name].ravel() for name in names])
    for name, wanted in learned.items():
        yield from _pursued(name, wanted, names, own)


def _closing(
    laid: MovingFace, reference: MovingFace, found: Iterable[MotionProposal]
) -> MotionProposal | None:
    """The shape that shuts the lips of the open jaw, judged as it is used, together with jawOpen:
    real heads have it in other ways than the embedded one. None where no shape does."""
    jaw = next((one for one in found if one.face == "jawOpen"), None)
    marks = reference.surface.landmarks
    if jaw is None or not {"lip_upper", "lip_lower"} <= set(marks):
        return None
    opened = laid.shapes[jaw.shape] * jaw.weight
    lips = (marks["lip_upper"] + marks["lip_lower"]) / 2
    near = np.linalg.norm(laid.surface.points - lips, axis=1) <= LIPS_REACH
    far = np.linalg.norm(opened, axis=1)
    most = far[near].max(initial=0)
    lower, upper = near & (far >= CARRIED * most), near & (far <= LEFT * most)
    if not (most and lower.any() and upper.any()):
        return None

    def parted(field: Array) -> Array:
        return field[lower].mean(0) - field[upper].mean(0)

    gap = parted(opened)
    ajar = {
        name: float(np.linalg.norm(gap + parted(field)) / np.linalg.norm(gap))
        for name, field in laid.shapes.items()
        if name != jaw.shape
    }
    best = min(ajar, key=lambda name: ajar[name], default="")
    shuts = bool(best) and ajar[best] <= MOST_AJAR
    return MotionProposal(SEALING, best, 1.0, 1 - ajar[best] / 2) if shuts else None


def _sureness(found: tuple[MotionProposal, ...]) -> float:
    return sum({proposal.face: proposal.confidence for proposal in found}.values())


def _guided(
    laid: MovingFace, found: tuple[MotionProposal, ...], reference: MovingFace
) -> MovingFace:
    """The mesh bent so that motions surely matched happen at the same place on both faces.

    So a lid meets the reference's lid, and not just the surface nearest to it.
    """
    alone = Counter(proposal.face for proposal in found)
    sure = [p for p in found if alone[p.face] == 1 and p.confidence >= SURE_CONFIDENCE]
    if not sure:
        return laid
    places = np.stack([_middle(laid, p.shape) for p in sure])
    aims = np.stack([_middle(reference, p.face) for p in sure])
    points = laid.surface.points
    moved = points + smoothed(points, places, aims - places, GUIDE_WIDTH)
    return replace(laid, surface=replace(laid.surface, points=moved))


def _middle(face: MovingFace, shape: str) -> Array:
    """Where on the face [3] a shape moves it."""
    share = face.surface.weights * (face.shapes[shape] ** 2).sum(axis=1)
    return share @ face.surface.points / share.sum()


def amplitudes(
    face: MovingFace, reference: MovingFace, parts: Mapping[str, Iterable[str]]
) -> dict[str, float]:
    """By how much the shapes of each part, named as the reference's, must be multiplied to move
    the face as far as the reference moves (least squares). Parts that move otherwise are left out.
    """
    fields, learned = _compared(_laid(face, reference), reference)
    found = {part: _amplitude(fields, learned, names) for part, names in parts.items()}
    return {part: value for part, value in found.items() if value is not None}


def _amplitude(
    fields: Mapping[str, Array], learned: Mapping[str, Array], names: Iterable[str]
) -> float | None:
    common = [name for name in names if name in fields and name in learned]
    own = sum(float((fields[name] ** 2).sum()) for name in common)
    both = sum(float(fields[name].ravel() @ learned[name]) for name in common)
    theirs = sum(float(learned[name] @ learned[name]) for name in common)
    alike = both / math.sqrt(own * theirs) if own and theirs else 0.0
    return both / own if alike >= LEAST_COSINE else None


def _laid(face: MovingFace, reference: MovingFace) -> MovingFace:
    """The face at few enough points, laid over the reference and bent to it; in metres of its."""
    few, fields = _thinned(face)
    similarity = align(few, reference.surface)
    moved = replace(few, points=similarity(few.points), normals=similarity.turned(few.normals))
    moved = replace(moved, points=bent(moved.points, moved, reference.surface))
    size = similarity.scale
    return MovingFace(moved, {n: similarity.turned(f) * size for n, f in fields.items()})


def _compared(laid: MovingFace, reference: MovingFace) -> tuple[dict[str, Array], dict[str, Array]]:
    """The laid face's own motions [v, 3], and what the reference does there [3 v], by shape; each
    point counts as far as it is trusted."""
    learned, trust = _learned(laid.surface, reference)
    root = np.sqrt(trust)[:, None]
    own = {name: field * root for name, field in laid.shapes.items()}
    return own, {name: (field * root).ravel() for name, field in learned.items()}


def _thinned(face: MovingFace) -> tuple[PointCloud, dict[str, Array]]:
    """The face at fewer points, enough to tell motions apart."""
    surface = face.surface
    numbered = replace(surface, landmarks={})
    few = sampled(numbered, MOST_POINTS)
    if few is numbered:
        return surface, dict(face.shapes)
    kept = nearest(few.points, surface.points, 1)[0][:, 0]
    shapes = {name: field[kept] for name, field in face.shapes.items()}
    return replace(few, landmarks=surface.landmarks), shapes


def _learned(moved: PointCloud, reference: MovingFace) -> tuple[dict[str, Array], Array]:
    """How the reference would move each point [v, 3], by channel; and how far to trust it [v]."""
    still = reference.surface
    near, gap = nearest(
        features(moved.points, moved.normals), features(still.points, still.normals), NEIGHBOURS
    )
    closeness = 1 / (gap + 1e-8)
    shares = (closeness / closeness.sum(axis=1, keepdims=True))[..., None]
    learned = {n: (f[near] * shares).sum(axis=1) for n, f in reference.shapes.items()}
    return learned, np.exp(-gap[:, 0] / TRUST_WIDTH**2)


def _pursued(face: str, wanted: Array, names: list[str], own: Array) -> Iterator[MotionProposal]:
    """The few shapes, rows of `own` [shapes, 3 v], whose sum comes nearest to what is wanted."""
    size, lengths = float(wanted @ wanted), np.linalg.norm(own, axis=1) + 1e-12
    chosen: list[int] = []
    weights, explained = np.zeros(0), 0.0
    while size and len(chosen) < MOST_SHAPES:
        rest = wanted - weights @ own[chosen]
        best = int(np.argmax(own @ rest / lengths))
        trial, solved = [*chosen, best], np.linalg.lstsq(own[[*chosen, best]].T, wanted, None)[0]
        now = float(solved @ own[trial] @ wanted) / size
        if best in chosen or now - explained < LEAST_GAIN or (solved <= 0).any():
            break
        chosen, weights, explained = trial, solved, now
    confidence = float(np.sqrt(explained))
    if confidence >= LEAST_COSINE:
        for row, weight in zip(chosen, weights, strict=True):
            yield MotionProposal(face, names[row], float(weight), confidence)
