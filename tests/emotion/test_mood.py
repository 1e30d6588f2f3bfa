"""Moods are read strictly; their latent turns with the type and is as long as the intensity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.intensity import IntensityShape, acted_intensity
from intone.emotion.mood import (
    CAP,
    EXPRESSIVE,
    STRONG,
    Mood,
    clear_emotion,
    compose,
    constant_mood,
    heard_mood,
    parse_mood,
)
from intone.errors import MoodError
from intone.track import Track

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(len(EXPRESSIVE), 16))
ANCHORS = {name: row / np.linalg.norm(row) for name, row in zip(EXPRESSIVE, ROWS, strict=True)}
CURVE = Track(np.linspace(0, 1, 25, dtype=np.float32)[:, None], 50.0, ("intensity",))


def norms(mood: Mood, intensity: Track = CURVE) -> np.ndarray:
    return np.linalg.norm(compose(mood, intensity, ANCHORS).values, axis=1)


@pytest.mark.parametrize("name", EXPRESSIVE)
def test_a_name_alone_is_that_emotion_in_full(name: str) -> None:
    mood = parse_mood(name)
    assert mood.weights[name] == 1
    assert mood.weights.values.sum() == 1


def test_a_mix_keeps_each_weight() -> None:
    mood = parse_mood(" happy = 0.7, surprised=0.3 ", scale=1.5)
    assert mood.weights["happy"] == np.float32(0.7)
    assert mood.weights["surprised"] == np.float32(0.3)
    assert mood.scale.values[0, 0] == 1.5


@pytest.mark.parametrize(
    "text", ["joyful", "", "happy,", "happy=", "happy=much", "happy=-1", "happy=1e308"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(MoodError):
        parse_mood(text)


def test_an_unknown_emotion_names_the_known_ones() -> None:
    with pytest.raises(MoodError) as refusal:
        parse_mood("joyful")
    assert all(name in str(refusal.value) for name in EMOTIONS)


@pytest.mark.parametrize("scale", [-1.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_strength_is_refused(scale: float) -> None:
    with pytest.raises(MoodError):
        parse_mood("happy", scale)


@pytest.mark.parametrize(
    "mood",
    [parse_mood("neutral"), parse_mood("happy", 0.0), constant_mood({}), parse_mood("sad=0")],
)
def test_nothing_felt_is_exactly_the_origin(mood: Mood) -> None:
    assert not compose(mood, CURVE, ANCHORS).values.any()


@pytest.mark.parametrize(
    "text", [*EXPRESSIVE, "happy=0.7,surprised=0.3", "angry=5,disgusted=3,sad=1"]
)
def test_the_norm_is_the_intensity_for_every_type(text: str) -> None:
    np.testing.assert_allclose(
        norms(parse_mood(text, 1.4)), STRONG * 1.4 * CURVE.values[:, 0], atol=1e-6
    )


def test_the_direction_does_not_depend_on_the_intensity() -> None:
    latent = compose(parse_mood("fearful=0.5,sad=0.5"), CURVE, ANCHORS).values[1:]
    directions = latent / np.linalg.norm(latent, axis=1, keepdims=True)
    np.testing.assert_allclose(directions, np.tile(directions[-1], (24, 1)), atol=1e-5)


def test_a_voice_that_may_be_anything_stays_neutral() -> None:
    even = heard_mood({name: 1 / len(EMOTIONS) for name in EMOTIONS})
    assert np.allclose(norms(even), 0, atol=1e-4)


def test_the_surer_the_type_that_is_heard_the_stronger_it_is_played() -> None:
    rest = {name: 0.0 for name in EMOTIONS}
    torn = [heard_mood({**rest, "sad": s, "angry": 1 - s}) for s in (0.5, 0.7, 0.9, 1.0)]
    lengths = [norms(mood)[-1] for mood in torn]
    assert lengths == sorted(lengths) and lengths[0] < 0.7 * STRONG
    assert lengths[-1] == pytest.approx(norms(parse_mood("sad"))[-1])
    assert not heard_mood({**rest, "neutral": 1.0}).weights.values.any()


def test_a_share_of_neutral_weakens_the_rest() -> None:
    half = norms(parse_mood("neutral=0.5,happy=0.5"))
    np.testing.assert_allclose(half, 0.5 * norms(parse_mood("happy")), atol=1e-6)


def test_the_norm_is_capped() -> None:
    assert norms(parse_mood("angry", 50.0)).max() == pytest.approx(CAP, abs=1e-6)


def test_opposites_cancel_to_neutral_without_a_fault() -> None:
    opposed = {**ANCHORS, "happy": ANCHORS["sad"] * -1}
    assert not compose(parse_mood("happy,sad"), CURVE, opposed).values.any()


def test_a_mood_over_time_is_read_at_the_time_of_each_frame() -> None:
    weights = np.zeros((2, len(EXPRESSIVE)), np.float32)
    weights[0, EXPRESSIVE.index("sad")] = weights[1, EXPRESSIVE.index("happy")] = 1
    scale = Track(np.ones((1, 1), np.float32), 50.0)
    mood = Mood(Track(weights, 2.0, EXPRESSIVE), scale, IntensityShape(change=0))
    even = Track(np.ones((50, 1), np.float32), 50.0)
    latent = compose(mood, even, ANCHORS).values
    np.testing.assert_allclose(latent[0], STRONG * ANCHORS["sad"], atol=1e-6)
    np.testing.assert_allclose(latent[-1], STRONG * ANCHORS["happy"], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(latent, axis=1), STRONG, atol=1e-6)


def test_a_mood_refuses_other_channels_and_negative_weights() -> None:
    scale = Track(np.ones((1, 1), np.float32), 50.0)
    with pytest.raises(MoodError):
        Mood(Track(np.ones((1, 2), np.float32), 50.0, ("happy", "sad")), scale)
    with pytest.raises(MoodError):
        Mood(Track(-np.ones((1, len(EXPRESSIVE)), np.float32), 50.0, EXPRESSIVE), scale)


@pytest.mark.parametrize("bias", [0.0, 1.0])
@pytest.mark.parametrize("curve", [None, CURVE])
def test_scale_0_is_neutral_whatever_is_heard_or_drawn(curve: Track | None, bias: float) -> None:
    rows = np.ones((25, len(CONTENT)), np.float32)
    heard = Track(rows, RATE, CONTENT)
    speech = Speech(heard, CURVE, Track(rows[:, : len(EMOTIONS)], RATE, EMOTIONS))
    mood = replace(constant_mood({"happy": 1.0}, 0.0), intensity=IntensityShape(curve, bias))
    latent = compose(mood, acted_intensity(speech, mood.intensity), ANCHORS)
    assert not latent.values.any()


def test_only_an_emotion_that_is_clear_is_said_as_heard() -> None:
    rest = dict.fromkeys(EMOTIONS, 0.0)
    assert clear_emotion({**rest, "angry": 0.8, "neutral": 0.2}) == ("angry", True)
    assert clear_emotion({**rest, "angry": 0.5, "neutral": 0.5 - 1e-3}) == ("angry", False)
    assert clear_emotion({**rest, "disgusted": 0.3, "happy": 0.25}) is None
    assert clear_emotion({**rest, "neutral": 0.9, "sad": 0.1}) is None


def test_a_scale_beyond_all_numbers_is_refused() -> None:
    with pytest.raises(MoodError, match="strength of an emotion"):
        parse_mood("happy", 1e308)
