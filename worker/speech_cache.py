"""SpeechCache: what was heard in a sound, kept on disk for the next time that it is asked for."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..audio.speech import Speech
from ..model.catalogue import sha256_of
from .codec import receive, send

SUFFIX = ".heard"


@dataclass(frozen=True)
class SpeechCache:
    """A folder of cached speech, of at most `limit` bytes: the least recently used go first.

    Nothing depends on it: what cannot be read or written is heard again.
    """

    folder: Path
    limit: int

    def read(self, key: str) -> Speech | None:
        """The Speech under that key; None where it is missing or broken."""
        path = self._place(key)
        try:
            with path.open("rb") as file:
                kept = receive(file)
            os.utime(path)
        except (OSError, ValueError, KeyError, MemoryError, OverflowError):
            return None  # a broken header may ask for any length
        return kept["speech"] if kept is not None else None

    def write(self, key: str, speech: Speech) -> None:
        """Keeps it, whole or not at all, and removes the oldest beyond the limit."""
        if not self.limit:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            place, new = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(place, "wb") as file:
                send(file, {"speech": speech})
            Path(new).replace(self._place(key))
            self._shrink()

    def size(self) -> int:
        """Bytes of all that is kept."""
        return sum(size for _, size, _ in self._kept())

    def clear(self) -> None:
        """Removes all cached files, and no others."""
        for _, _, path in self._kept():
            path.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def _kept(self) -> list[tuple[int, int, Path]]:
        """(last use in ns, bytes, path), the oldest first."""
        found: list[tuple[int, int, Path]] = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            with contextlib.suppress(OSError):  # another Blender may tidy up as well
                facts = path.stat()
                found.append((facts.st_mtime_ns, facts.st_size, path))
        return sorted(found)

    def _shrink(self) -> None:
        kept, size = self._kept(), self.size()
        for _, bytes_, path in kept:
            if size <= self.limit:
                return
            path.unlink(missing_ok=True)
            size -= bytes_


def key_of(path: Path, ingredients: Sequence[str]) -> str:
    """The key of a sound's file and of what else its Speech depends on: network, device, script.

    Raises OSError where the file cannot be read.
    """
    found = hashlib.sha256(sha256_of(path).encode())
    for ingredient in ingredients:
        found.update(b"\0" + ingredient.encode())
    return found.hexdigest()
