"""Kaldi's data folders (Povey et al. 2011): wav.scp, text, utt2spk, as in speechocean762."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .recording import Recording


def kaldi(folder: Path) -> Iterator[Recording]:
    """The recordings of a folder and of the data folders in it (train, test); English.

    Sounds are files named from `folder` on; what a command makes (a pipe) and what lies within a
    longer file (`segments`) is passed over.
    """
    for scp in sorted((*folder.glob("wav.scp"), *folder.glob("*/wav.scp"))):
        texts, speakers = (_column(scp.with_name(name)) for name in ("text", "utt2spk"))
        for name, place in _column(scp).items():
            sound = folder / place
            if name in texts and sound.is_file():
                yield Recording(sound, name, speakers.get(name, name), _said(texts[name]))


def _column(table: Path) -> dict[str, str]:
    """What a table of `name value` says of each name; empty where there is none."""
    if not table.is_file():
        return {}
    rows = (line.split(maxsplit=1) for line in table.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1].strip() for row in rows if len(row) == 2}


def _said(text: str) -> str:
    """A text that is written in capitals throughout, as corpora's own are, in small letters."""
    return text.lower() if text.isupper() else text
