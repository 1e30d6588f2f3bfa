"""CREMA-D (Cao et al. 2014): VideoFlash/1001_DFA_ANG_HI.flv, AudioWAV/1001_DFA_ANG_HI.wav.

The level is the viewers' mean rating (0..100, processedResults/tabulatedVotes.csv). The acted LO,
MD, HI differ little in it and are used only where that table is missing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .clip import VIDEOS, Clip, sound_beside

EMOTIONS = {
    "ANG": "angry", "DIS": "disgusted", "FEA": "fearful", "HAP": "happy", "NEU": "neutral",
    "SAD": "sad",
}  # fmt: skip
ACTED = {"LO": 1 / 3, "MD": 2 / 3, "HI": 1.0}
"""XX is said of clips without an acted level."""
SEEN = "2"
"""First digit of the rows of votes: 1 sound only, 2 picture only, 3 both."""
_NAME = re.compile(r"(\d{4})_[A-Z]{3}_([A-Z]{3})_(LO|MD|HI|XX?)")


def crema_d(folder: Path) -> Iterator[Clip]:
    """The clips of a folder in CREMA-D's layout."""
    votes = next(folder.rglob("tabulatedVotes.csv"), None)
    seen = ratings(votes) if votes else {}
    for path in sorted(folder.rglob("[0-9]*_*_*_*")):
        name = _NAME.fullmatch(path.stem)
        if name and path.suffix.lower() in VIDEOS:
            actor, emotion, acted = name.groups()
            level = seen.get(path.stem, ACTED.get(acted))
            yield Clip(path, _sound(path), actor, EMOTIONS[emotion], level)


def ratings(votes: Path) -> Mapping[str, float]:
    """Mean rating of each clip's intensity by its viewers, without sound, 0..1, by file name."""
    with votes.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row[""].startswith(SEEN)]
    return {row["fileName"]: float(row["meanEmoResp"]) / 100 for row in rows}


def _sound(video: Path) -> Path:
    """The clip's sound: AudioWAV beside VideoFlash, else the video's own."""
    return sound_beside(video.parents[1] / "AudioWAV" / video.name) or video
