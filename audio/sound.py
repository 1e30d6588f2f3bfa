"""Sound: any recording as 16 kHz mono, read in blocks to bound memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from ..errors import SoundError
from ..progress import Progress, silent
from ..track import Array
from .features import SAMPLE_RATE

if TYPE_CHECKING:
    import soundfile

SHORTEST = 0.1
"""Seconds; less holds no speech."""
_BLOCK_S = 10.0
_SILENCE = 1e-4
"""-80 dB: the peak of a sound that counts as silent."""
_FULL_SCALE = 0.999
_CLIPPED_SHARE = 0.001


@dataclass(frozen=True)
class Sound:
    """A recording: `samples` [n] at SAMPLE_RATE, float32 in about -1..1.

    The samples of a loaded file are mapped from a temporary file that is removed with the Sound, so
    an hour needs no more memory than a minute.
    """

    samples: Array
    id: str
    """Hash of the samples: the same sound has the same id in any file."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE


def from_samples(samples: Array) -> Sound:
    """A Sound of samples [n] at SAMPLE_RATE in memory."""
    samples = np.ascontiguousarray(samples, np.float32)
    return Sound(samples, hashlib.sha256(samples.tobytes()).hexdigest())


def load(path: Path, progress: Progress = silent) -> Sound:
    """The sound of a WAV, FLAC, OGG, MP3 or other file that libsndfile reads.

    Raises SoundError where there is none, or less than SHORTEST seconds, or broken samples.
    """
    with _opened(path) as file, _spool() as spool:
        digest = hashlib.sha256()
        for block in _resampled(file, path, progress):
            data = np.ascontiguousarray(block, np.float32).tobytes()
            digest.update(data)
            spool.write(data)
        length = spool.tell() // 4
        if length < SHORTEST * SAMPLE_RATE:
            raise SoundError(
                f"{path.name} is shorter than {SHORTEST} s: choose a sound with speech in it."
            )
        return Sound(np.memmap(spool, np.float32, "r", shape=(length,)), digest.hexdigest())


@contextlib.contextmanager
def _spool() -> Generator[IO[bytes]]:
    """A temporary file. Raises SoundError where there is no room for what is written to it."""
    try:
        with tempfile.TemporaryFile() as spool:
            yield spool
    except OSError as error:
        raise SoundError(
            f"There is no room for the sound in the temporary folder ({error.strerror}): make "
            "room, or name another folder in the variable TMPDIR."
        ) from error


@contextlib.contextmanager
def _opened(path: Path) -> Generator[soundfile.SoundFile]:
    import soundfile

    if not path.exists():
        raise SoundError(f"There is no file {path}: choose a sound that exists.")
    if not path.is_file():
        raise SoundError(f"{path} is a folder: choose a sound file in it.")
    try:
        with soundfile.SoundFile(_name(path)) as file:
            yield file
    except soundfile.LibsndfileError as error:
        raise SoundError(
            f"{path.name} is not a sound that can be read: use WAV, FLAC, OGG or MP3."
        ) from error


def _name(path: Path) -> Any:
    """The path for libsndfile; as bytes where names are bytes, and need not be UTF-8."""
    return str(path) if os.name == "nt" else os.fsencode(path)


def _resampled(file: soundfile.SoundFile, path: Path, progress: Progress) -> Iterator[Array]:
    """Blocks [n] of mono sound at SAMPLE_RATE."""
    resampler = _resampler(file.samplerate)
    frames, done = int(_BLOCK_S * file.samplerate), 0
    while len(block := file.read(frames, dtype="float32", always_2d=True)):
        mono = block.mean(axis=1)
        if not np.isfinite(mono).all():
            raise SoundError(f"{path.name} holds samples that are not numbers: export it again.")
        done += len(block)
        progress(min(1.0, done / max(file.frames, 1)), "Reading the sound")
        yield resampler(mono, False)
    yield resampler(np.zeros(0, np.float32), True)


def _resampler(rate: int) -> Callable[[Array, bool], Array]:
    """From that rate to SAMPLE_RATE, a block at a time; True with the last. High quality.

    At SAMPLE_RATE nothing is needed: Windows on ARM has no soxr, so Blender resamples there.
    """
    if rate == SAMPLE_RATE:
        return lambda block, last: block
    import soxr

    stream: Any = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
    return stream.resample_chunk


def remarks(sound: Sound) -> tuple[str, ...]:
    """Warnings about a sound that can be acted all the same, a sentence each."""
    peak, clipped = 0.0, 0
    for start in range(0, len(sound.samples), int(_BLOCK_S * SAMPLE_RATE)):
        block = np.abs(sound.samples[start : start + int(_BLOCK_S * SAMPLE_RATE)])
        peak = max(peak, float(block.max()))
        clipped += int((block >= _FULL_SCALE).sum())
    found: list[str] = []
    if peak < _SILENCE:
        found.append("The sound is silent: the face rests and only blinks.")
    if clipped > _CLIPPED_SHARE * len(sound.samples):
        found.append("The sound is clipped: record it more quietly for lips that close better.")
    return tuple(found)
