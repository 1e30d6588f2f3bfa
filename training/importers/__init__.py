"""Importers: folders of recorded faces, each layout in a file, all read as takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ...errors import DataError
from .clip import Clip
from .crema_d import crema_d
from .layouts import first_layout
from .live_link import live_link
from .mead import mead
from .ravdess import ravdess
from .tables import tables
from .videos import videos

Importer = Callable[[Path], Iterator[Clip]]

LAYOUTS: dict[str, Importer] = {
    "MEAD": mead,
    "RAVDESS": ravdess,
    "CREMA-D": crema_d,
    "Live Link Face": live_link,
    "tables": tables,
    "videos": videos,
}
"""The layouts, the strictest first; each importer yields nothing in a folder of another layout."""


def recognise(folder: Path) -> tuple[str, list[Clip]]:
    """The layout of a folder and its clips. Raises DataError where no layout fits."""
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}: give the one that holds the recordings.")
    return first_layout(folder, LAYOUTS, "recorded faces were")
