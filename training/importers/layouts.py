"""Layouts: the first of some importers that finds something in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from ...errors import DataError

Found = TypeVar("Found")


def first_layout(
    folder: Path, layouts: Mapping[str, Callable[[Path], Iterator[Found]]], what: str
) -> tuple[str, list[Found]]:
    """The name of the layout of a folder, and what is in it. Raises DataError where none fits.

    what   is looked for, as the user is told
    """
    for name, importer in layouts.items():
        if found := list(importer(folder)):
            return name, found
    raise DataError(f"No {what} found in {folder}: see docs/training.md for the layouts.")
