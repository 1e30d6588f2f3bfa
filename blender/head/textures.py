"""The head's textures as images that travel inside the .blend, in the skin tone that is asked."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable
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

SHOWN = ("skin", "eye", "folds", "strands")
"""The textures that materials use, by name."""
_NAME, _CONTENT = "intone_texture", "intone_content"
"""Custom properties of an image: which texture it is, and the checksum of its file."""
IRIS_EDGE = (0.325, 0.350)
"""Within which share of the eye's texture the iris lies: wholly, and at all."""


def load_textures(person: Person, names: Iterable[str] = SHOWN) -> dict[str, Image]:
    """The images of these names that the materials use, packed, with the person's skin and hair.

    Brows are painted in the colour of the hair, and the scalp too unless it is bald. Raises
    HeadError where a file is missing, or the temporary folder is full.
    """
    images = {name: _MAKERS[name](person) for name in names}
    for name, image in images.items():
        image[_NAME], image[_CONTENT] = name, _checksum(image)
    return images


ALTERED = frozenset({"skin", "strands", "eye"})
"""Those that differ between people."""


def changed(was: Person, person: Person) -> frozenset[str]:
    """Names of the textures in which two people differ."""
    tone = not np.isclose(was.skin_tone, person.skin_tone, atol=1e-4)
    colour = not np.allclose(was.hair_colour, person.hair_colour, atol=1e-4)
    bald = (was.hair == NONE) != (person.hair == NONE)
    differ = {"skin": tone or colour or bald, "strands": colour, "eye": tone}
    return frozenset(name for name, differs in differ.items() if differs)


def texture_name(image: Image) -> str:
    """Which texture of ours an image is, or was before somebody painted on it; "" for any other."""
    name = image.get(_NAME, "")
    return name if name in SHOWN else ""


def is_as_made(image: Image) -> bool:
    """Whether a texture of ours is as it was made."""
    whole = bool(image.packed_file) and not image.is_dirty
    return whole and image.get(_CONTENT) == _checksum(image)


def _checksum(image: Image) -> str:
    return f"{zlib.crc32(image.packed_file.data):08x}"


def _skin(person: Person) -> Image:
    image = _load(texture("skin"), "skin")
    pixels = _dyed(pixels_of(image), person.skin_tone * _read("melanin", image.size[0]))
    hair, scalp = _read("hair", len(pixels)), float(person.hair != NONE)
    pixels[..., :3] = grown(pixels[..., :3], hair, person.hair_colour, scalp)
    return _replaced(image, "skin", pixels)


def _strands(person: Person) -> Image:
    image = _load(texture("strands"), "strands")
    pixels = pixels_of(image)
    pixels[..., :3] = tinted(pixels[..., 0], person.hair_colour)
    return _replaced(image, "strands", pixels)


def _eye(person: Person) -> Image:
    image = _load(texture("eye"), "eye")
    if person.skin_tone == 0:
        return image
    return _replaced(image, "eye", _dyed(pixels_of(image), person.skin_tone * _iris(image)))


def _folds(_: Person) -> Image:
    image = _load(texture("folds"), "folds")
    image.colorspace_settings.name = "Non-Color"
    return image


_MAKERS: dict[str, Callable[[Person], Image]] = {
    "skin": _skin,
    "eye": _eye,
    "folds": _folds,
    "strands": _strands,
}


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
    """A packed image of these pixels in place of the one of the file. Raises HeadError where the
    temporary folder has no room for it."""
    image.pixels.foreach_set(pixels.ravel())
    image.file_format = "JPEG"
    try:
        with tempfile.TemporaryDirectory(prefix=owned()) as folder:
            path = Path(folder, texture(name).name)
            image.save(filepath=str(path), quality=92)
            return _load(path, name)
    except (OSError, RuntimeError) as error:  # RuntimeError: what Blender cannot write
        raise HeadError(
            "There is no room for the head's pictures in the temporary folder: make room, or "
            "name another folder in the variable TMPDIR."
        ) from error
    finally:
        bpy.data.images.remove(image)
