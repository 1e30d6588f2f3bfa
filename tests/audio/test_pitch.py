"""The pitch of a voice is found, whatever its level, and silence has none."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.features import SAMPLE_RATE
from intone.audio.pitch import pitch
from intone.audio.speech import RATE


def buzz(hertz: np.ndarray, level: float = 0.2) -> np.ndarray:
    """A voice-like sound: a pulse train, softened."""
    phase = np.cumsum(hertz) / SAMPLE_RATE
    harmonics = sum(np.cos(2 * np.pi * k * phase) / k for k in range(1, 9))
    return (level * harmonics / 3).astype(np.float32)


@pytest.mark.parametrize("level", [0.004, 0.3])
@pytest.mark.parametrize("hertz", [95.0, 140.0, 230.0])
def test_a_steady_voice_has_one_pitch(hertz: float, level: float) -> None:
    samples = buzz(np.full(2 * SAMPLE_RATE, hertz), level)
    found = pitch(samples, np.ones(100, np.float32))
    assert found.rate == RATE
    assert np.abs(found.values[3:-3]).max() < 0.3


def test_a_rise_of_an_octave_is_twelve_semitones() -> None:
    hertz = np.geomspace(120, 240, 3 * SAMPLE_RATE)
    found = pitch(buzz(hertz), np.ones(150, np.float32)).values[:, 0]
    assert found[-8] - found[8] == pytest.approx(12, abs=1.3)
    assert np.abs(np.diff(found[5:-5])).max() < 1


def test_noise_and_silence_have_none() -> None:
    rng = np.random.default_rng(0)
    noise = (0.1 * rng.normal(size=SAMPLE_RATE)).astype(np.float32)
    assert (pitch(noise, np.ones(50, np.float32)).values != 0).mean() < 0.1
    assert not pitch(np.zeros(SAMPLE_RATE, np.float32), np.ones(50, np.float32)).values.any()
    assert not pitch(buzz(np.full(SAMPLE_RATE, 120.0)), np.zeros(50, np.float32)).values.any()


def test_long_sounds_are_as_short_ones() -> None:
    hertz = 140 + 30 * np.sin(np.arange(25 * SAMPLE_RATE) / 9000)
    samples, voice = buzz(hertz), np.ones(1250, np.float32)
    whole = pitch(samples, voice).values
    assert (whole[500:520] != 0).all()  # across the border of two blocks
    assert np.abs(np.diff(whole[480:560, 0])).max() < 1
