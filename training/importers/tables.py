"""Tables: faces that any tracker wrote as CSV: a column `time` (seconds), then ARKit's names.

Their sound lies beside them, or under the same name in a folder `wav` beside theirs (as in GRID's
tracked talkers, data/README.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...face.basis import CHANNELS
from .clip import Clip, sound_beside
from .videos import LABELS, labelled, labels


def tables(folder: Path) -> Iterator[Clip]:
    """The tables with sound of a folder; emotion and speaker as for `videos`."""
    told = labels(folder / LABELS)
    for path in sorted(folder.rglob("*.csv")):
        sound = sound_beside(path) or sound_beside(path.parents[1] / "wav" / path.name)
        if sound and is_table(path):
            yield labelled(path, sound, folder, told)


def is_table(path: Path) -> bool:
    """Whether a table holds a face over time, by its first line."""
    with path.open(encoding="utf-8", errors="replace") as file:
        first, *names = file.readline().strip().split(",")
    return first == "time" and any(name in CHANNELS for name in names)
