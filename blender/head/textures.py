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
from ...head.hair import NONE, grown, tinted
from ...head.people import Person, dyed
from ...temporary import owned
from ..output.sheet import pixels_of

Floats = NDArray[np.float32]

IRIS_EDGE = (0.325, 0.350)
"""Within which share of the eye's texture the iris lies: wholly, and at all."""


def load_textures(person: Person) -> dict[str, Image]:
    """The images that the materials use, packed, with the person's skin and hair.

    Brows are painted in the colour of the hair, and the scalp too unless it is bald. Raises
    HeadError where a file is missing.
    """
    skin_tone, colour = person.skin_tone, person.hair_colour
    images = {name: _load(texture(name), name) for name in ("skin", "eye", "folds", "strands")}
    images["folds"].colorspace_settings.name = "Non-Color"
    skin = _dyed(pixels_of(images["skin"]), skin_tone * _read("melanin", images["skin"].size[0]))
    skin[..., :3] = grown(
        skin[..., :3], _read("hair", len(skin)), colour, float(person.hair != NONE)
    )
    images["skin"] = _replaced(images["skin"], "skin", skin)
    strands = pixels_of(images["strands"])
    strands[..., :3] = tinted(strands[..., 0], colour)
    images["strands"] = _replaced(images["strands"], "strands", strands)
    if skin_tone > 0:
        eye = _dyed(pixels_of(images["eye"]), skin_tone * _iris(images["eye"]))
        images["eye"] = _replaced(images["eye"], "eye", eye)
    return images


def _load(path: Path, name: str) -> Image:
    if not path.exists():
        raise HeadError(f"{path.name} is missing; install Intone again.")
    image = bpy.data.images.load(str(path))
    image.name = f"Head {name.capitalize()}"
    image.pack()
    return image


def _read(name: str, size: int) -> Floats:
    """A texture's channels [size, size, 3], its texels repeated up to the size."""
    image = _load(texture(name), name)
    shares = pixels_of(image)[..., :3]
    bpy.data.images.remove(image)
    times = size // len(shares)
    return shares.repeat(times, axis=0).repeat(times, axis=1)


def _iris(eye: Image) -> Floats:
    """1 on the iris, 0 on the white, [height, width, 1]: dark skin has brown eyes."""
    place = np.linspace(-1, 1, eye.size[0], dtype=np.float32)
    away = np.hypot(place, place[:, None])[..., None]
    inner, outer = IRIS_EDGE
    return np.clip((outer - away) / (outer - inner), 0, 1)


def _dyed(pixels: Floats, dye: Floats) -> Floats:
    """Pixels [height, width, 4] seen through so much melanin, [height, width, 1 or 3]."""
    return np.concatenate([dyed(pixels[..., :3], dye), pixels[..., 3:]], axis=-1)


def _replaced(image: Image, name: str, pixels: Floats) -> Image:
    """A packed image of these pixels in place of the one of the file."""
    image.pixels.foreach_set(pixels.ravel())
    with tempfile.TemporaryDirectory(prefix=owned()) as folder:
        path = Path(folder, texture(name).name)
        image.file_format = "JPEG"
        image.save(filepath=str(path), quality=92)
        packed = _load(path, name)
    bpy.data.images.remove(image)
    return packed
