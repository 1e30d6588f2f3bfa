"""Cells of a table of lines: texts that can be written, and numbers within bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

from ..errors import ManifestError
from ..tables import number_of

_Default = TypeVar("_Default")


def check_text(row: Mapping[str, str]) -> None:
    """Raises ManifestError for characters that no text and no file's name can have."""
    for name, value in row.items():
        if "\0" in value:
            raise ManifestError(f"The {name} holds a character of code 0: remove it.")
        if name in ("text", "emotion", "character", "language", "voice") and not _encodes(value):
            raise ManifestError(f"The {name} holds half a character (a surrogate): correct it.")


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def number_in(
    text: str, default: _Default, name: str, least: float, most: float = math.inf
) -> float | _Default:
    """The number in a cell, `default` where it is empty. Raises ManifestError out of bounds."""
    if not text:
        return default
    try:
        value = number_of(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and least <= value <= most):
        bounds = f"{least:g} or more" if most == math.inf else f"{least:g} to {most:g}"
        raise ManifestError(f"The {name} '{text}' is no number of {bounds}: correct it.")
    return value
