"""Arrays of an npz file that somebody else wrote: bounded, and without pickled objects."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError
from .flame_pickle import LARGEST


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an npz file by their names. Raises HeadError where it cannot be read safely."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise HeadError(f"{path.name} is too large: choose a smaller file.")
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise HeadError(f"{path.name} cannot be read ({reason}): choose another file.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise HeadError(f"{path.name} is no npz file, or is cut short: get it again.") from error
    except ValueError as error:
        raise HeadError(
            f"{path.name} holds pickled objects or broken arrays, which Intone does not read: save "
            "it again with plain arrays."
        ) from error
