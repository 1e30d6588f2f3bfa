"""Tables: what is said in sound files, in columns named id, text, and where known speaker.

`metadata.csv` (with a bar between its columns) describes the files in the folder `sound`, and
`phones/ID.tsv` their phones; `en.csv` and the like describe those of the folders `en`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ..clip import SOUNDS
from .recording import Recording


def tables(folder: Path) -> Iterator[Recording]:
    """The recordings of a folder with such tables, or of one table.

    The language is the table's name, or English.
    """
    for table in [folder] if folder.suffix == ".csv" else sorted(folder.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)
            if {"id", "text"} <= set(rows.fieldnames or ()):
                yield from _rows(rows, table)


def _rows(rows: Iterator[dict[str, str]] | csv.DictReader[str], table: Path) -> Iterator[Recording]:
    whole = table.stem == "metadata"
    sounds = table.with_name("sound") if whole else table.with_suffix("")
    there = {p.stem: p for p in sounds.glob("*") if p.suffix.lower() in (*SOUNDS, ".opus")}
    for row in rows:
        sound, phones = there.get(row["id"]), table.parent / "phones" / f"{row['id']}.tsv"
        if sound is not None:
            speaker = row.get("speaker") or table.parent.name
            language = row.get("language") or ("en" if whole else table.stem)
            known = phones if phones.is_file() else None
            yield Recording(sound, row["id"], speaker, row["text"], language, known)
