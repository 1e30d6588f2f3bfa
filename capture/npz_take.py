"""NPZ: values [frames, channels], channels, fps, as Intone writes them; nothing is unpickled."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import CaptureError, HeadError
from ..head.flame_arrays import read_arrays
from ..track import Track
from .captured import captured

NAMES = ("values", "channels", "fps")


def read_npz(path: Path) -> Track:
    """The face of an npz file. Raises CaptureError where it is none, or broken."""
    try:
        arrays = read_arrays(path)
    except HeadError as error:
        raise CaptureError(str(error)) from error
    if not set(NAMES) <= set(arrays):
        raise CaptureError(f"{path.name} is no take: it needs the arrays {', '.join(NAMES)}.")
    values, channels, fps = (arrays[name] for name in NAMES)
    if values.dtype.kind not in "fiu" or channels.dtype.kind != "U" or fps.size != 1:
        raise CaptureError(f"{path.name} holds no table of numbers: export it again.")
    names = [str(name) for name in channels.ravel()]
    return captured(path.name, values.astype(np.float64), names, float(fps.ravel()[0]))
