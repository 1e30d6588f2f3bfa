"""NPZ: values [frames, channels] float32, channels, fps; no pickled object in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..track import Track


def write_npz(take: Track, path: Path) -> None:
    """Writes the take [frames, CHANNELS] at its own rate, compressed."""
    with path.open("wb") as file:
        np.savez_compressed(
            file, values=take.values, channels=np.array(take.names), fps=np.float64(take.rate)
        )
