"""Arrays of an npz file that somebody else wrote: bounded, and without pickled objects."""

from __future__ import annotations

import lzma
import math
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ..errors import HeadError
from .flame_pickle import LARGEST

BROKEN = (
    *(ValueError, TypeError, IndexError, KeyError, OverflowError, MemoryError, RuntimeError),
    *(EOFError, SyntaxError, tokenize.TokenError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
"""What numpy and zipfile raise of a broken or hostile npz file, besides OSError."""

_ReadHeader = Callable[[IO[bytes]], tuple[tuple[int, ...], bool, np.dtype[Any]]]


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an npz file by their names. Raises HeadError where it cannot be read safely."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise HeadError(f"{path.name} is too large: choose a smaller file.")
            names = [name for name in archive.namelist() if name.endswith(".npy")]
            return {name.removesuffix(".npy"): read_array(archive, name) for name in names}
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise HeadError(f"{path.name} cannot be read ({reason}): choose another file.") from error
    except _PickledError as error:
        raise HeadError(
            f"{path.name} holds pickled objects or broken arrays, which Intone does not read: save "
            "it again with plain arrays."
        ) from error
    except BROKEN as error:
        raise HeadError(f"{path.name} is no npz file, or is cut short: get it again.") from error


class _PickledError(ValueError):
    """An array of objects, which only a pickle can hold."""


def read_array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """One array of an npz file, once its header agrees with the member's size.

    Raises any of BROKEN.
    """
    with archive.open(name) as member:
        headers: dict[tuple[int, int], _ReadHeader] = {
            (1, 0): npy.read_array_header_1_0,
            (2, 0): npy.read_array_header_2_0,
        }
        shape, _, dtype = headers[npy.read_magic(member)](member)
        if dtype.hasobject:
            raise _PickledError(name)
        if math.prod(shape) * dtype.itemsize > archive.getinfo(name).file_size:
            raise ValueError("the header promises more than there is")
    with archive.open(name) as member:
        read = cast(Callable[..., NDArray[Any]], npy.read_array)  # partly untyped
        return read(member, allow_pickle=False)
