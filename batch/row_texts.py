"""Texts of a manifest's row: what no text and no file's name can hold is refused."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import ManifestError


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
