"""The head's textures as images that travel inside the .blend, in the skin tone that is asked."""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Image
from numpy.typing import NDArray

from ...errors import HeadError
from ...head.container import texture
from ..output.sheet import pixels_of

Floats = NDArray[np.float32]

ABSORPTION = (2.25, 2.60, 2.90)
"""How much of linear red, green and blue the darkest tone's melanin takes from the lightest skin,
as an exponent (Beer and Lambert); by eye, from pale to very dark skin. Blue goes most, as melanin's
absorption falls with wavelength."""
IRIS_EDGE = (0.325, 0.350)
"""Within which share of the eye's texture the iris lies: wholly, and at all."""


def load_textures(skin_tone: float = 0.0) -> dict[str, Image]:
    """The images that the materials use, packed; `skin_tone` goes from 0, light, to 1, dark.

    Raises HeadError where a file is missing.
    """
    images = {name: _load(texture(name), name) for name in ("skin", "eye", "folds")}
    images["folds"].colorspace_settings.name = "Non-Color"
    if skin_tone > 0:
        dye = {"skin": _melanin(images["skin"]), "eye": _iris(images["eye"])}
        for name, shares in dye.items():
            images[name] = _tinted(images[name], name, skin_tone * shares)
    return images


def _load(path: Path, name: str) -> Image:
    if not path.exists():
        raise HeadError(f"{path.name} is missing; install Intone again.")
    image = bpy.data.images.load(str(path))
    image.name = f"Head {name.capitalize()}"
    image.pack()
    return image


def _melanin(skin: Image) -> Floats:
    """How much of the skin's own dye lies where, [height, width, 1], in the skin's size."""
    mask = _load(texture("melanin"), "melanin")
    shares = pixels_of(mask)[..., :1]
    bpy.data.images.remove(mask)
    times = skin.size[0] // len(shares)
    return shares.repeat(times, axis=0).repeat(times, axis=1)


def _iris(eye: Image) -> Floats:
    """1 on the iris, 0 on the white, [height, width, 1]: dark skin has brown eyes."""
    place = np.linspace(-1, 1, eye.size[0], dtype=np.float32)
    away = np.hypot(place, place[:, None])[..., None]
    inner, outer = IRIS_EDGE
    return np.clip((outer - away) / (outer - inner), 0, 1)


def _tinted(image: Image, name: str, dye: Floats) -> Image:
    """The image seen through so much melanin, [height, width, 1], in place of the light one."""
    pixels = pixels_of(image)
    pixels[..., :3] *= np.exp(-dye * np.array(ABSORPTION, np.float32) / 2.2)  # they are sRGB
    image.pixels.foreach_set(pixels.ravel())
    with tempfile.TemporaryDirectory(prefix="intone-") as folder:
        path = Path(folder, texture(name).name)
        image.file_format = "JPEG"
        image.save(filepath=str(path), quality=92)
        tinted = _load(path, name)
    bpy.data.images.remove(image)
    return tinted
