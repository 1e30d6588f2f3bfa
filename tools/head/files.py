"""The textures' files: they lie beside the head's, and equal pictures give equal bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from intone.head.container import TEXTURES, texture

Floats = NDArray[np.float64]
QUALITY = 86
SUBSAMPLING = {"skin": 2, "eye": 0, "melanin": 0, "folds": 0, "hair": 0, "strands": 0}
"""How far colour is stored coarser than brightness; channels of folds and hair are no colours."""


def halved(image: Floats, times: int) -> Floats:
    """An image [height, width, c] at half its size, so many times over."""
    for _ in range(times):
        image = (image[::2, ::2] + image[1::2, ::2] + image[::2, 1::2] + image[1::2, 1::2]) / 4
    return image


def write_images(head: Path, images: dict[str, Floats]) -> None:
    """Every texture [height, width, channels] of 0..1 as the file that belongs to the head's."""
    for name in TEXTURES:
        levels = np.round(np.clip(images[name], 0, 1) * 255).astype(np.uint8)
        picture = Image.fromarray(levels[..., 0] if levels.shape[2] == 1 else levels)
        place = texture(name, head)
        picture.save(place, quality=QUALITY, subsampling=SUBSAMPLING[name], optimize=True)
