"""Lips meet on p b m and reach the teeth on f v, whatever the emotion does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, VISEMES
from intone.face.basis import CHANNELS, index
from intone.face.guard import (
    KEPT_JAW,
    LOST_PRESSING,
    LOST_ROUNDING,
    OPENERS,
    damped,
    demand,
    parted,
    rested,
    rounded,
)
from intone.face.performance import Style, perform
from intone.track import Track

STILL = Style(blinks=0, gaze=0, head=0, accents=0, breath=0)
FRAMES = 120
CLOSED = slice(50, 54)
RNG = np.random.default_rng(5)


def content(event: str, value: float = 0.9) -> Track:
    values = np.zeros((FRAMES, len(CONTENT)), np.float32)
    values[:, CONTENT.index("voice")] = 1
    values[CLOSED, CONTENT.index(event)] = value
    shown = values[:, : len(VISEMES)]
    shown[:, VISEMES.index("E")] = 1 - shown.sum(1)  # the visemes of a frame sum to 1
    return Track(values, RATE, CONTENT)


def open_mouth() -> np.ndarray:
    values = np.zeros((FRAMES, len(CHANNELS)), np.float32)
    values[:, index("jawOpen")] = 0.5
    values[:, OPENERS] = 0.4
    return values


def gap(face: Track) -> np.ndarray:
    """How far the lips gape, [frames]: 0 is closed on the embedded head."""
    return face["jawOpen"] - face["mouthClose"] + face.values[:, OPENERS].max(1)


@pytest.mark.parametrize(("frames", "wholly"), [(1, 3), (2, 4), (3, 3), (6, 6)])
def test_short_closures_reach_a_film_frame_and_long_ones_shut_no_vowel(
    frames: int, wholly: int
) -> None:
    heard = content("PP", 0.0)
    heard.values[50 : 50 + frames, [CONTENT.index("PP"), CONTENT.index("lipsClosed")]] = 0.9
    assert (demand(heard).closed == 1).sum() == wholly


def test_a_closure_that_is_half_heard_is_made_wholly_or_not_at_all() -> None:
    reached = [
        float(demand(content("PP", value)).closed[CLOSED].min()) for value in (0.38, 0.45, 0.52)
    ]
    assert reached[0] < 0.01
    assert 0.2 < reached[1] < 0.8
    assert reached[2] == 1


@pytest.mark.parametrize("event", ["lipsClosed", "PP"])
@pytest.mark.parametrize("strength", [0.0, 1.0, 2.0])
def test_closures_are_complete_at_every_intensity(event: str, strength: float) -> None:
    emotion = (strength * RNG.random((FRAMES, len(CHANNELS)))).astype(np.float32)
    face = perform(open_mouth(), emotion, content(event), STILL)
    assert gap(face)[CLOSED].max() == 0
    assert gap(face)[20:40].min() > 0.3


def test_a_film_frame_always_lands_on_a_closure() -> None:
    closed = gap(perform(open_mouth(), open_mouth() * 0, content("PP"), STILL)) == 0
    assert closed.sum() >= RATE / 24


def test_f_and_v_bring_the_lower_lip_up() -> None:
    face = perform(open_mouth(), open_mouth(), content("lipTeeth"), STILL)
    assert face["mouthLowerDownLeft"][CLOSED].max() == 0
    assert face["mouthRollLower"][CLOSED].min() > 0.3
    assert face["jawOpen"][CLOSED].max() < face["jawOpen"][30]


def test_a_doubtful_closure_asks_for_nothing() -> None:
    assert not demand(content("lipsClosed", 0.25)).closed.any()


def test_the_emotion_keeps_the_upper_face_and_gives_way_on_the_lips() -> None:
    emotion = np.ones((FRAMES, len(CHANNELS)), np.float32)
    kept = damped(emotion, demand(content("PP")))
    brow, lip, smile = (index(n) for n in ("browDownLeft", "mouthStretchLeft", "mouthSmileLeft"))
    assert kept[51, brow] == 1
    assert kept[51, lip] == pytest.approx(1 / 3, abs=1e-6)
    assert kept[51, smile] == pytest.approx(2 / 3, abs=1e-6)
    np.testing.assert_array_equal(kept[:30], emotion[:30])


def test_lips_that_the_words_bring_together_stay_so_though_nobody_heard_a_closure() -> None:
    said = open_mouth()
    said[CLOSED] = 0
    said[CLOSED, index("jawOpen")] = said[CLOSED, index("mouthClose")] = 0.1
    emotion = (0.3 * RNG.random((FRAMES, len(CHANNELS)))).astype(np.float32)
    vowels = content("aa")
    assert not demand(vowels).closed.any()
    face = perform(said, emotion, vowels, replace(STILL, smoothing=0))
    assert gap(face)[CLOSED].max() < 1e-6
    assert gap(face)[20:40].min() > 0.3


@pytest.mark.parametrize("strength", [0.5, 1.0, 2.0])
def test_rounding_that_the_words_need_survives_a_smile(strength: float) -> None:
    said = np.zeros((FRAMES, len(CHANNELS)), np.float32)
    said[CLOSED, index("mouthPucker")] = 0.45
    smile = np.zeros_like(said)
    smile[:, index("mouthSmileLeft")] = smile[:, index("mouthUpperUpLeft")] = 0.4 * strength
    smile[:, index("mouthPucker")] = -0.4 * strength * said[:, index("mouthPucker")]
    face = said + rounded(smile, said)
    least = (1 - min(LOST_ROUNDING, 0.4 * strength)) * 0.45
    assert face[CLOSED, index("mouthPucker")].min() >= least - 1e-6
    assert face[51, index("mouthUpperUpLeft")] < 0.6 * face[20, index("mouthUpperUpLeft")]
    np.testing.assert_array_equal(rounded(smile, said)[:20], smile[:20])


def test_no_emotion_takes_nothing_from_rounding() -> None:
    said = RNG.random((FRAMES, len(CHANNELS))).astype(np.float32)
    assert not rounded(np.zeros_like(said), said).any()


def test_no_emotion_presses_lips_that_the_words_part() -> None:
    emotion = np.zeros((FRAMES, len(CHANNELS)), np.float32)
    pressing = [index(n) for n in ("mouthPressLeft", "mouthShrugLower", "mouthRollUpper")]
    emotion[:, pressing] = 0.6
    said = open_mouth()
    said[:40] = 0
    shown = parted(emotion, said)
    np.testing.assert_array_equal(shown[:40], emotion[:40])
    np.testing.assert_allclose(shown[40:, pressing], 0.6 * (1 - LOST_PRESSING), atol=1e-6)


def test_no_emotion_makes_a_small_opening_smaller_but_it_may_tame_a_wide_one() -> None:
    jaw = index("jawOpen")
    said, emotion = (np.zeros((3, len(CHANNELS)), np.float32) for _ in range(2))
    said[:, jaw] = 0.1, KEPT_JAW, 0.8
    emotion[:, jaw] = -0.5
    face = (said + parted(emotion, said))[:, jaw]
    np.testing.assert_allclose(face, [0.1, KEPT_JAW, KEPT_JAW], atol=1e-6)


def test_the_lower_teeth_are_shown_in_speech_only() -> None:
    lip, upper = index("mouthLowerDownLeft"), index("mouthUpperUpLeft")
    emotion = np.full((FRAMES, len(CHANNELS)), 0.5, np.float32)
    speaking = np.linspace(0, 1, FRAMES, dtype=np.float32)
    shown = rested(emotion, speaking)
    np.testing.assert_allclose(shown[:, lip], 0.5 * speaking)
    assert (shown[:, upper] == 0.5).all()
    silent = content("PP")
    silent.values[:] = 0
    face = perform(open_mouth() * 0, emotion, silent, STILL)
    assert not face["mouthLowerDownLeft"].any()
    assert face["mouthUpperUpLeft"].min() > 0.4
