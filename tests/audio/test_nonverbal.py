"""Laughs and breaths are heard as such, no word is taken for one, and laughs are not mouthed."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.features import SAMPLE_RATE
from intone.audio.nonverbal import BREATH, LAUGH, SIGH, SOB, felt, heard, unspoken
from intone.audio.speech import (
    CONTENT,
    EMOTIONS,
    RATE,
    VISEMES,
    NonVerbal,
    Speech,
    SpokenWord,
)
from intone.track import Track

SECONDS = 4.0
COUNT = int(SECONDS * SAMPLE_RATE)


def vowel(seconds: float, pitch: float, formants: tuple[float, ...]) -> np.ndarray:
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    made = np.zeros(len(times))
    for harmonic in range(1, int(6000 / pitch)):
        hertz = harmonic * pitch
        gain = sum(1 / (1 + ((hertz - f) / 120) ** 2) for f in formants) / harmonic**0.5
        made += gain * np.sin(2 * np.pi * hertz * times)
    return made * np.sin(np.pi * np.arange(len(times)) / len(times))


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=int(seconds * SAMPLE_RATE)))
    hertz = np.fft.rfftfreq(int(seconds * SAMPLE_RATE), 1 / SAMPLE_RATE)
    spectrum *= np.exp(-(((hertz - 1500) / 1200) ** 2))
    made = np.fft.irfft(spectrum, int(seconds * SAMPLE_RATE))
    return made / np.abs(made).max() * np.sin(np.pi * np.arange(len(made)) / len(made))


def sound(parts: list[tuple[float, np.ndarray]]) -> np.ndarray:
    made = 1e-5 * np.random.default_rng(1).normal(size=COUNT)
    for start, part in parts:
        first = int(start * SAMPLE_RATE)
        made[first : first + len(part)] += part[: COUNT - first]
    return made.astype(np.float32)


def laughter(apart: float = 0.2) -> np.ndarray:
    bursts = [
        (1 + apart * k, part)
        for k in range(8)
        for part in (0.3 * vowel(0.1, 240, (800, 1300, 2600)), 0.02 * noise(0.1, k))
    ]
    return sound(bursts)


def syllables() -> np.ndarray:
    sounds = [(300, 2300, 3000), (700, 1200, 2500), (350, 800, 2300), (500, 1800, 2600)]
    said = zip(
        (1.0, 1.17, 1.41, 1.56, 1.83, 1.98, 2.22, 2.41), (0, 1, 3, 2, 1, 2, 0, 3), strict=True
    )
    return sound([(start, 0.3 * vowel(0.14, 120, sounds[kind])) for start, kind in said])


def speech(spans: list[tuple[float, float]], words: tuple[SpokenWord, ...] = ()) -> Speech:
    frames = int(SECONDS * RATE)
    content = np.zeros((frames, len(CONTENT)), np.float32)
    content[:, VISEMES.index("aa")] = 1
    for first, last in spans:
        content[int(first * RATE) : int(last * RATE), CONTENT.index("voice")] = 1
    content[:, CONTENT.index("loudness")] = 0.5
    emotion = np.tile(np.eye(1, len(EMOTIONS), dtype=np.float32), (frames, 1))
    level = np.zeros((frames, 1), np.float32)
    return Speech(
        Track(content, RATE, CONTENT), Track(level, RATE), Track(emotion, RATE, EMOTIONS), (), words
    )


@pytest.mark.parametrize("apart", [0.16, 0.2, 0.26])
def test_a_row_of_alike_bursts_is_a_laugh(apart: float) -> None:
    found = heard(laughter(apart), speech([(0.9, 1 + 8 * apart)]))
    assert [one.kind for one in found] == [LAUGH]
    assert found[0].start < 1.2
    assert found[0].end > 0.8 + 6 * apart


def test_syllables_as_they_are_said_are_none() -> None:
    assert not heard(syllables(), speech([(0.9, 2.7)]))


def test_a_word_that_was_understood_is_none_and_haha_is() -> None:
    said = speech([(0.9, 2.7)], (SpokenWord("bananas", 1.2, 1.8),))
    assert not heard(laughter(), said)
    haha = speech([(0.9, 2.7)], (SpokenWord("Ha-ha!", 1.2, 1.8),))
    assert [one.kind for one in heard(laughter(), haha)] == [LAUGH]


@pytest.mark.parametrize(("seconds", "kind"), [(0.4, BREATH), (1.1, SIGH)])
def test_noise_beside_a_voice_is_a_breath_and_a_long_one_a_sigh(seconds: float, kind: str) -> None:
    spoken = sound([(0.3, 0.4 * vowel(0.8, 130, (600, 1400, 2500))), (1.6, 0.03 * noise(seconds))])
    found = heard(spoken, speech([(0.3, 1.2)]))
    assert [one.kind for one in found] == [kind]
    assert found[0].start == pytest.approx(1.6, abs=0.2)


def test_hum_and_silence_are_no_breath() -> None:
    times = np.arange(COUNT) / SAMPLE_RATE
    hum = (0.02 * np.sin(2 * np.pi * 60 * times) * (times > 2) * (times < 2.6)).astype(np.float32)
    voice = sound([(0.3, 0.4 * vowel(0.8, 130, (600, 1400, 2500)))])
    assert not heard(voice + hum, speech([(0.3, 1.2)]))
    assert not heard(voice, speech([(0.3, 1.2)]))


def test_what_is_felt_makes_a_laugh_a_sob() -> None:
    laugh, breath = NonVerbal(LAUGH, 1, 2), NonVerbal(BREATH, 3, 3.4)
    names = ("sad", "fearful", "happy")
    for level, kind in (((0.6, 0, 0), SOB), ((0, 0, 0.6), LAUGH), ((0.1, 0, 0), LAUGH)):
        emotions = Track(np.tile(np.float32(level), (200, 1)), RATE, names)
        assert [one.kind for one in felt((laugh, breath), emotions)] == [kind, BREATH]


def test_a_laugh_has_no_voice_to_be_mouthed_and_amount_0_changes_nothing() -> None:
    content = speech([(0, SECONDS)]).content
    quiet = unspoken(content, [NonVerbal(LAUGH, 1, 2)], 1.0)
    inside, outside = slice(50, 100), slice(100, 200)
    assert not quiet["voice"][inside].any()
    assert (quiet["sil"][inside] == 1).all()
    assert not quiet["aa"][inside].any()
    np.testing.assert_array_equal(quiet["loudness"], content["loudness"])
    np.testing.assert_array_equal(quiet.values[outside], content.values[outside])
    assert unspoken(content, [NonVerbal(LAUGH, 1, 2)], 0.0) is content
    assert unspoken(content, [NonVerbal(BREATH, 1, 2)], 1.0) is content
