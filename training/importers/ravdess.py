"""RAVDESS (Livingstone & Russo 2018): Actor_12/01-01-06-02-02-01-12.mp4.

Seven numbers: modality (01 with sound), channel (01 speech, 02 song), emotion, intensity (01
normal, 02 strong), statement, repetition, actor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .clip import VIDEOS, Clip

EMOTIONS = {
    "01": "neutral", "02": "neutral", "03": "happy", "04": "sad", "05": "angry", "06": "fearful",
    "07": "disgusted", "08": "surprised",
}  # fmt: skip
"""RAVDESS's numbers; 02 is "calm", its second neutral."""
LEVELS = {"01": 0.5, "02": 1.0}
_NAME = re.compile(r"01-01-(0[1-8])-(0[12])-\d\d-\d\d-(\d\d)")


def ravdess(folder: Path) -> Iterator[Clip]:
    """The spoken clips with picture and sound of a folder in RAVDESS's layout."""
    for path in sorted(folder.rglob("01-01-*")):
        name = _NAME.fullmatch(path.stem)
        if name and path.suffix.lower() in VIDEOS:
            emotion, level, actor = name.groups()
            yield Clip(path, path, f"Actor_{actor}", EMOTIONS[emotion], LEVELS[level])
