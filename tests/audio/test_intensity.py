import numpy as np

from intone.audio.intensity import CALM, COMMON, heard_intensity
from intone.track import gaussian

RATE = 50.0
VOICE = np.ones(500, np.float32)


def steady(score: float) -> np.ndarray:
    return heard_intensity(np.full(500, score, np.float32), VOICE, RATE)


def test_it_stays_between_0_and_1_whatever_the_scores() -> None:
    raw = np.random.default_rng(0).normal(0.5, 30, 500).astype(np.float32)
    curve = heard_intensity(raw, VOICE, RATE)
    assert curve.min() >= 0 and curve.max() <= 1


def test_a_calm_voice_is_calm_and_a_stronger_one_is_stronger() -> None:
    np.testing.assert_allclose(steady(COMMON), CALM, atol=1e-4)
    levels = [steady(score).mean() for score in (-1, 0, 0.25, 0.5, 1, 1.5)]
    assert levels == sorted(levels) and levels[-1] < 1


def test_a_louder_stretch_in_one_recording_stands_out() -> None:
    raw = np.repeat([0.1, 0.7], 500).astype(np.float32)
    curve = heard_intensity(raw, np.ones(1000, np.float32), RATE)
    assert curve[750] - curve[250] > 0.4


def test_shouted_lines_are_not_drawn_to_the_middle_of_calm_ones() -> None:
    calm, shouted = steady(0.0).mean(), steady(1.0).mean()
    assert shouted - calm > 0.6


def test_a_voice_is_compared_with_its_own_level() -> None:
    raw = np.full(500, 0.4, np.float32)
    there = heard_intensity(raw + np.float32(0.3), VOICE, RATE, calm=COMMON + 0.3)
    np.testing.assert_allclose(there, heard_intensity(raw, VOICE, RATE), atol=1e-5)


def test_scores_of_silence_do_not_count() -> None:
    voice = np.repeat([1, 0, 1], 100).astype(np.float32)
    raw = np.where(voice > 0, COMMON, 5).astype(np.float32)
    assert heard_intensity(raw, voice, RATE).max() < CALM + 0.1


def test_silence_decays_to_rest_and_does_not_jump() -> None:
    voice = np.repeat([1, 0], [100, 200]).astype(np.float32)
    curve = heard_intensity(np.full(300, 2, np.float32), voice, RATE)
    assert curve[-1] < 0.01
    assert np.abs(np.diff(curve)).max() < 0.05


def test_a_pause_holds_the_feeling_without_a_step() -> None:
    """The network's score is exactly 0 where nobody speaks, however strong the voice around is."""
    voice = np.repeat([1, 0, 1], [100, 150, 100]).astype(np.float32)
    raw = np.where(voice > 0, 0.9, 0.0).astype(np.float32)
    curve = heard_intensity(raw, voice, RATE)
    never = heard_intensity(np.full(350, 0.9, np.float32), voice, RATE)
    np.testing.assert_allclose(curve, never, atol=1e-6)
    falling = np.diff(np.log(curve[130:200]))
    np.testing.assert_allclose(falling, -1 / (0.4 * RATE), atol=0.002)


def test_in_a_pause_the_feeling_goes_from_one_word_to_the_next_without_a_step() -> None:
    voice = np.repeat([1, 0, 1], [100, 50, 100]).astype(np.float32)
    raw = np.repeat([1.2, 0.0, 0.1], [100, 50, 100]).astype(np.float32)
    curve = heard_intensity(raw, voice, RATE)
    assert np.all(np.diff(curve[99:140]) < 0)
    assert np.abs(np.diff(curve, 2)).max() < 0.01


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
