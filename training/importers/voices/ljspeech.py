"""LJ Speech (Ito & Johnson 2017): metadata.csv (name|text|text as it is said), wavs/LJ001-0001.wav.

Many corpora of one voice have this layout; the voice is named by its folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .recording import Recording


def ljspeech(folder: Path) -> Iterator[Recording]:
    """The recordings of a folder in LJ Speech's layout; English."""
    table = folder / "metadata.csv"
    if not table.is_file() or not (folder / "wavs").is_dir():
        return
    for line in table.read_text(encoding="utf-8").splitlines():
        name, *texts = line.split("|")
        sound = folder / "wavs" / f"{name}.wav"
        if texts and sound.is_file():
            yield Recording(sound, name, folder.name, texts[-1])
