"""The head's textures as images that travel inside the .blend."""

from __future__ import annotations

import bpy
from bpy.types import Image

from ..errors import HeadError
from ..head.textures import texture


def load_texture(name: str) -> Image:
    """A texture of the embedded head, packed. Raises HeadError where its file is missing."""
    path = texture(name)
    if not path.exists():
        raise HeadError(f"{path.name} is missing; install Intone again.")
    image = bpy.data.images.load(str(path))
    image.name = f"Head {name.capitalize()}"
    image.pack()
    return image
