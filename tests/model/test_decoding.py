"""Pieces that are decoded side by side say what each says alone."""

import numpy as np
import pytest

from intone.model.decoding import Steps
from intone.model.encoder import SIZE
from intone.model.recogniser import load_recogniser, recogniser_missing
from intone.track import Array

pytestmark = pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
LENGTHS = (90, 40, 131)


def heard(number: int) -> Array:
    rng = np.random.default_rng(number)
    return rng.standard_normal((1, LENGTHS[number], SIZE)).astype(np.float32) / 2


def alone(number: int, count: int) -> list[tuple[int, float]]:
    steps = Steps(load_recogniser(), [heard(number)])
    return [steps.next()[0] for _ in range(count)]


def test_several_pieces_say_what_each_says_alone() -> None:
    steps = Steps(load_recogniser(), [heard(k) for k in range(3)])
    together = [steps.next() for _ in range(8)]
    for number in range(3):
        for one, both in zip(alone(number, 8), together, strict=True):
            assert one[0] == both[number][0]
            assert one[1] == pytest.approx(both[number][1], abs=1e-4)
    assert len({tuple(token for token, _ in alone(k, 8)) for k in range(3)}) > 1


def test_the_others_go_on_where_one_has_ended() -> None:
    steps = Steps(load_recogniser(), [heard(k) for k in range(3)])
    found = [steps.next() for _ in range(3)]
    steps.go_on([0, 2])
    found = [[row[0], row[2]] for row in found] + [steps.next() for _ in range(3)]
    steps.go_on([0])
    found += [[*steps.next(), None] for _ in range(3)]
    assert [row[0][0] for row in found] == [token for token, _ in alone(0, 9)]
    assert [row[1][0] for row in found[:6]] == [token for token, _ in alone(2, 6)]
    assert [row[0][1] for row in found] == pytest.approx([log for _, log in alone(0, 9)], abs=1e-4)


def test_what_stands_beside_a_piece_changes_none_of_its_numbers() -> None:
    """Not even by a rounding to 8 bits, which a scale for all rows would make."""
    recogniser = load_recogniser()
    loud = 3 * heard(1)
    for others in ([heard(2)], [heard(2), loud, loud]):
        steps = Steps(recogniser, [heard(0), *others])
        logs = [steps.next()[0] for _ in range(6)]
        expected = alone(0, 6)
        assert [token for token, _ in logs] == [token for token, _ in expected]
        np.testing.assert_allclose([x for _, x in logs], [x for _, x in expected], atol=1e-4)
