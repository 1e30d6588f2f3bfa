"""VCTK (Yamagishi et al. 2019): wav48_silence_trimmed/p225/p225_001_mic1.flac, txt/p225/…txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .recording import Recording

_SOUNDS = ("wav48_silence_trimmed/{0}/{1}_mic1.flac", "wav48/{0}/{1}.wav", "wav16/{0}/{1}.wav")
"""Where the sounds of its editions lie; of two microphones the first is taken."""


def vctk(folder: Path) -> Iterator[Recording]:
    """The recordings of a folder in VCTK's layout; English."""
    for path in sorted(folder.glob("txt/*/*.txt")):
        places = [folder / each.format(path.parent.name, path.stem) for each in _SOUNDS]
        sound = next((place for place in places if place.is_file()), None)
        if sound is not None:
            text = path.read_text(encoding="utf-8").strip()
            yield Recording(sound, path.stem, path.parent.name, text)
