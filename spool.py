"""Spool: arrays that grow block by block; long ones lie in a temporary file and are mapped from it.

So what three hours of sound need is read from the disk where it is looked at, and memory does not
grow with it. The file has no name where the system can do that, and goes with its array.
"""

from __future__ import annotations

import contextlib
import mmap
import tempfile
from collections.abc import Generator, Iterator
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from .errors import SoundError
from .temporary import owned

IN_MEMORY = 1 << 22
"""Bytes up to which an array stays in memory."""
ROWS = 4096
"""How many rows of a long array are looked at together."""
_Array = NDArray[Any]


class Spool:
    """Collects blocks [n, ...] of one kind of numbers that belong one behind the other."""

    def __init__(self, kind: type[np.generic] = np.float32) -> None:
        self._kind = kind
        self._waiting: list[_Array] = []
        self._file: IO[bytes] | None = None
        self._shape: tuple[int, ...] = ()

    def add(self, block: _Array) -> None:
        """The next block. Raises SoundError where the temporary folder has no room for it."""
        self._waiting.append(np.array(block, self._kind))
        self._shape = block.shape[1:]
        if self._file is not None or sum(part.nbytes for part in self._waiting) > IN_MEMORY:
            self._write()

    def array(self) -> _Array:
        """All blocks [rows, ...] as one array, to read only where it is mapped; at least one."""
        if self._file is None:
            return np.concatenate(self._waiting)
        with _room():
            self._file.flush()
            mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._file.close()
        return np.frombuffer(mapped, self._kind).reshape(-1, *self._shape)

    def _write(self) -> None:
        with _room():
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix=owned())  # noqa: SIM115  until `array`
            for block in self._waiting:
                self._file.write(block.tobytes())
        self._waiting.clear()


def slices(length: int, size: int = ROWS) -> Iterator[slice]:
    """Slices of at most `size` rows, one behind the other, that cover all."""
    return (slice(start, min(start + size, length)) for start in range(0, length, size))


def blocks(array: _Array, size: int = ROWS) -> Iterator[_Array]:
    """The array in blocks of rows; what was looked at is forgotten."""
    for inside in slices(len(array), size):
        yield array[inside]
        forget(array)


def column(array: _Array, number: int) -> _Array:
    """One column [rows]: a view, or a copy where the array is mapped."""
    if _mapping(array) is None:
        return array[:, number]
    return np.concatenate([block[:, number].copy() for block in blocks(array)])


def forget(array: _Array) -> None:
    """Gives the memory of a mapped array back: it is read from its file again where it is used.

    Nothing happens to any other array.
    """
    mapped = _mapping(array)
    if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def _mapping(array: _Array) -> mmap.mmap | None:
    """The mapping of a file that the array looks into, if it does."""
    source: object = array
    while isinstance(source, np.ndarray):
        source = source.base
    source = source.obj if isinstance(source, memoryview) else source
    return source if isinstance(source, mmap.mmap) else None


@contextlib.contextmanager
def _room() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise SoundError(
            f"There is no room for the sound in the temporary folder ({error.strerror or error}): "
            "make room, or name another folder in the variable TMPDIR."
        ) from error
