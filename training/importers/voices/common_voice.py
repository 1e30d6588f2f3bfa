"""Common Voice (Ardila et al. 2020): validated.tsv (client_id, path, sentence, …), clips/….mp3."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from .recording import Recording

_TABLES = ("validated.tsv", "train.tsv")
"""The first that is there is read: what listeners agreed on, else the training's part."""


def common_voice(folder: Path) -> Iterator[Recording]:
    """The recordings of a folder of one language (`cv-corpus-…/de`), or of several such folders."""
    for clips in sorted(folder.rglob("clips")):
        tables = [clips.with_name(name) for name in _TABLES]
        table = next((path for path in tables if path.is_file()), None)
        if table is not None:
            yield from _of_language(table, clips)


def _of_language(table: Path, clips: Path) -> Iterator[Recording]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            sound = clips / row["path"]
            if sound.is_file():
                language = row.get("locale") or table.parent.name
                speaker, text = row["client_id"], row["sentence"]
                yield Recording(sound, sound.stem, speaker, text, language.partition("-")[0])
