"""Whether a file is whole: what each format has at its end, or says of its own length.

Blender's writers leave a cut file without an error where a disk is full, so the file is looked at.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_PNG_END = b"IEND\xaeB`\x82"
_FBX_END = bytes.fromhex("f85a8c6adef5d97eece90ce3758f290b")
_BLEND_ENDS = (b"\xb1\xea\x92\x8f", b"ENDB")
"""The end of the seek table of a compressed .blend; the last block of another."""


def is_whole(path: Path, suffix: str) -> bool:
    """Whether the file is complete as one of that suffix. Raises OSError where it is missing.

    A format that is not known here counts as whole where it is not empty.
    """
    size = path.stat().st_size
    check = _CHECKS.get(suffix.lower())
    if not size or check is None:
        return size > 0
    with path.open("rb") as file:
        try:
            return check(file, size)
        except (struct.error, UnicodeDecodeError):
            return False


def _png(file: BinaryIO, size: int) -> bool:
    return _tail(file, size, len(_PNG_END)) == _PNG_END


def _fbx(file: BinaryIO, size: int) -> bool:
    return _tail(file, size, len(_FBX_END)) == _FBX_END


def _blend(file: BinaryIO, size: int) -> bool:
    tail = _tail(file, size, 64)
    return tail.endswith(_BLEND_ENDS[0]) or _BLEND_ENDS[1] in tail


def _glb(file: BinaryIO, size: int) -> bool:
    """The header has the length of the file."""
    magic, _, length = struct.unpack("<4sII", file.read(12))
    return magic == b"glTF" and length == size


def _alembic(file: BinaryIO, size: int) -> bool:
    """Ogawa marks a file that is closed with 0xff."""
    return file.read(6) == b"Ogawa\xff"


def _mp4(file: BinaryIO, size: int) -> bool:
    """Boxes of their stated lengths fill the file, the index (moov) and pictures (mdat) with it."""
    kinds, place = set[bytes](), 0
    while place < size:
        file.seek(place)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = struct.unpack(">Q", file.read(8))[0]
        if length < 8:
            return False
        kinds.add(kind)
        place += length
    return place == size and {b"moov", b"mdat"} <= kinds


def _usdc(file: BinaryIO, size: int) -> bool:
    """The table of contents lies in the file, and all sections that it names."""
    magic, _, contents = struct.unpack("<8s8sq", file.read(24))
    if magic != b"PXR-USDC" or not 0 < contents < size:
        return False
    file.seek(contents)
    (count,) = struct.unpack("<Q", file.read(8))
    if count > size // 32:
        return False
    sections = [struct.unpack("<16sqq", file.read(32)) for _ in range(count)]
    return all(0 <= start <= start + length <= size for _, start, length in sections)


def _usda(file: BinaryIO, size: int) -> bool:
    """All braces outside quotes are closed."""
    text = re.sub(rb'"(?:[^"\\\n]|\\.)*"', b"", file.read())
    return text.count(b"{") == text.count(b"}") and text.rstrip().endswith(b"}")


def _usd(file: BinaryIO, size: int) -> bool:
    binary = file.read(8) == b"PXR-USDC"
    file.seek(0)
    return _usdc(file, size) if binary else _usda(file, size)


def _tail(file: BinaryIO, size: int, count: int) -> bytes:
    file.seek(max(0, size - count), os.SEEK_SET)
    return file.read()


_CHECKS: dict[str, Callable[[BinaryIO, int], bool]] = {
    ".png": _png,
    ".mp4": _mp4,
    ".blend": _blend,
    ".glb": _glb,
    ".fbx": _fbx,
    ".abc": _alembic,
    ".usdc": _usdc,
    ".usda": _usda,
    ".usd": _usd,
}
