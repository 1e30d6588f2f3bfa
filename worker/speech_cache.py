"""SpeechCache: what was heard in a sound, kept on disk for the next time that it is asked for."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..audio.speech import Speech
from ..errors import OutputError
from ..export.files import replacing
from ..model.catalogue import sha256_of
from .codec import receive, send

SUFFIX = ".heard"
_DIGEST = hashlib.sha256().digest_size
_BROKEN = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError),
    *(RecursionError, MemoryError),
)


@dataclass(frozen=True)
class SpeechCache:
    """A folder of cached speech, of at most `limit` bytes: the least recently used go first.

    Each file begins with the SHA-256 of the rest. Nothing depends on the cache: what cannot be
    read or written, or was changed, is heard again.
    """

    folder: Path
    limit: int

    def read(self, key: str) -> Speech | None:
        """The Speech under that key; None where it is missing or broken."""
        path = self._place(key)
        try:
            data = path.read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                return None
            kept = receive(io.BytesIO(data[_DIGEST:]))
            os.utime(path)
        except _BROKEN:
            return None  # not there, or of another version of Intone
        speech = kept.get("speech") if kept is not None else None
        return speech if isinstance(speech, Speech) else None

    def write(self, key: str, speech: Speech) -> None:
        """Keeps it, whole or not at all, and removes the oldest beyond the limit."""
        if not self.limit:
            return
        with contextlib.suppress(OSError, OutputError):
            self.folder.mkdir(parents=True, exist_ok=True)
            body = io.BytesIO()
            send(body, {"speech": speech})
            data = body.getvalue()
            with replacing(self._place(key)) as beside:
                beside.write_bytes(hashlib.sha256(data).digest() + data)
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
        found.update(b"\0" + ingredient.encode("utf-8", "surrogatepass"))
    return found.hexdigest()
