"""Sounds that the worker cannot read (AAC, films): Blender's decoder makes a FLAC of them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ...audio.features import SAMPLE_RATE
from ...audio.formats import libsndfile_reads
from ...capture.files import is_capture
from ...errors import SoundError
from ...places import is_file
from ...temporary import owned

UNREADABLE = "{name} holds no sound that can be read: use WAV, FLAC, OGG, MP3, AAC or a film."


@contextlib.contextmanager
def readable(path: Path, resample: bool = False) -> Iterator[Path]:
    """The sound as a file that libsndfile reads: itself, or a copy as FLAC while the block runs.

    A capture stays as it is.

    The copy keeps all channels (Blender's mixing to mono adds them up). With `resample` it has the
    networks' rate, else the sound's own. It is written in blocks: a long film costs no memory.
    May run in any thread.
    Raises SoundError for a file that is missing or holds no sound.
    """
    if (libsndfile_reads(path) and not resample) or not is_file(path) or is_capture(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix=owned()) as folder:
        copy = Path(folder, f"{path.stem}.flac")
        _transcode(path, copy, SAMPLE_RATE if resample else None)
        yield copy


def _transcode(path: Path, copy: Path, wanted: int | None) -> None:
    try:
        import aud  # some Linux distributions build Blender without it
    except ImportError as error:
        raise SoundError(
            f"This Blender cannot decode {path.name}: use a WAV, FLAC, OGG or MP3 file."
        ) from error
    try:
        sound = aud.Sound(str(path))
        rate, channels = sound.specs
        sound.write(
            str(copy),
            wanted or int(rate),
            int(channels),
            aud.FORMAT_S16,
            aud.CONTAINER_FLAC,
            aud.CODEC_FLAC,
        )
    except aud.error as error:
        raise SoundError(UNREADABLE.format(name=path.name)) from error
