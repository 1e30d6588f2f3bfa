"""Expression: how far a face stands from the same person's neutral one, as one number a frame.

The measure of emotion intensity: only coefficients that speech hardly moves count (brows, lids,
cheeks, nose, the corners of the mouth), blinks do not. It takes numpy arrays and torch tensors
alike.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ...face.basis import CHANNELS

Values = TypeVar("Values")
"""An array or a tensor."""

_SHARES = {
    "browDown": 1.0, "browInnerUp": 1.4, "browOuterUp": 1.0, "eyeSquint": 1.0, "eyeWide": 1.0,
    "cheekSquint": 1.0, "noseSneer": 1.0, "mouthSmile": 1.0, "mouthFrown": 1.0,
}  # fmt: skip


def weights() -> NDArray[np.float32]:
    """The weight of each channel's square in the measure, [channels]."""
    stems = (name.removesuffix("Left").removesuffix("Right") for name in CHANNELS)
    return np.array([_SHARES.get(stem, 0.0) for stem in stems], np.float32)


def deviation(offset: Values, weight: Values) -> Values:
    """The size [...] of offsets from neutral [..., channels], weight as in `weights`."""
    return ((offset * offset * weight).sum(-1) + 1e-8) ** 0.5  # type: ignore[attr-defined]
