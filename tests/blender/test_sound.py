"""Formats that libsndfile does not know, through Blender's decoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

RATE = 44100


@pytest.fixture
def film(part, tmp_path):
    """Two seconds of AAC in a film: 440 Hz on the left, silence on the right."""
    aud = pytest.importorskip("aud", reason="this Blender has no audaspace module")
    stereo = np.zeros((2 * RATE, 2), np.float32)
    stereo[:, 0] = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    path = tmp_path / "voice.mkv"
    aud.Sound.buffer(stereo, RATE).write(
        str(path), RATE, 2, aud.FORMAT_S16, aud.CONTAINER_MATROSKA, aud.CODEC_AAC, 128000
    )
    return path


def test_a_film_is_copied_with_its_rate_and_channels(part, film):
    soundfile = pytest.importorskip("soundfile")
    with part("blender.background.sound").readable(film) as copy:
        samples, rate = soundfile.read(copy, always_2d=True)
    assert (rate, samples.shape[1]) == (RATE, 2)
    assert len(samples) == pytest.approx(2 * RATE, abs=4096)
    spectrum = np.abs(np.fft.rfft(samples[:RATE, 0]))
    assert spectrum.argmax() == pytest.approx(440, abs=1)
    assert not copy.exists()


def test_a_film_under_a_sounds_name_is_decoded_all_the_same(part, film):
    renamed = film.rename(film.with_name("audio.wav"))
    with part("blender.background.sound").readable(renamed) as copy:
        assert copy != renamed and copy.suffix == ".flac"


@pytest.mark.parametrize("name", ["voice.wav", "voice.MP3", "missing.m4a"])
def test_what_needs_no_copy_goes_straight(part, tmp_path, name):
    path = tmp_path / name
    if not name.startswith("missing"):
        path.touch()
    with part("blender.background.sound").readable(path) as same:
        assert same == path


def test_what_holds_no_sound_is_one_plain_sentence(part):
    with (
        pytest.raises(part("errors").SoundError, match="holds no sound that can be read"),
        part("blender.background.sound").readable(Path(__file__)),
    ):
        pass
