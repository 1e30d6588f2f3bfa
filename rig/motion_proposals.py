"""Motion proposals: what each shape may do, and which channel a shape belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DOUBT = 0.1
"""A shape of which another channel is surer by more than this is that one's alone."""


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
