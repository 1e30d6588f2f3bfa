"""WAV headers whose sizes were never filled in: the sound is read up to the end of the file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HEADER = 64 * 1024
"""Bytes in which a header ends."""
_LARGEST = 0xFFFFFFFF


def unfinished(path: Path) -> io.FileIO | None:
    """A WAV whose header says that it has no data although it has, with the sizes put right.

    A recorder that crashed and a service that streams leave 0 there. None for any other file.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER)
    length = path.stat().st_size
    place = _empty_data(head)
    claimed = int.from_bytes(head[4:8], "little")
    if place is None or length <= place + 4 or claimed == length - 8:
        return None
    return _Patched(path, {4: _size(length - 8), place: _size(length - place - 4)})


def _empty_data(head: bytes) -> int | None:
    """Where the size of a WAV's data stands, if that size is 0."""
    place = 12
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    while place + 8 <= len(head):
        size = int.from_bytes(head[place + 4 : place + 8], "little")
        if head[place : place + 4] == b"data":
            return place + 4 if size == 0 else None
        place += 8 + size + size % 2
    return None


def _size(value: int) -> bytes:
    return min(value, _LARGEST).to_bytes(4, "little")


class _Patched(io.FileIO):
    """A file to read in which some bytes differ from those on the disk."""

    def __init__(self, path: Path, patches: Mapping[int, bytes]) -> None:
        super().__init__(path)
        self._patches = patches

    def readinto(self, buffer: Any, /) -> int:
        start = self.tell()
        count = super().readinto(buffer) or 0
        for offset, data in self._patches.items():
            for place, byte in enumerate(data, offset - start):
                if 0 <= place < count:
                    buffer[place : place + 1] = bytes([byte])
        return count
