"""Clip: where a recorded face and its sound lie, and what is known of it before either is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

VIDEOS = (".mp4", ".mov", ".avi", ".flv", ".mkv", ".webm", ".m4v")
SOUNDS = (".wav", ".flac", ".ogg", ".mp3", ".m4a", ".aac")

_ROOTS = {
    "neutral": "neutral", "calm": "neutral", "ang": "angry", "contempt": "contemptuous",
    "disgust": "disgusted", "fear": "fearful", "afraid": "fearful", "happ": "happy", "joy": "happy",
    "sad": "sad", "surpris": "surprised",
}  # fmt: skip
"""How the word for an emotion begins. Calm is RAVDESS's second neutral."""


@dataclass(frozen=True)
class Clip:
    """One recording.

    face      a video, or a table of coefficients
    sound     a sound file, or the video itself
    emotion   one of EMOTIONS, "" where nobody said
    level     how strongly it was acted or judged, 0..1; None where nobody said
    """

    face: Path
    sound: Path
    speaker: str
    emotion: str = ""
    level: float | None = None


def emotion_in(words: str) -> str:
    """The first emotion that a name or path speaks of, as in "anna/Joy_03"; "" where none does."""
    for word in re.findall(r"[a-z]+", words.lower()):
        for root, emotion in _ROOTS.items():
            if word.startswith(root):
                return emotion
    return ""


def sound_beside(face: Path) -> Path | None:
    """The sound of a recorded face: a sound of the same name, else a video."""
    beside = [face.with_suffix(suffix) for suffix in (*SOUNDS, *VIDEOS)]
    return next((path for path in beside if path.is_file()), None)
