"""LibriSpeech (Panayotov et al. 2015): 1272/128104/1272-128104-0000.flac, and texts a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .recording import Recording


def librispeech(folder: Path) -> Iterator[Recording]:
    """The recordings of a folder in LibriSpeech's layout, in any of its parts."""
    for texts in sorted(folder.rglob("*.trans.txt")):
        for line in texts.read_text(encoding="utf-8").splitlines():
            name, _, text = line.partition(" ")
            sound = texts.with_name(f"{name}.flac")
            if sound.is_file():
                yield Recording(sound, name, name.partition("-")[0], text.lower())
