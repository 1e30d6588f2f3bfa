"""Features: what the listening network is fed is exactly what it was trained on."""

from pathlib import Path

import numpy as np
import pytest

from intone.audio import features
from intone.audio.features import (
    FLOOR,
    LEVEL,
    N_MELS,
    SAMPLE_RATE,
    log_mel,
    mel_filters,
    speech_level,
)
from intone.errors import SoundError


def voice(seconds: float = 2.0) -> np.ndarray:
    """A buzz of 120 Hz that comes and goes four times a second, with a little noise."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 120 * k * times) / k for k in range(1, 20))
    swell = np.clip(np.sin(2 * np.pi * 2 * times), 0, 1)
    hiss = np.random.default_rng(0).standard_normal(len(times)) * 1e-4
    return (0.1 * buzz * swell + hiss).astype(np.float32)


@pytest.mark.parametrize("samples", [1, 2, 159, 160, 200, 1600, 16001])
def test_there_is_one_frame_each_ten_milliseconds(samples: int) -> None:
    mel = log_mel(voice()[3000 : 3000 + samples])
    assert mel.shape == (samples // 160 + 1, N_MELS)
    assert mel.dtype == np.float32
    assert np.isfinite(mel).all()


@pytest.mark.parametrize("hertz", [100, 440, 1000, 3000, 6500])
def test_a_sine_is_loudest_in_the_band_that_holds_it(hertz: float) -> None:
    sine = np.sin(2 * np.pi * hertz * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    band = int(log_mel(sine)[50].argmax())
    heard = mel_filters()[:, band]
    bins = np.flatnonzero(heard) * SAMPLE_RATE / features.N_FFT
    assert bins.min() - 40 <= hertz <= bins.max() + 40


def test_a_sine_has_the_energy_that_theory_gives() -> None:
    """On a bin's centre, a Hann window gives |X| = amplitude * window / 4."""
    sine = np.sin(2 * np.pi * 1000 * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    power = (LEVEL * np.sqrt(2) * features.N_FFT / 4) ** 2
    weights = np.array([0.25, 1.0, 0.25]) @ mel_filters()[24:27]  # the window's side bins
    expected = np.log(np.maximum(power * weights, FLOOR))
    heard = log_mel(sine)[50]
    strong = weights > 0
    np.testing.assert_allclose(heard[strong], expected[strong], atol=2e-3)


def test_each_filter_hears_something_and_none_reaches_past_its_range() -> None:
    filters = mel_filters()
    assert filters.shape == (201, N_MELS)
    assert (filters.sum(0) > 0).all()
    assert filters[0].sum() == 0 and filters[191:].sum() == 0


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = log_mel(voice())
    monkeypatch.setattr(features, "_BLOCK", 7)
    np.testing.assert_allclose(log_mel(voice()), whole, atol=1e-4)


def test_a_memmap_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "sound.npy"
    np.save(path, voice())
    mapped = np.load(path, mmap_mode="r")
    np.testing.assert_array_equal(log_mel(mapped), log_mel(voice()))


@pytest.mark.parametrize("decibels", [-40, -12, 12])
def test_gain_changes_nothing(decibels: float) -> None:
    louder = voice() * np.float32(10 ** (decibels / 20))
    np.testing.assert_allclose(log_mel(louder), log_mel(voice()), atol=2e-3)


def test_the_level_follows_the_gain_and_ignores_pauses() -> None:
    level = speech_level(voice())
    assert speech_level(voice() * np.float32(2)) == pytest.approx(2 * level, rel=1e-5)
    paused = np.concatenate([voice(), np.zeros(20 * SAMPLE_RATE, np.float32)])
    assert speech_level(paused) == pytest.approx(level, rel=0.05)


def test_silence_stays_silent() -> None:
    silence = np.zeros(SAMPLE_RATE, np.float32)
    assert speech_level(silence) == 0
    np.testing.assert_allclose(log_mel(silence), np.log(FLOOR), rtol=1e-6)


def test_a_faint_hiss_is_not_raised_to_speech() -> None:
    hiss = np.random.default_rng(0).standard_normal(SAMPLE_RATE).astype(np.float32)
    faint, fainter = log_mel(hiss * np.float32(1e-4)), log_mel(hiss * np.float32(1e-5))
    assert faint.mean() - fainter.mean() == pytest.approx(2 * np.log(10), abs=0.1)


def test_an_empty_sound_is_refused() -> None:
    with pytest.raises(SoundError, match="empty"):
        log_mel(np.zeros(0, np.float32))


def test_torchaudio_gives_the_same_spectrum() -> None:
    torch = pytest.importorskip("torch", reason="torch is only there for training")
    torchaudio = pytest.importorskip("torchaudio", reason="torchaudio is only there for training")
    spectrum = torchaudio.transforms.Spectrogram(400, 400, 160, power=2.0, pad_mode="reflect")
    samples = voice()
    gained = torch.from_numpy(samples * np.float32(LEVEL / speech_level(samples)))
    power = spectrum(gained).numpy().T
    expected = np.log(np.maximum(power @ mel_filters(), FLOOR))
    np.testing.assert_allclose(log_mel(samples), expected, atol=5e-3)
