"""The head's textures as images that travel inside the .blend, in the skin tone that is asked."""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Image
from numpy.typing import NDArray

from ..errors import HeadError
from ..head.textures import texture

Floats = NDArray[np.float32]

ABSORPTION = (2.30, 2.55, 2.65)
"""How much of linear red, green and blue the darkest tone's melanin takes from the lightest skin,
as an exponent (Beer and Lambert); by eye, from pale to very dark skin."""


def load_textures(skin_tone: float = 0.0) -> dict[str, Image]:
    """The images that the materials use, packed; `skin_tone` goes from 0, light, to 1, dark.

    Raises HeadError where a file is missing.
    """
    images = {name: _load(texture(name), name) for name in ("skin", "eye", "folds")}
    images["folds"].colorspace_settings.name = "Non-Color"
    if skin_tone > 0:
        images["skin"] = _tinted(images["skin"], skin_tone)
    return images


def _load(path: Path, name: str) -> Image:
    if not path.exists():
        raise HeadError(f"{path.name} is missing; install Intone again.")
    image = bpy.data.images.load(str(path))
    image.name = f"Head {name.capitalize()}"
    image.pack()
    return image


def _tinted(skin: Image, tone: float) -> Image:
    """The skin seen through more melanin, in place of the light one."""
    pixels = _pixels(skin)
    mask = _load(texture("melanin"), "melanin")
    shares = _pixels(mask)[..., :1]
    times = len(pixels) // len(shares)
    shares = shares.repeat(times, axis=0).repeat(times, axis=1)
    exponent = -tone * shares * np.array(ABSORPTION, np.float32) / 2.2  # the pixels are sRGB
    pixels[..., :3] *= np.exp(exponent)
    skin.pixels.foreach_set(pixels.ravel())
    with tempfile.TemporaryDirectory(prefix="intone-") as folder:
        path = Path(folder, "head_skin.jpg")
        skin.file_format = "JPEG"
        skin.save(filepath=str(path), quality=92)
        tinted = _load(path, "skin")
    for image in (skin, mask):
        bpy.data.images.remove(image)
    return tinted


def _pixels(image: Image) -> Floats:
    """An image's own values [height, width, 4], the lowest row first."""
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    return pixels.reshape(height, width, 4)
