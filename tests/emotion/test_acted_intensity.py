"""A chosen emotion shows on a calm voice, and never on silence."""

from __future__ import annotations

import numpy as np

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.intensity import (
    ATTACK,
    FLOOR,
    RELEASE,
    IntensityShape,
    acted_intensity,
    presence,
)
from intone.track import Track


def speech(voice: np.ndarray, heard: float) -> Speech:
    content = np.zeros((len(voice), len(CONTENT)), np.float32)
    content[:, CONTENT.index("voice")] = voice
    intensity = np.full((len(voice), 1), heard, np.float32)
    emotion = np.full((len(voice), len(EMOTIONS)), 1 / len(EMOTIONS), np.float32)
    return Speech(
        Track(content, RATE, CONTENT),
        Track(intensity, RATE, ("intensity",)),
        Track(emotion, RATE, EMOTIONS),
    )


def test_a_calm_voice_is_acted_at_the_floor() -> None:
    acted = acted_intensity(speech(np.ones(500), 0.0)).values[:, 0]
    assert acted[-1] == np.float32(FLOOR)
    assert (np.diff(acted) >= 0).all()


def test_what_is_heard_lifts_it_up_to_one() -> None:
    levels = [acted_intensity(speech(np.ones(500), h)).values[-1, 0] for h in (0, 0.5, 1, 3)]
    np.testing.assert_allclose(levels, [FLOOR, (1 + FLOOR) / 2, 1, 1], atol=1e-5)


def test_doubts_of_the_voice_detector_are_exactly_nothing() -> None:
    acted = acted_intensity(speech(np.full(500, 0.29), 1.0))
    assert not acted.values.any()


def test_without_a_floor_only_what_is_heard_counts() -> None:
    assert not acted_intensity(speech(np.ones(100), 0.0), floor=0.0).values.any()


def test_presence_follows_with_attack_and_release() -> None:
    voice = np.concatenate([np.ones(500), np.zeros(500)]).astype(np.float32)
    level = presence(voice, RATE)
    assert abs(level[int(ATTACK * RATE) - 1] - (1 - np.exp(-1))) < 0.01
    assert abs(level[500 + int(RELEASE * RATE) - 1] - np.exp(-1)) < 0.01


def acted(heard: float, **words: object) -> np.ndarray:
    return acted_intensity(speech(np.ones(500), heard), IntensityShape(**words)).values[:, 0]


def test_a_bias_is_added_and_stays_within_0_and_1() -> None:
    levels = [acted(0.5, bias=bias)[-1] for bias in (-1.0, -0.2, 0.0, 0.2, 1.0)]
    middle = (1 + FLOOR) / 2
    np.testing.assert_allclose(levels, [0, middle - 0.2, middle, middle + 0.2, 1], atol=1e-5)


def test_a_bias_lifts_no_silence() -> None:
    silent = acted_intensity(speech(np.zeros(500), 0.5), IntensityShape(bias=1.0))
    assert not silent.values.any()


def test_attack_and_release_are_the_artists() -> None:
    slow, quick = (acted(1.0, attack=attack) for attack in (1.0, 0.1))
    assert (slow[:100] < quick[:100]).all()
    voice = np.concatenate([np.ones(100), np.zeros(200)])
    long, short = (
        acted_intensity(speech(voice, 1.0), IntensityShape(release=release)).values[-1, 0]
        for release in (4.0, 0.5)
    )
    assert long > 0.3 > 0.01 > short


def test_a_curve_is_taken_as_drawn_whatever_is_heard() -> None:
    drawn = Track(np.array([[0.0], [1.0]], np.float32), 1.0)
    found = acted_intensity(speech(np.zeros(100), 1.0), IntensityShape(drawn)).values[:, 0]
    np.testing.assert_allclose(found[:51], np.linspace(0, 1, 51), atol=1e-6)
    assert (found[51:] == 1).all()
    biased = acted_intensity(speech(np.zeros(100), 1.0), IntensityShape(drawn, 0.5)).values[:, 0]
    np.testing.assert_allclose(biased[:26], np.linspace(0.5, 1, 26), atol=1e-6)
