"""A chosen emotion shows on a calm voice, and never on silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.intensity import (
    ATTACK,
    EXIT,
    FLOOR,
    RELEASE,
    IntensityShape,
    acted_intensity,
    presence,
)
from intone.emotion.mood import EXPRESSIVE, constant_mood, hold_seconds
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


PLAIN = IntensityShape(lead=0, hold=0)
"""Neither ahead of the voice nor held in pauses."""


def test_presence_follows_with_attack_and_release() -> None:
    voice = np.concatenate([np.ones(500), np.zeros(500), np.ones(1)]).astype(np.float32)
    level = presence(voice, RATE, PLAIN)
    assert abs(level[round(ATTACK * RATE) - 1] - (1 - np.exp(-1))) < 0.02
    assert abs(level[500 + round(RELEASE * RATE) - 1] - np.exp(-1)) < 0.01


def test_an_emotion_sets_in_before_the_voice_and_is_half_there_when_it_speaks() -> None:
    voice = np.concatenate([np.zeros(100), np.ones(200)]).astype(np.float32)
    level = presence(voice, RATE)
    first = int(np.flatnonzero(level)[0])
    assert 0.15 <= (100 - first) / RATE <= 0.3
    assert level[100] > 0.5
    assert not presence(voice, RATE, IntensityShape(lead=0))[:100].any()


def test_a_pause_keeps_the_emotion_for_its_hold_and_then_lets_go() -> None:
    voice = np.concatenate([np.ones(100), np.zeros(100), np.ones(50)]).astype(np.float32)
    held, passing = (presence(voice, RATE, IntensityShape(lead=0), s) for s in (3.0, 0.3))
    assert held[100:200].min() > 0.99
    assert passing[110] > 0.99 and 0.2 < passing[199] < 0.6
    assert presence(voice, RATE, IntensityShape(lead=0, hold=0), 3.0)[150] < 0.7


def test_anger_and_sadness_are_held_longer_than_surprise() -> None:
    holds = {name: hold_seconds(constant_mood({name: 1.0})) for name in EXPRESSIVE}
    assert min(holds["angry"], holds["sad"]) > 2 > 1 > holds["surprised"]
    assert hold_seconds(constant_mood({"angry": 1, "surprised": 1})) == pytest.approx(
        (holds["angry"] + holds["surprised"]) / 2
    )


@pytest.mark.parametrize("silence", [0.5, 1.0, 4.0])
def test_an_emotion_leaves_the_face_before_a_sound_ends_in_silence(silence: float) -> None:
    voice = np.concatenate([np.ones(100), np.zeros(round(silence * RATE))]).astype(np.float32)
    level = presence(voice, RATE, hold_s=10)
    assert level[99] > 0.99 and level[-1] == 0
    assert np.abs(np.diff(level[99:])).max() < 2.2 / (min(silence, EXIT) * RATE)
    assert presence(voice, RATE, IntensityShape(exit=0), 10)[-1] > 0.99


def test_an_emotion_stays_where_a_sound_breaks_off_in_a_word() -> None:
    assert presence(np.ones(200, np.float32), RATE)[-1] > 0.99


def acted(heard: float, **words: object) -> np.ndarray:
    return acted_intensity(speech(np.ones(500), heard), IntensityShape(**words)).values[:, 0]


def test_a_bias_is_added_and_stays_within_0_and_1() -> None:
    levels = [acted(0.5, bias=bias)[-1] for bias in (-1.0, -0.1, 0.0, 0.1, 1.0)]
    middle = (1 + FLOOR) / 2
    np.testing.assert_allclose(levels, [0, middle - 0.1, middle, middle + 0.1, 1], atol=1e-5)


def test_a_bias_lifts_no_silence() -> None:
    silent = acted_intensity(speech(np.zeros(500), 0.5), IntensityShape(bias=1.0))
    assert not silent.values.any()


def test_attack_and_release_are_the_artists() -> None:
    slow, quick = (acted(1.0, attack=attack) for attack in (1.0, 0.1))
    assert (slow[:100] < quick[:100]).all()
    voice = np.concatenate([np.ones(100), np.zeros(200), np.ones(1)])
    long, short = (
        acted_intensity(speech(voice, 1.0), replace(PLAIN, release=release)).values[-2, 0]
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


def stressed(loud: int) -> Speech:
    """A voice whose loudness rises for a fifth of a second at that frame."""
    found = speech(np.ones(500), 0.2)
    found.content.values[:, CONTENT.index("loudness")] = 0.4
    found.content.values[loud - 5 : loud + 5, CONTENT.index("loudness")] = 0.9
    return found


def test_it_swells_on_a_stressed_word_and_only_there() -> None:
    swelling, even = (
        acted_intensity(stressed(300), IntensityShape(swell=gain)).values[:, 0] for gain in (1, 0)
    )
    assert swelling[300] > even[300] + 0.05
    np.testing.assert_allclose(swelling[100:200], even[100:200], atol=0.01)
    assert (swelling >= even - 1e-6).all()
    assert swelling.max() <= 1


def test_a_drawn_curve_does_not_swell() -> None:
    curve = Track(np.full((1, 1), 0.5, np.float32), RATE, ("intensity",))
    acted = acted_intensity(stressed(300), IntensityShape(curve=curve))
    assert (acted.values == 0.5).all()
