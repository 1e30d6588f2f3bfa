"""Brows underline stressed syllables, lips part for a breath, and amount 0 is nothing at all."""

from __future__ import annotations

import numpy as np

from intone.audio.speech import CONTENT, RATE, SpokenWord
from intone.face.accents import RISE, inhalations, raises
from intone.face.basis import CHANNELS, index
from intone.face.life import Amounts, enlivened
from intone.text.stress import stress
from intone.track import Track

SECONDS = 40
FRAMES = int(SECONDS * RATE)
QUIET = Amounts(blinks=0, gaze=0, head=0, accents=0, breath=0)
BROW, JAW = index("browOuterUpLeft"), index("jawOpen")


def talking() -> Track:
    """Three seconds of speech with a stress a second, a pause of one second, and again."""
    values = np.zeros((FRAMES, len(CONTENT)), np.float32)
    seconds = np.arange(FRAMES) / RATE
    values[:, CONTENT.index("voice")] = seconds % 4 < 3
    values[:, CONTENT.index("loudness")] = 0.4 + 0.5 * (np.abs(seconds % 1 - 0.5) < 0.06)
    return Track(values, RATE, CONTENT)


TALK = talking()
REST = np.zeros((FRAMES, len(CHANNELS)), np.float32)


def alive(seed: int = 0, **amounts: float) -> np.ndarray:
    given = {"blinks": 0, "gaze": 0, "head": 0, "accents": 0, "breath": 0} | amounts
    return enlivened(REST, TALK, Amounts(**given), seed)


def test_nothing_moves_at_amount_zero() -> None:
    assert not enlivened(REST, TALK, QUIET, 0).any()


def test_brows_rise_on_stresses_and_on_nothing_else() -> None:
    curve = raises(stress(TALK), RATE, np.random.default_rng(0))
    tops = np.flatnonzero((curve[1:-1] >= curve[:-2]) & (curve[1:-1] > curve[2:])) / RATE
    assert 0.3 < len(tops) / (0.75 * SECONDS) < 1.0  # not every one of the stresses, one a second
    assert np.abs((tops - 0.5) % 1 - 0.5).min() > 0.3  # the peaks stand near the half seconds
    assert not alive(accents=1)[:, [c for c in range(61) if CHANNELS[c] not in RISE]].any()


def test_another_seed_underlines_other_stresses() -> None:
    assert np.array_equal(alive(accents=1), alive(accents=1))
    assert not np.array_equal(alive(accents=1), alive(accents=1, seed=5))


def test_twice_the_amount_is_twice_the_raise() -> None:
    np.testing.assert_allclose(2 * alive(accents=1)[:, BROW], alive(accents=2)[:, BROW], atol=1e-6)


def test_an_angry_brow_is_not_raised() -> None:
    angry = REST.copy()
    angry[:, [index("browDownLeft"), index("browDownRight")]] = 1
    shown = enlivened(angry, TALK, Amounts(0, 0, 0, 1, 0), 0)
    assert not shown[:, BROW].any()


def test_a_breath_parts_the_lips_in_pauses_before_speech_only() -> None:
    curve, voice = inhalations(TALK), TALK["voice"] > 0.5
    assert curve.max() > 0.9
    assert not curve[voice].any()
    assert not curve[int(39.1 * RATE) :].any()  # nothing is said after the last pause
    assert alive(breath=1)[:, JAW].max() < 0.1


def test_lips_that_the_first_word_closes_stay_closed() -> None:
    values = TALK.values.copy()
    values[:, CONTENT.index("lipsClosed")] = 1
    values[:, CONTENT.index("PP")] = 1
    closed = Track(values, RATE, CONTENT)
    assert not enlivened(REST, closed, Amounts(0, 0, 0, 0, 1), 0)[:, JAW].any()


def said(text: str, at: float) -> SpokenWord:
    return SpokenWord(text, at - 0.2, at + 0.2)


def test_brows_rise_on_content_words_and_not_on_function_words() -> None:
    stresses = np.arange(SECONDS) + 0.5
    spoken = stresses[stresses % 4 < 3]
    words = [said("the" if k % 2 else "house", float(t)) for k, t in enumerate(spoken)]
    curve = raises(stress(TALK, words), RATE, np.random.default_rng(0))
    on = {word.text: [] for word in words}
    for word in words:
        middle = int((word.start + word.end) / 2 * RATE)
        on[word.text].append(curve[middle - 2 : middle + 3].max())
    assert sum(size > 0.3 for size in on["house"]) > 0.4 * len(on["house"])
    rises = [t for t, size in zip(spoken[1::2], on["the"], strict=True) if size > 0.6]
    assert rises == []


def breaths(text: str, pause: float) -> float:
    """How deep the breath is in so long a pause behind that word."""
    values = np.zeros((int(4 * RATE), len(CONTENT)), np.float32)
    seconds = np.arange(len(values)) / RATE
    values[:, CONTENT.index("voice")] = (seconds < 2) | (seconds >= 2 + pause)
    words = [said(text, 1.8)] if text else []
    return float(inhalations(Track(values, RATE, CONTENT), words).max())


def test_a_breath_goes_before_a_sentence() -> None:
    assert breaths("home.", 0.3) > 0.9 and breaths("home.", 0.2) == 0
    assert 0.4 < breaths("home,", 0.5) < 0.55
    assert breaths("the", 0.5) == 0 and breaths("the", 1.0) > 0.9
    assert breaths("", 0.5) > 0.9 and breaths("", 0.3) == 0
