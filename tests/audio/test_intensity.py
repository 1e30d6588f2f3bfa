import numpy as np
import pytest

from intone.audio.intensity import CALM, USUAL, heard_intensity
from intone.track import gaussian

RATE = 50.0
VOICE = np.ones(500, np.float32)


def steady(score: float) -> np.ndarray:
    return heard_intensity(np.full(500, score, np.float32), VOICE, RATE)


def test_it_stays_between_0_and_1_whatever_the_scores() -> None:
    raw = np.random.default_rng(0).normal(0.5, 30, 500).astype(np.float32)
    curve = heard_intensity(raw, VOICE, RATE)
    assert curve.min() >= 0 and curve.max() <= 1


def test_a_usual_voice_is_calm_and_a_stronger_one_is_stronger() -> None:
    np.testing.assert_allclose(steady(USUAL), CALM, atol=1e-4)
    levels = [steady(score).mean() for score in (-1, 0, 0.25, 0.5, 1, 1.5)]
    assert levels == sorted(levels) and levels[-1] < 0.95


def test_a_louder_stretch_in_one_recording_stands_out() -> None:
    raw = np.repeat([0.1, 0.7], 500).astype(np.float32)
    curve = heard_intensity(raw, np.ones(1000, np.float32), RATE)
    assert curve[750] - curve[250] > 0.4


@pytest.mark.parametrize("shift", [-0.5, 0.5, 1.0])
def test_a_microphones_shift_moves_it_less_than_a_feeling_does(shift: float) -> None:
    raw = np.repeat([0.0, 0.6], 500).astype(np.float32)
    voice = np.ones(1000, np.float32)
    here = heard_intensity(raw, voice, RATE)
    there = heard_intensity(raw + np.float32(shift), voice, RATE)
    assert abs(there.mean() - here.mean()) < abs(steady(shift).mean() - steady(0).mean()) + 0.1
    assert there[750] - there[250] > 0.2


def test_scores_of_silence_do_not_count() -> None:
    voice = np.repeat([1, 0, 1], 100).astype(np.float32)
    raw = np.where(voice > 0, USUAL, 5).astype(np.float32)
    assert heard_intensity(raw, voice, RATE).max() < CALM + 0.1


def test_silence_decays_to_rest_and_does_not_jump() -> None:
    voice = np.repeat([1, 0], [100, 200]).astype(np.float32)
    curve = heard_intensity(np.full(300, 2, np.float32), voice, RATE)
    assert curve[-1] < 0.01
    assert np.abs(np.diff(curve)).max() < 0.05


def test_sound_without_voice_is_at_rest() -> None:
    assert heard_intensity(np.full(300, 2, np.float32), np.zeros(300), RATE).max() == 0


def test_there_is_no_jitter_above_5_hz() -> None:
    raw = np.random.default_rng(1).normal(0.5, 0.5, 2000).astype(np.float32)
    curve = heard_intensity(raw, np.ones(2000, np.float32), RATE)
    power = np.abs(np.fft.rfft(curve - curve.mean())) ** 2
    fast = np.fft.rfftfreq(2000, 1 / RATE) > 5
    assert power[fast].sum() < 1e-4 * power.sum()


def test_the_gaussian_keeps_the_mean() -> None:
    np.testing.assert_allclose(gaussian(np.full(50, 2, np.float32), 4), 2, rtol=1e-6)
