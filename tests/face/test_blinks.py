"""Blinks differ from one another, go with the emotion, and leave the eyes open at the end."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE
from intone.emotion.mood import EXPRESSIVE
from intone.face.affect import affect, calm
from intone.face.basis import CHANNELS, index
from intone.face.blinks import BLINK_S, Blinks, blink, drawn_blinks, planned_blinks
from intone.track import Track

MINUTES = 12
FRAMES = int(MINUTES * 60 * RATE)
LIDS = [index("eyeBlinkLeft"), index("eyeBlinkRight")]


def talk(frames: int = FRAMES) -> Track:
    values = np.zeros((frames, len(CONTENT)), np.float32)
    values[:, CONTENT.index("voice")] = np.arange(frames) % 200 < 160
    return Track(values, RATE, CONTENT)


def feeling(name: str, frames: int = FRAMES) -> Track:
    felt = np.zeros((frames, len(EXPRESSIVE)), np.float32)
    felt[:, EXPRESSIVE.index(name)] = 1
    return affect(Track(felt, RATE, EXPRESSIVE))


def planned(moved: Track | None = None, seed: int = 0, uneven: float = 1.0) -> Blinks:
    rng = np.random.default_rng(seed)
    return planned_blinks(talk(), moved or calm(FRAMES, RATE), rng, 1.0, uneven=uneven)


def test_some_are_half_some_double_and_no_two_alike() -> None:
    found = planned()
    deepest = found.depths.max(1)
    assert 0.06 < (deepest < 0.85).mean() < 0.25
    assert 0.03 < (np.diff(found.starts) < 0.5).mean() < 0.15
    assert len(np.unique(found.lengths)) > 0.95 * len(found)
    assert 0.1 < found.lengths.std() < 0.3


def test_left_and_right_differ_a_little_or_not_at_all() -> None:
    found = planned()
    apart = np.abs(found.depths[:, 0] - found.depths[:, 1])
    assert 0.01 < apart.mean() < 0.1
    assert (found.depths[:, 0] < found.depths[:, 1]).any()
    assert (found.depths[:, 0] > found.depths[:, 1]).any()
    even = planned(uneven=0)
    np.testing.assert_array_equal(even.depths[:, 0], even.depths[:, 1])
    assert not even.lags.any()


def test_the_emotion_says_how_often_and_how_slowly() -> None:
    usual = planned()
    angry, fearful, sad = (planned(feeling(name)) for name in ("angry", "fearful", "sad"))
    assert len(angry) < 0.75 * len(usual) < len(usual) < 0.8 * len(fearful)
    assert np.median(sad.lengths) > 1.2 * np.median(usual.lengths)


@pytest.mark.parametrize("seed", range(20))
def test_no_sound_ends_in_a_blink(seed: int) -> None:
    frames = 100 + 7 * seed
    found = planned_blinks(talk(frames), calm(frames, RATE), np.random.default_rng(seed), 4.0)
    face = np.zeros((frames, len(CHANNELS)), np.float32)
    blink(face, found, RATE)
    assert not face[-5:, LIDS].any()


def test_a_blink_closes_by_its_depth_for_its_length() -> None:
    slow = Blinks(np.array([1.0]), np.array([1.5]), np.array([[1.0, 0.6]]), np.zeros((1, 2)))
    face = np.zeros((200, len(CHANNELS)), np.float32)
    blink(face, slow, RATE)
    shut = face[:, LIDS]
    np.testing.assert_allclose(shut.max(0), [1.0, 0.6], atol=0.02)
    lasts = np.flatnonzero(shut[:, 0])
    assert (lasts[-1] - lasts[0] + 2) / RATE == pytest.approx(1.5 * BLINK_S, abs=0.05)


def test_a_stretch_shows_its_part_of_the_blinks() -> None:
    found = planned()
    whole = np.zeros((FRAMES, len(CHANNELS)), np.float32)
    blink(whole, found, RATE)
    part = np.zeros((600, len(CHANNELS)), np.float32)
    blink(part, found, RATE, first=900)
    np.testing.assert_array_equal(part[40:, LIDS], whole[940:1500, LIDS])


def test_of_two_that_touch_one_stays() -> None:
    rng, still = np.random.default_rng(0), calm(500, RATE)
    first = drawn_blinks(np.array([1.0, 5.0]), still, rng, 1.0)
    other = drawn_blinks(np.array([1.2, 3.0]), still, rng, 1.0)
    np.testing.assert_allclose(first.with_others(other).starts, [1.0, 3.0, 5.0])


def test_those_who_listen_blink_less_than_those_who_speak() -> None:
    silent = Track(np.zeros((FRAMES, len(CONTENT)), np.float32), RATE, CONTENT)
    counts = [
        len(planned_blinks(silent, calm(FRAMES, RATE), np.random.default_rng(0), 1.0, talks=talks))
        for talks in (np.zeros(FRAMES, np.float32), np.ones(FRAMES, np.float32))
    ]
    assert 0.6 < counts[0] / counts[1] < 0.85


def test_a_shut_lid_is_neither_wide_nor_squinted_as_far() -> None:
    face = np.zeros((50, len(CHANNELS)), np.float32)
    wide, squint = (
        [index(f"{name}{side}") for side in ("Left", "Right")] for name in ("eyeWide", "eyeSquint")
    )
    face[:, wide + squint] = 0.4
    one = Blinks(np.zeros(1), np.ones(1), np.ones((1, 2)), np.zeros((1, 2)))
    blink(face, one, RATE)
    shut = face[:, LIDS].argmax(0)[0]
    assert face[shut, LIDS] == pytest.approx(1)
    assert face[shut, wide] == pytest.approx(0) and face[shut, squint] == pytest.approx(0.2)
    assert face[-1, wide + squint] == pytest.approx(0.4)
