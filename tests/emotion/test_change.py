"""One emotion changes into another by a calmer face, and a mix that is held stays to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from intone.emotion.change import CHANGE_S, YIELD, changed
from intone.emotion.intensity import IntensityShape
from intone.emotion.mood import EXPRESSIVE, Mood, compose, constant_scale, felt_emotions
from intone.track import Track

RATE = 50.0
ANCHORS = dict(zip(EXPRESSIVE, np.eye(len(EXPRESSIVE), dtype=np.float32), strict=True))
ANGRY, HAPPY = EXPRESSIVE.index("angry"), EXPRESSIVE.index("happy")


def cut(frames: int = 200) -> np.ndarray:
    """Anger, from the middle on happiness."""
    shares = np.zeros((frames, len(EXPRESSIVE)), np.float32)
    shares[: frames // 2, ANGRY] = shares[frames // 2 :, HAPPY] = 1
    return shares


def norms(change: float) -> np.ndarray:
    mood = Mood(Track(cut(), RATE, EXPRESSIVE), constant_scale(1.0), IntensityShape(change=change))
    even = Track(np.ones((200, 1), np.float32), RATE)
    return np.linalg.norm(compose(mood, even, ANCHORS).values, axis=1)


def test_the_face_is_calmer_in_the_middle_and_whole_before_and_after() -> None:
    found = norms(CHANGE_S)
    assert found[100] == pytest.approx((1 - YIELD) * found[0], rel=0.15)
    np.testing.assert_allclose(found[[0, 50, 150, 199]], found[0], rtol=1e-4)
    assert np.abs(np.diff(found)).max() < 0.1 * found[0]


def test_a_cut_takes_its_time() -> None:
    shares, _ = changed(cut(), RATE, CHANGE_S)
    between = (shares[:, HAPPY] > 0.02) & (shares[:, HAPPY] < 0.98)
    assert between.sum() / RATE == pytest.approx(CHANGE_S, abs=0.2)
    np.testing.assert_allclose(shares.sum(1), 1, atol=1e-5)


def test_at_0_it_is_as_keyed() -> None:
    shares, kept = changed(cut(), RATE, 0)
    np.testing.assert_array_equal(shares, cut())
    assert (kept == 1).all()
    np.testing.assert_allclose(norms(0), norms(0)[0], rtol=1e-6)


def test_a_mix_that_is_held_and_a_slow_change_keep_their_strength() -> None:
    held = np.zeros((300, len(EXPRESSIVE)), np.float32)
    held[:, [ANGRY, HAPPY]] = 0.5
    assert (changed(held, RATE, CHANGE_S)[1] == 1).all()
    slow = held.copy()
    slow[:, HAPPY] = np.linspace(0, 1, 300)
    slow[:, ANGRY] = 1 - slow[:, HAPPY]
    assert changed(slow, RATE, CHANGE_S)[1].min() > 0.9


def test_an_emotion_that_comes_or_goes_changes_into_no_other() -> None:
    alone = np.zeros((200, len(EXPRESSIVE)), np.float32)
    alone[100:, HAPPY] = 1
    for shares in (alone, alone[::-1]):
        assert (changed(shares, RATE, CHANGE_S)[1] == 1).all()


def test_the_felt_emotions_show_the_change_too() -> None:
    mood = Mood(Track(cut(), RATE, EXPRESSIVE), constant_scale(1.0))
    felt = felt_emotions(mood, Track(np.ones((200, 1), np.float32), RATE)).values
    assert felt[100].sum() < 0.6 < felt[0].sum()
