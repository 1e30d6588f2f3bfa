"""Videos: any folder of faces that talk, one person and one emotion a file.

Folders or file names say the emotion ("anna/happy/03.mp4", "anna_happy_03.mp4"); the first folder
is the speaker. `labels.csv` (file, speaker, emotion, level 0..1) says what names do not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...errors import DataError
from .clip import VIDEOS, Clip, emotion_in

LABELS = "labels.csv"


def videos(folder: Path) -> Iterator[Clip]:
    """Every video of a folder. Raises DataError for labels that cannot be read."""
    told = labels(folder / LABELS)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in VIDEOS:
            yield labelled(path, path, folder, told)


def labelled(face: Path, sound: Path, folder: Path, told: Mapping[str, dict[str, str]]) -> Clip:
    """A clip with the labels of `told`, or else those in its path.

    told   rows of labels.csv by file
    """
    name = face.relative_to(folder).as_posix()
    row = told.get(name, {})
    first, *rest = name.split("/")
    speaker = row.get("speaker") or (first if rest and not emotion_in(first) else folder.name)
    level = row.get("level")
    return Clip(
        face,
        sound,
        speaker,
        emotion_in(row.get("emotion") or name.removeprefix(f"{speaker}/")),
        float(level) if level else None,
    )


def labels(path: Path) -> dict[str, dict[str, str]]:
    """Rows of the table by file; none where there is no table.

    Raises DataError where it has no column `file` or a level is no number.
    """
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    try:
        for row in rows:
            float(row.get("level") or 0)
        return {row["file"]: row for row in rows}
    except (KeyError, ValueError) as error:
        raise DataError(
            f"{path} cannot be read: it needs a column `file`, and numbers 0..1 in `level`."
        ) from error
