"""Sounds of every suffix that counts as one: whole, odd in rate, channels, values, or foreign."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator

from intone.audio.formats import DECODED, READ
from intone.audio.sound import Sound, load, remarks
from support.checkout import ROOT

from .mutators import pick
from .reader import Reader, Seed, require

VOICE = ROOT / "tests" / "data" / "voice.flac"
RATE = 16000
_CONTAINERS = {
    **{".wav": ("WAV", "WAVEX", "RF64"), ".wave": ("WAV",), ".rf64": ("RF64",), ".w64": ("W64",)},
    **{".aif": ("AIFF",), ".aiff": ("AIFF",), ".aifc": ("AIFF",), ".caf": ("CAF",)},
    **{".au": ("AU",), ".snd": ("AU",), ".flac": ("FLAC",), ".ogg": ("OGG",), ".oga": ("OGG",)},
    **{".opus": ("OGG",), ".mp3": ("MP3",)},
}
_RATES = (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000)
_ODD_RATES = (1, 2, 50, 999, 7999, 192000, 655350, 2**31 - 1)
_PLAIN = ("PCM", "FLOAT", "DOUBLE", "ULAW", "ALAW")
"""Subtypes of any rate and number of channels; libsndfile's other encoders crash of odd ones."""
_FOREIGN = (
    *(b"\0\0\0\x20ftypM4A ", b"\x1aE\xdf\xa3", b"\x30\x26\xb2\x75", b"#!AMR\n", b"%PDF-1.7"),
    *(b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"<html>", b"RIFF\0\0\0\0AVI "),
    *(b"OggS", b"fLaC", b"ID3\x04\0\0\0\0\0\0", b"\xff\xfb\x90\0", b"\xff\xf1P\x80", b"caff\0\1"),
    *(b".snd", b"RIFF", b""),
)
"""How files of other kinds begin."""


@cache
def voice(frames: int = RATE) -> np.ndarray:
    """The test voice's first frames, [frames]."""
    samples, _ = soundfile.read(VOICE, frames=frames, dtype="float32")
    return samples


def make_sound(random: Generator) -> Seed:
    """A sound file; now and then something else by a sound's name."""
    if random.random() < 0.06:
        return Seed(
            pick(random, sorted(DECODED | READ)), pick(random, _FOREIGN) + random.bytes(400)
        )
    suffix = pick(random, sorted(READ))
    container = pick(random, _CONTAINERS[suffix])
    subtype = pick(random, sorted(soundfile.available_subtypes(container)))
    plain = container != "FLAC" and subtype.startswith(_PLAIN)
    rate = int(pick(random, _ODD_RATES if plain and random.random() < 0.15 else _RATES))
    channels = int(pick(random, (1, 1, 1, 2, 2, 6, 16))) if plain else 1
    samples = _samples(random) if plain else voice()
    if not subtype.startswith(("FLOAT", "DOUBLE")):
        samples = np.clip(np.nan_to_num(samples), -1, 1)
    samples = np.tile(samples[:, None], (1, channels))
    for used in ((subtype, rate, samples), (None, RATE, voice()[:, None])):
        data = _written(container, *used)
        if data is not None:
            return Seed(suffix, data)
    raise AssertionError(f"libsndfile writes no {container}")


def plain_wav(random: Generator) -> Seed:
    """A second of voice that nothing is wrong with."""
    data = _written("WAV", "PCM_16", RATE, voice(int(random.integers(4000, RATE)))[:, None])
    assert data is not None
    return Seed(".wav", data)


def _samples(random: Generator) -> np.ndarray:
    length = int(pick(random, (0, 1, 100, 1600, 4000, 8000, 8000, 16000)))
    samples = voice(RATE)[:length] * np.float32(pick(random, (1, 1, 1, 0, 1e-6, 30, 1e30, -1)))
    if random.random() < 0.1 and length:
        samples[int(random.integers(length))] = pick(random, (np.nan, np.inf, -np.inf, 1e38))
    return samples


def _written(container: str, subtype: str | None, rate: int, samples: np.ndarray) -> bytes | None:
    """The file; None where libsndfile does not write such a one."""
    file = io.BytesIO()
    try:
        soundfile.write(file, samples, rate, format=container, subtype=subtype)
    except (soundfile.LibsndfileError, ValueError, RuntimeError, OverflowError):
        return None
    return file.getvalue()


def read_sound(path: Path) -> Sound:
    """Loads it, and looks at what was loaded."""
    sound = load(path)
    require(np.isfinite(sound.samples).all(), "samples that are not numbers")
    remarks(sound)
    return sound


READERS = (Reader("sound", make_sound, read_sound, share=6),)
