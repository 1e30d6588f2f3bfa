from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.audio.features import SAMPLE_RATE
from intone.audio.sound import from_samples, load, remarks
from intone.errors import SoundError


def tone(hertz: float, seconds: float, rate: int) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def written(path: Path, samples: np.ndarray, rate: int, subtype: str | None = None) -> Path:
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
def test_any_format_and_rate_becomes_16_khz_mono(tmp_path: Path, suffix: str, rate: int) -> None:
    sound = load(written(tmp_path / f"a{suffix}", tone(440, 1.0, rate), rate))
    assert sound.samples.dtype == np.float32
    assert sound.duration == pytest.approx(1.0, abs=0.08)  # lossy formats pad
    spectrum = np.abs(np.fft.rfft(sound.samples[:SAMPLE_RATE]))
    assert np.argmax(spectrum) == pytest.approx(440, abs=3)


def test_channels_are_averaged_not_summed(tmp_path: Path) -> None:
    stereo = np.stack([tone(300, 0.5, SAMPLE_RATE), tone(300, 0.5, SAMPLE_RATE)], axis=1)
    sound = load(written(tmp_path / "a.wav", stereo, SAMPLE_RATE, "FLOAT"))
    assert np.abs(sound.samples).max() == pytest.approx(0.5, abs=0.01)


def test_what_16_khz_cannot_hold_is_filtered_out_not_folded(tmp_path: Path) -> None:
    sound = load(written(tmp_path / "a.wav", tone(11000, 1.0, 48000), 48000))
    assert np.abs(sound.samples[800:-800]).max() < 1e-3


def test_blocks_leave_no_seam(tmp_path: Path) -> None:
    long = written(tmp_path / "a.wav", tone(100, 25, 44100), 44100, "FLOAT")
    samples = load(long).samples[1000:-1000]
    assert np.abs(np.diff(samples, 2)).max() < 1.1 * 0.5 * (2 * np.pi * 100 / SAMPLE_RATE) ** 2


def test_the_id_is_of_the_sound_not_of_the_file(tmp_path: Path) -> None:
    samples = (tone(200, 0.5, SAMPLE_RATE) * 32767).astype(np.int16)
    one = load(written(tmp_path / "a.wav", samples, SAMPLE_RATE))
    two = load(written(tmp_path / "b.flac", samples, SAMPLE_RATE))
    other = load(written(tmp_path / "c.wav", samples[::-1], SAMPLE_RATE))
    assert one.id == two.id == from_samples(one.samples).id != other.id


def test_samples_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    broken = tone(200, 0.5, SAMPLE_RATE)
    broken[100] = np.nan
    with pytest.raises(SoundError, match="not numbers"):
        load(written(tmp_path / "a.wav", broken, SAMPLE_RATE, "FLOAT"))
    for odd in ((np.inf, -np.inf), (3e38, 3e38)):  # neither adding them up may warn
        both = np.tile(odd, (4000, 1))
        with pytest.raises(SoundError, match="not numbers"):
            load(written(tmp_path / "a.wav", both, SAMPLE_RATE, "FLOAT"))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "not a sound"), (b"hello" * 100, "not a sound"), (None, "There is no file")],
)
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SoundError, match=message):
        load(path)


def test_a_folder_and_too_short_a_sound_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(SoundError, match=r"shorter than 0\.1 s"):
        load(written(tmp_path / "a.wav", tone(200, 0.05, SAMPLE_RATE), SAMPLE_RATE))


def test_silence_and_clipping_are_remarked() -> None:
    voice = tone(200, 1, SAMPLE_RATE).astype(np.float32)
    assert remarks(from_samples(voice)) == ()
    assert "silent" in remarks(from_samples(np.zeros(SAMPLE_RATE, np.float32)))[0]
    assert "clipped" in remarks(from_samples(np.clip(voice * 9, -1, 1)))[0]


def test_a_loud_float_recording_is_not_clipped_and_a_flat_one_is(tmp_path: Path) -> None:
    seconds = np.arange(44100) / 44100
    voice = np.sin(2 * np.pi * 200 * seconds) * (0.2 + seconds) * np.sin(2 * np.pi * 3 * seconds)
    hot = load(written(tmp_path / "hot.wav", 8 * voice, 44100, "FLOAT"))
    flat = load(written(tmp_path / "flat.wav", np.clip(8 * voice, -1, 1), 44100, "PCM_16"))
    assert remarks(hot) == ()
    assert "clipped" in remarks(flat)[0]


def test_a_flat_stretch_below_a_later_peak_is_not_clipped(tmp_path: Path) -> None:
    samples = np.zeros(21 * SAMPLE_RATE)
    samples[: 10 * SAMPLE_RATE] = 0.5 * np.sign(tone(200, 10, SAMPLE_RATE))
    samples[-1] = 1.0
    assert not load(written(tmp_path / "flat.wav", samples, SAMPLE_RATE, "FLOAT")).clipped


@pytest.mark.parametrize("share", [-1.0, -0.8])
def test_channels_that_cancel_are_heard(tmp_path: Path, share: float) -> None:
    voice = tone(300, 0.5, SAMPLE_RATE)
    stereo = np.stack([voice, share * voice], axis=1)
    sound = load(written(tmp_path / "a.wav", stereo, SAMPLE_RATE, "FLOAT"))
    assert np.abs(sound.samples).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("channels", [2, 6])
def test_one_channel_among_silent_ones_is_averaged_as_ever(tmp_path: Path, channels: int) -> None:
    block = np.zeros((SAMPLE_RATE, channels))
    block[:, 0] = tone(300, 1, SAMPLE_RATE)
    sound = load(written(tmp_path / "a.wav", block, SAMPLE_RATE, "FLOAT"))
    assert np.abs(sound.samples).max() == pytest.approx(0.5 / channels, abs=0.01)


@pytest.mark.parametrize("rate", [SAMPLE_RATE, 44100])
def test_a_wav_whose_sizes_were_never_filled_in_is_read_to_its_end(
    tmp_path: Path, rate: int
) -> None:
    whole = written(tmp_path / "a.wav", tone(300, 1.5, rate), rate, "PCM_16")
    data = bytearray(whole.read_bytes())
    place = data.index(b"data")
    data[4:8] = data[place + 4 : place + 8] = bytes(4)
    streamed = tmp_path / "b.wav"
    streamed.write_bytes(data)
    assert load(streamed).id == load(whole).id


def test_a_wav_that_is_truly_empty_is_too_short(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="shorter"):
        load(written(tmp_path / "a.wav", np.zeros(0), SAMPLE_RATE))


def test_a_name_that_is_too_long_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="There is no file"):
        load(tmp_path / f"{'é' * 130}.wav")


def test_a_small_file_of_hours_is_refused_at_once(tmp_path: Path) -> None:
    written(tmp_path / "slow.wav", np.zeros(4000), 2)
    with pytest.raises(SoundError, match=r"slow\.wav has 2 samples a second, too few"):
        load(tmp_path / "slow.wav")
    written(tmp_path / "low.wav", np.zeros(4000), 1000)
    assert load(tmp_path / "low.wav").duration == pytest.approx(4.0)
