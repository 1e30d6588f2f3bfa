"""Importers: corpora of speech in their own layouts, each in a file, all read as recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ....errors import DataError
from ..layouts import first_layout
from .common_voice import common_voice
from .kaldi import kaldi
from .librispeech import librispeech
from .ljspeech import ljspeech
from .recording import Recording
from .tables import tables
from .textgrids import textgrids
from .vctk import vctk

Importer = Callable[[Path], Iterator[Recording]]

LAYOUTS: dict[str, Importer] = {
    "Common Voice": common_voice,
    "VCTK": vctk,
    "Kaldi": kaldi,
    "LibriSpeech": librispeech,
    "LJ Speech": ljspeech,
    "tables": tables,
    "TextGrids": textgrids,
}
"""The layouts, the strictest first; each importer yields nothing in a folder of another layout."""


def recognise(folder: Path) -> tuple[str, list[Recording]]:
    """The layout of a folder and its recordings. Raises DataError where no layout fits."""
    if not folder.exists():
        raise DataError(f"There is no folder {folder}: give the one that holds the recordings.")
    return first_layout(folder, LAYOUTS, "recorded speech was")
