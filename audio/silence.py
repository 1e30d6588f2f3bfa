"""Silence: speech in which nothing is said, alone or around what is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import SoundError
from ..spool import Spool, blocks
from ..track import Array, Track
from .speech import CONTENT, EMOTIONS, HIDDEN, RATE, VISEMES, Speech, SpokenWord

LONGEST_S = 3600.0
"""Seconds of silence at most."""


def silence(seconds: float) -> Speech:
    """So many seconds in which nobody speaks and nothing is felt. Raises SoundError for none."""
    frames = _frames(seconds)
    if not frames:
        raise SoundError("A silence of no length cannot be acted: give it a second or more.")
    return Speech(
        Track(_still(frames, np.zeros((1, len(CONTENT)), np.float32)), RATE, CONTENT),
        Track(np.zeros((frames, 1), np.float32), RATE, ("intensity",)),
        Track(_neutral(frames), RATE, EMOTIONS),
        pitch=Track(np.zeros((frames, 1), np.float32), RATE, ("pitch",)),
    )


def padded(speech: Speech, before: float, after: float) -> Speech:
    """The speech with so many seconds of silence around it; all that is timed moves along. A face
    that was captured stays as it begins and ends meanwhile."""
    first, last = _frames(before), _frames(after)
    if not first and not last:
        return speech
    content, pitch = speech.content, speech.pitch
    edges = _still(first, content.values[:1]), _still(last, content.values[-1:])
    none = np.zeros((first, 1), np.float32), np.zeros((last, 1), np.float32)
    by = first / RATE
    return replace(
        speech,
        content=_around(content, *edges),
        intensity=_around(speech.intensity, *none),
        emotion=_around(speech.emotion, _neutral(first), _neutral(last)),
        pitch=None if pitch is None else _around(pitch, *none),
        score=None if speech.score is None else _around(speech.score, *none),
        words=tuple(_later(word, by) for word in speech.words),
        sounds=tuple(replace(s, start=s.start + by, end=s.end + by) for s in speech.sounds),
        captured=None if speech.captured is None else _held(speech.captured, before, after),
    )


def _frames(seconds: float) -> int:
    if not 0 <= seconds <= LONGEST_S:
        raise SoundError(f"A silence lasts 0 to {LONGEST_S:.0f} seconds, not {seconds:g}.")
    return round(seconds * RATE)


def _around(track: Track, before: Array, after: Array) -> Track:
    found = Spool()
    for block in (before, *blocks(track.values), after):
        found.add(block)
    return replace(track, values=found.array())


def _held(face: Track, before: float, after: float) -> Track:
    """The face, so many seconds longer by its first and its last frame."""
    counts = (round(seconds * face.rate) for seconds in (before, after))
    edges = zip((face.values[:1], face.values[-1:]), counts, strict=True)
    return _around(face, *(np.repeat(edge, count, axis=0) for edge, count in edges))


def _still(frames: int, like: Array) -> Array:
    """Content in which nobody speaks, [frames, CONTENT]; hidden features as in `like` [1, ...]."""
    values = np.zeros((frames, like.shape[1]), np.float32)
    values[:, -HIDDEN:] = like[:, -HIDDEN:]
    values[:, VISEMES.index("sil")] = 1
    return values


def _neutral(frames: int) -> Array:
    return np.tile(np.eye(1, len(EMOTIONS), dtype=np.float32), (frames, 1))


def _later(word: SpokenWord, by: float) -> SpokenWord:
    spans = (replace(span, start=span.start + by, end=span.end + by) for span in word.visemes)
    return replace(word, start=word.start + by, end=word.end + by, visemes=tuple(spans))
