"""Which shape is which channel's: all channels are given shapes of their own where two want one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from intone.rig.assignment import assigned
from intone.rig.motion_proposals import MotionProposal, owned, settled


@pytest.mark.parametrize("columns", [3, 5, 8])
def test_no_assignment_gains_more(columns: int) -> None:
    for seed in range(20):
        gains = np.random.default_rng(seed).random((5, columns))
        found = assigned(gains)
        given = found[found >= 0]
        assert len(set(given)) == len(given) == min(5, columns)
        padded = np.pad(gains, ((0, 0), (0, max(0, 5 - columns))))
        best = max(
            sum(padded[row, column] for row, column in enumerate(order))
            for order in permutations(range(padded.shape[1]), 5)
        )
        assert sum(gains[row, c] for row, c in enumerate(found) if c >= 0) == pytest.approx(best)


def proposal(face: str, shape: str, confidence: float) -> MotionProposal:
    return MotionProposal(face, shape, 1.0, confidence)


def test_a_shape_that_two_channels_want_goes_to_the_one_that_needs_it() -> None:
    """A dimple is most like a smile on another's head, and its own shape is nearly as much so."""
    faces, shapes = ["mouthSmileLeft", "mouthDimpleLeft"], ["smile", "dimple"]
    alike = np.array([[0.95, 0.6], [0.9, 0.8]])
    found = [proposal(faces[0], "smile", 0.95), proposal(faces[1], "smile", 0.9)]
    kept = settled(found, faces, shapes, alike, np.full((2, 2), 0.7))
    assert [(one.face, one.shape, one.weight) for one in kept] == [
        ("mouthSmileLeft", "smile", 1.0),
        ("mouthDimpleLeft", "dimple", 0.7),
    ]
    assert kept[1].confidence == 0.8


def test_what_is_much_less_alike_is_left_to_the_artist() -> None:
    faces, shapes = ["mouthSmileLeft", "mouthDimpleLeft"], ["smile", "brow"]
    alike = np.array([[0.95, 0.1], [0.7, 0.1]])
    found = [proposal(faces[0], "smile", 0.95), proposal(faces[1], "smile", 0.7)]
    kept = settled(found, faces, shapes, alike, np.ones((2, 2)))
    assert kept == found
    assert [one.face for one in owned(kept)] == ["mouthSmileLeft"]


def test_one_shape_of_both_sides_stays_both_sides() -> None:
    faces, shapes = ["mouthSmileLeft", "mouthSmileRight"], ["smile", "dimple"]
    alike = np.array([[0.7, 0.6], [0.7, 0.6]])
    found = [proposal(face, "smile", 0.7) for face in faces]
    assert settled(found, faces, shapes, alike, np.ones((2, 2))) == found
