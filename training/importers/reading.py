"""Read clips as takes; tracked faces are kept, since tracking is slow."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio.features import SAMPLE_RATE
from ...errors import DataError
from ...face.basis import CHANNELS
from ...track import Track
from ..data.corpora import read_sound
from ..data.faces import Take, read_face
from .clip import SOUNDS, VIDEOS, Clip
from .landmarker import MODEL, track_video
from .live_link import is_take, read_take

_READ_BY_FFMPEG = (*VIDEOS, ".m4a", ".aac")


def read(clip: Clip, folder: Path, model: Path = MODEL, cache: Path | None = None) -> Take:
    """The take of a clip, named by its path in `folder`. Raises DataError where it cannot be read.

    model   MediaPipe's face_landmarker.task, for videos
    cache   where tracked faces are kept
    """
    name = clip.face.relative_to(folder).as_posix()
    face = _table(clip.face) if clip.face.suffix == ".csv" else _tracked(clip.face, model, cache)
    return Take(name, sound_of(clip.sound), face, clip.speaker, clip.emotion, clip.level)


def _table(path: Path) -> Track:
    """A face from a table of coefficients, Live Link Face's or another's."""
    return read_take(path) if is_take(path) else read_face(path)


def sound_of(path: Path) -> NDArray[np.float32]:
    """A sound file, or the sound of a video, as samples [n], mono at 16 kHz.

    Raises DataError where ffmpeg is needed and missing, or cannot read it.
    """
    if path.suffix.lower() in SOUNDS and path.suffix.lower() not in _READ_BY_FFMPEG:
        return read_sound(path)
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(SAMPLE_RATE)]
    try:
        made = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True)
    except FileNotFoundError as error:
        raise DataError("The sound of videos needs ffmpeg: install it.") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise DataError(f"{path} holds no sound that ffmpeg can read ({reason}).") from error
    return np.frombuffer(made.stdout, np.float32)


def _tracked(video: Path, model: Path, cache: Path | None) -> Track:
    """The face in a video, from `cache` where this very file was tracked before."""
    if cache is None:
        return track_video(video, model)
    state = video.stat()
    key = f"{video.resolve()} {state.st_size} {state.st_mtime_ns}".encode()
    path = cache / f"face-{hashlib.sha256(key).hexdigest()[:16]}.npz"
    if not path.exists():
        face = track_video(video, model)
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.npz")
        np.savez_compressed(unfinished, values=face.values, rate=face.rate)
        unfinished.replace(path)
    with np.load(path) as file:
        return Track(file["values"], float(file["rate"]), CHANNELS)
