"""Motion proposals: what each shape may do, and which channel a shape belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..track import Array
from .assignment import assigned

LEAST_COSINE = 0.5
"""A match less alike than this (cosine between the motions) is not proposed."""
DOUBT = 0.1
"""A shape of which another channel is surer by more than this is that one's alone."""
GIVEN, HELD = 0.2, 0.1
"""By how much less alike a shape may be that a channel takes where another one wants its likest;
the second is for the channel that is surest of it. Chosen on ARKit's reference and ICT's head."""


@dataclass(frozen=True)
class MotionProposal:
    """A shape that does what a face channel does, at `weight` of its value.

    `confidence` is the cosine between the two motions, over the face: 1 is the same motion. Where
    several shapes stand for one channel it is that of their sum.
    """

    face: str
    shape: str
    weight: float
    confidence: float


def settled(
    found: Iterable[MotionProposal],
    faces: Sequence[str],
    shapes: list[str],
    alike: Array,
    weights: Array,
) -> list[MotionProposal]:
    """The proposals; where two channels would mainly be one shape, each is the one that it has when
    all channels are given shapes of their own, if that is not much less like it.

    `alike` and `weights` [faces, shapes]: the cosine of each channel's motion and each shape's, and
    how much of the shape comes nearest to the channel.
    """
    by_face: dict[str, list[MotionProposal]] = {}
    for one in found:
        by_face.setdefault(one.face, []).append(one)
    main = {face: max(own, key=lambda one: one.weight).shape for face, own in by_face.items()}
    wanted: dict[str, list[str]] = {}
    for face in sorted(by_face, key=lambda face: -by_face[face][0].confidence):
        wanted.setdefault(main[face], []).append(face)
    columns: list[int] = assigned(alike).tolist()
    for row, (face, column) in enumerate(zip(faces, columns, strict=True)):
        own = by_face.get(face)
        if own is None or column < 0 or shapes[column] == main[face]:
            continue
        rivals = wanted[main[face]]
        sure, margin = float(alike[row, column]), HELD if rivals[0] == face else GIVEN
        shared = len({_stem(rival) for rival in rivals}) > 1
        if shared and sure >= max(LEAST_COSINE, own[0].confidence - margin):
            weight = float(weights[row, column])
            by_face[face] = [MotionProposal(face, shapes[column], weight, sure)]
    return [one for own in by_face.values() for one in own]


def owned(found: Iterable[MotionProposal]) -> list[MotionProposal]:
    """Without channels that would mainly be a shape which is surely another channel: a shape is
    one, and its other side. Where it is about as sure of several, the artist judges."""
    by_face: dict[str, list[MotionProposal]] = {}
    for one in found:
        by_face.setdefault(one.face, []).append(one)
    owner: dict[str, tuple[str, float]] = {}
    kept: list[MotionProposal] = []
    for face, own in sorted(by_face.items(), key=lambda item: -item[1][0].confidence):
        main, sure = max(own, key=lambda one: one.weight).shape, own[0].confidence
        stem, surest = owner.setdefault(main, (_stem(face), sure))
        if stem == _stem(face) or sure >= surest - DOUBT:
            kept += own
    return kept


def _stem(face: str) -> str:
    """The face channel without its side."""
    return face.removesuffix("Left").removesuffix("Right")
