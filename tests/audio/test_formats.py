from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.audio.formats import DECODED, READ, content, libsndfile_reads, voices, why_unreadable
from intone.audio.sound import load
from intone.errors import SoundError

WRITTEN = {
    ".wav": ("WAV", "PCM_16"),
    ".w64": ("W64", "PCM_16"),
    ".aiff": ("AIFF", "PCM_16"),
    ".caf": ("CAF", "PCM_16"),
    ".au": ("AU", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}


@pytest.mark.parametrize("suffix", WRITTEN)
def test_what_is_listed_as_read_is_read_by_its_content(tmp_path: Path, suffix: str) -> None:
    kind, subtype = WRITTEN[suffix]
    path = tmp_path / "a.mp4"  # a wrong name changes nothing
    tone = 0.5 * np.sin(np.arange(16000) / 10)
    soundfile.write(path, tone, 16000, format=kind, subtype=subtype)
    assert suffix in READ
    assert libsndfile_reads(path) and content(path)
    assert load(path).duration == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "an MP4 file"),
        (b"\xff\xf1\x50\x80" + bytes(12), "an AAC file"),
        (b"\x1aE\xdf\xa3" + bytes(12), "a Matroska or WebM file"),
        (b"<!DOCTYPE html>", "a web page"),
    ],
)
def test_a_file_under_a_wrong_name_is_called_what_it_is(
    tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "audio.wav"
    path.write_bytes(data)
    assert not libsndfile_reads(path)
    with pytest.raises(SoundError, match=f"is {said}"):
        load(path)


def test_what_only_blender_reads_is_sent_there(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    path.write_bytes(b"\x01" * 100)
    assert ".m4a" in DECODED
    assert "Blender" in why_unreadable(path)


def test_a_film_beside_its_sound_is_no_voice() -> None:
    names = ["b.mov", "a.mp4", "a.WAV", "c.txt", "c.mp4"]
    assert [path.name for path in voices(map(Path, names))] == ["a.WAV", "b.mov", "c.mp4"]
