"""Sound: any recording as 16 kHz mono, read in blocks to bound memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..errors import SoundError
from ..places import is_file, is_folder
from ..progress import Progress, silent
from ..spool import Spool, blocks
from ..track import Array
from .features import SAMPLE_RATE
from .formats import why_unreadable
from .wav_header import unfinished

if TYPE_CHECKING:
    import soundfile

SHORTEST = 0.1
"""Seconds; less holds no speech."""
LOWEST_RATE = 1000
"""Samples a second; fewer hold no speech, and a small file of them would be hours long."""
_BLOCK_S = 10.0
_SILENCE = 1e-4
"""-80 dB: the peak of a sound that counts as silent."""
_FULL_SCALE = 0.999
"""Peaks below are not clipped; samples above this share of the peak make a flat top."""
_CLIPPED_SHARE = 0.001
_LOUDEST = 1e10
"""More than whole numbers of 32 bits that a file holds as floats: no level of any recording."""
_CANCELLED = 0.5
"""Channels cancel where their mean is fainter than this, of what one of them alone would give."""


@dataclass(frozen=True)
class Sound:
    """A recording: `samples` [n] at SAMPLE_RATE, float32 in about -1..1.

    The samples of a long file are mapped from a temporary file (see Spool), so an hour needs no
    more memory than a minute.
    """

    samples: Array
    id: str
    """Hash of the samples: the same sound has the same id in any file."""
    clipped: bool = False
    """Whether the recording has flat tops, at whatever level."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE


def from_samples(samples: Array) -> Sound:
    """A Sound of samples [n] at SAMPLE_RATE in memory."""
    samples = np.ascontiguousarray(samples, np.float32)
    ceiling = _Ceiling()
    ceiling.add(samples)
    return Sound(samples, hashlib.sha256(samples.tobytes()).hexdigest(), ceiling.clipped)


def load(path: Path, progress: Progress = silent) -> Sound:
    """The sound of a WAV, FLAC, OGG, MP3 or other file that libsndfile reads.

    Raises SoundError where there is none, or less than SHORTEST seconds, fewer samples a second
    than LOWEST_RATE, or broken samples.
    """
    with _opened(path) as file:
        if file.samplerate < LOWEST_RATE:
            raise SoundError(
                f"{path.name} has {file.samplerate} samples a second, too few for speech: export "
                "it with 16000 or more."
            )
        spool, digest, ceiling = Spool(), hashlib.sha256(), _Ceiling()
        for block in _resampled(file, path, progress, ceiling):
            digest.update(np.ascontiguousarray(block, np.float32).tobytes())
            spool.add(block)
        samples = spool.array()
        if len(samples) < SHORTEST * SAMPLE_RATE:
            raise SoundError(
                f"{path.name} is shorter than {SHORTEST} s: choose a sound with speech in it."
            )
        return Sound(samples, digest.hexdigest(), ceiling.clipped)


@contextlib.contextmanager
def _opened(path: Path) -> Generator[soundfile.SoundFile]:
    import soundfile

    if is_folder(path):
        raise SoundError(f"{path} is a folder: choose a sound file in it.")
    if not is_file(path):
        raise SoundError(f"There is no file {path}: choose a sound that exists.")
    try:
        with (
            unfinished(path) or contextlib.nullcontext(_name(path)) as source,
            soundfile.SoundFile(source) as file,
        ):
            yield file
    except soundfile.LibsndfileError as error:
        raise SoundError(why_unreadable(path)) from error


class _Ceiling:
    """Counts the samples that stand at the highest level, to tell flat tops from loud peaks.

    A float recording may lie above 1 without a loss: its peaks differ.
    """

    def __init__(self) -> None:
        self._peak, self._count, self._total = 0.0, 0, 0

    def add(self, block: Array) -> None:
        """The next samples, of any shape."""
        levels = np.abs(block)
        peak = max(self._peak, float(levels.max(initial=0.0)))
        if self._peak < _FULL_SCALE * peak:
            self._count = 0
        self._peak, self._total = peak, self._total + levels.size
        self._count += int((levels >= _FULL_SCALE * peak).sum())

    @property
    def clipped(self) -> bool:
        """Whether more samples stand there than a sound reaches by itself."""
        return self._peak >= _FULL_SCALE and self._count > _CLIPPED_SHARE * self._total


def _name(path: Path) -> Any:
    """The path for libsndfile; as bytes where names are bytes, and need not be UTF-8."""
    return str(path) if os.name == "nt" else os.fsencode(path)


def _resampled(
    file: soundfile.SoundFile, path: Path, progress: Progress, ceiling: _Ceiling
) -> Iterator[Array]:
    """Blocks [n] of mono sound at SAMPLE_RATE."""
    resampler = _resampler(file.samplerate)
    frames, done = int(_BLOCK_S * file.samplerate), 0
    while len(block := _block(file, frames)):
        if not (np.abs(block) <= _LOUDEST).all():  # also where one is no number
            raise SoundError(f"{path.name} holds samples that are not numbers: export it again.")
        mono = _mono(block)
        done += len(block)
        ceiling.add(block)
        progress(min(1.0, done / max(file.frames, 1)), "Reading the sound")
        yield resampler(mono, False)
    yield resampler(np.zeros(0, np.float32), True)


def _block(file: soundfile.SoundFile, frames: int) -> Array:
    """The next frames, [frames, channels]; fewer at the end."""
    return cast(Array, file.read(frames, dtype="float32", always_2d=True))


def _mono(block: Array) -> Array:
    """The mean [n] of the channels [n, channels]; where they cancel, the loudest alone.

    One side of a badly wired or widened recording is the other one turned round.
    """
    mean, count = block.mean(axis=1), block.shape[1]
    if count == 1:
        return mean
    powers = np.square(block, dtype=np.float64).mean(axis=0)
    loudest = int(powers.argmax())
    faint = float(np.square(mean, dtype=np.float64).mean()) * (count / _CANCELLED) ** 2
    return block[:, loudest] if faint < powers[loudest] else mean


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
    quiet = all(np.abs(block).max(initial=0.0) < _SILENCE for block in _blocks(sound))
    found: list[str] = []
    if quiet:
        found.append("The sound is silent: the face rests and only blinks.")
    if sound.clipped:
        found.append("The sound is clipped: record it more quietly for lips that close better.")
    return tuple(found)


def _blocks(sound: Sound) -> Iterator[Array]:
    return blocks(sound.samples, int(_BLOCK_S * SAMPLE_RATE))
