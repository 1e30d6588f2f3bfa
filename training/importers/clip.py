"""A clip: the files of a recorded face and its sound, and what names and tables say of it."""

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
    emotion   one of EMOTIONS, "" where unknown
    level     how strongly it was acted or rated, 0..1; None where unknown
    """

    face: Path
    sound: Path
    speaker: str
    emotion: str = ""
    level: float | None = None


def emotion_in(words: str) -> str:
    """The first emotion in a name or path, as in "anna/Joy_03"; "" where there is none."""
    for word in re.findall(r"[a-z]+", words.lower()):
        for root, emotion in _ROOTS.items():
            if word.startswith(root):
                return emotion
    return ""


def sound_beside(face: Path) -> Path | None:
    """The sound file beside a face with its name, else the video; None where there is neither."""
    beside = [face.with_suffix(suffix) for suffix in (*SOUNDS, *VIDEOS)]
    return next((path for path in beside if path.is_file()), None)
