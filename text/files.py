"""Files of text, read whole: in the encodings that people's programs write, and never too large."""

from __future__ import annotations

import codecs
from pathlib import Path

from ..errors import TextError

LARGEST = 32 * 1024 * 1024
"""Bytes: a day of speech, phone by phone, is smaller."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def plain_text(path: Path, otherwise: str = "utf-8") -> str:
    """What a text file says, a newline behind each line: UTF-8, or UTF-16 that has its mark.

    What is neither is read in the encoding `otherwise`. Raises TextError where there is no file, it
    is too large, or it is no text.
    """
    data = _bytes(path)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = _decoded(data, encoding, otherwise)
    except UnicodeDecodeError as error:
        raise TextError(f"{path.name} is not UTF-8 text: save it as that.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, encoding: str, otherwise: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode(otherwise)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise TextError(f"There is no text {path} to read: choose a file that is there.") from error
    if len(data) > LARGEST:
        raise TextError(f"{path.name} is too large to be words of one sound: choose its part.")
    return data
