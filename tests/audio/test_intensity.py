import numpy as np

from intone.audio.intensity import gaussian, heard_intensity

RATE = 50.0


def test_it_stays_between_0_and_1_whatever_the_scores() -> None:
    raw = np.random.default_rng(0).normal(0.5, 3, 500).astype(np.float32)
    curve = heard_intensity(raw, np.ones(500, np.float32), RATE)
    assert curve.min() >= 0 and curve.max() <= 1


def test_a_steady_voice_keeps_its_score() -> None:
    curve = heard_intensity(np.full(500, 0.6, np.float32), np.ones(500, np.float32), RATE)
    np.testing.assert_allclose(curve, 0.6, atol=0.01)


def test_scores_of_silence_do_not_count() -> None:
    voice = np.repeat([1, 0, 1], 100).astype(np.float32)
    raw = np.where(voice > 0, 0.5, 1.5).astype(np.float32)
    curve = heard_intensity(raw, voice, RATE)
    assert curve.max() < 0.56


def test_silence_decays_to_rest_and_does_not_jump() -> None:
    voice = np.repeat([1, 0], [100, 200]).astype(np.float32)
    curve = heard_intensity(np.full(300, 0.8, np.float32), voice, RATE)
    assert curve[-1] < 0.01
    assert np.abs(np.diff(curve)).max() < 0.05


def test_there_is_no_jitter_above_5_hz() -> None:
    raw = np.random.default_rng(1).normal(0.5, 0.5, 2000).astype(np.float32)
    curve = heard_intensity(raw, np.ones(2000, np.float32), RATE)
    power = np.abs(np.fft.rfft(curve - curve.mean())) ** 2
    fast = np.fft.rfftfreq(2000, 1 / RATE) > 5
    assert power[fast].sum() < 1e-4 * power.sum()


def test_the_gaussian_keeps_the_mean() -> None:
    np.testing.assert_allclose(gaussian(np.full(50, 2, np.float32), 4), 2, rtol=1e-6)
