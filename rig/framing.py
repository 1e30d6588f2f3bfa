"""Framing: where a face is and which way it looks, by what moves on it, for pictures and films."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..track import Array
from .match_by_motion import MovingFace

UP = np.array([0.0, 0.0, 1.0])
AHEAD = np.array([0.0, -1.0, 0.0])
"""Where a face looks whose surface does not tell."""
MOUTH, EYES = ("jaw", "mouth"), ("eyeBlink", "eyeLook", "leftEye", "rightEye", "brow")
LIDS, BLINKS = ("eyeBlink",), 0.05
"""What moves the lids, and from which share of the farthest one, squared, a point is a lid's."""
ABOVE_THE_MOUTH = 0.6
"""The middle of the picture, of the way from the mouth to the eyes."""
SPREADS = 2.2
"""The way from the mouth to the eyes, of how widely spread the motion is, where one of them is not
known."""


@dataclass(frozen=True)
class Framing:
    """The middle of a face [3], the way it looks [3] (level, of length 1), and its size: about the
    way from the mouth to the eyes, in metres."""

    middle: Array
    front: Array
    size: float


def framing(face: MovingFace) -> Framing | None:
    """The framing of a face whose shapes are named as the face's channels; None where none move."""
    eyes = _middle(face, _moved(face, EYES))
    mouth = _middle(face, _apart(_moved(face, MOUTH), _moved(face, LIDS)))
    known = [one for one in (mouth, eyes) if one is not None]
    if not known:
        return None
    points, weights = face.surface.points, face.surface.weights
    front = weights @ face.surface.normals * (1, 1, 0)
    length = float(np.linalg.norm(front))
    front = front / length if length > 0 else AHEAD
    if mouth is not None and eyes is not None and (size := float((eyes - mouth) @ UP)) > 0:
        return Framing(mouth + ABOVE_THE_MOUTH * size * UP, front, size)
    far = ((points - known[0]) ** 2).sum(axis=1)
    size = SPREADS * float(np.sqrt(weights @ far / weights.sum()))
    above = ABOVE_THE_MOUTH if eyes is None else ABOVE_THE_MOUTH - 1
    return Framing(known[0] + above * size * UP, front, size)


def _moved(face: MovingFace, begins: Iterable[str]) -> Array:
    """How far the channels that begin so move each point, squared, [v]."""
    fields = [field for name, field in face.shapes.items() if name.startswith(tuple(begins))]
    return sum(((field**2).sum(axis=1) for field in fields), np.zeros(len(face.surface.points)))


def _apart(mouth: Array, lids: Array) -> Array:
    """The mouth without what a blink moves, too: a drawn smile often closes the eyes."""
    alone = np.where(lids > BLINKS * lids.max(initial=0.0), 0.0, mouth)
    return alone if alone.any() else mouth


def _middle(face: MovingFace, far: Array) -> Array | None:
    """Where a face moves [3]; None where it does not."""
    return far @ face.surface.points / far.sum() if far.any() else None
