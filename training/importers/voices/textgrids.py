"""TextGrids of the Montreal Forced Aligner: phones of recordings that lie beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..clip import SOUNDS
from .recording import Recording


def textgrids(folder: Path) -> Iterator[Recording]:
    """The recordings that have a TextGrid of their name beside them, or anywhere in the folder.

    The speaker is the folder that a sound lies in.
    """
    sounds = {
        p.stem: p for p in sorted(folder.rglob("*")) if p.suffix.lower() in (*SOUNDS, ".opus")
    }
    for grid in sorted(folder.rglob("*.TextGrid")):
        sound = sounds.get(grid.stem)
        if sound is not None:
            yield Recording(sound, grid.stem, sound.parent.name, phones=grid)
