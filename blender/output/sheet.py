"""Sheets: chosen frames of a scene side by side on one picture, and pictures as arrays."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Image, Scene
from numpy.typing import NDArray

from ...export.files import replacing
from ...progress import Progress, silent
from ...temporary import owned
from .render import copied, render_picture
from .render_settings import Look, apply

SHEET = Look("cycles", (288, 288), samples=12)
"""How the pictures of a sheet look."""
GAP = 4
"""Pixels between the pictures of a sheet."""


def render_sheet(
    scene: Scene,
    path: Path,
    frames: Mapping[int, str],
    columns: int = 4,
    look: Look = SHEET,
    progress: Progress = silent,
) -> None:
    """Chosen frames side by side on one PNG, each with its caption or ""."""
    with (
        replacing(path) as beside,
        copied(scene) as copy,
        tempfile.TemporaryDirectory(prefix=owned()) as folder,
    ):
        apply(look, copy)
        pictures: list[NDArray[np.float32]] = []
        for index, (frame, caption) in enumerate(frames.items()):
            captioned(copy, caption)
            picture = Path(folder, f"{index:04d}.png")
            render_picture(copy, frame, picture)
            pictures.append(read_picture(picture))
            progress((index + 1) / len(frames), "Rendering the sheet")
        write_picture(tile(pictures, columns), beside)


def tile(pictures: Sequence[NDArray[np.float32]], columns: int) -> NDArray[np.float32]:
    """Pictures [height, width, 4] of one size in rows of `columns`; the rest is transparent."""
    height, width, _ = pictures[0].shape
    rows = -(-len(pictures) // columns)
    columns = min(columns, len(pictures))
    shape = (rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, 4)
    sheet = np.zeros(shape, np.float32)
    for index, picture in enumerate(pictures):
        top, left = index // columns * (height + GAP), index % columns * (width + GAP)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def captioned(scene: Scene, text: str) -> None:
    """Burns the text, and no other remark, into the scene's pictures."""
    render = scene.render
    for name in (name for name in dir(render) if name.startswith("use_stamp_")):
        setattr(render, name, name == "use_stamp_note")
    render.use_stamp, render.stamp_note_text = bool(text), text
    render.stamp_font_size = 14
    render.stamp_background = (0.0, 0.0, 0.0, 0.4)


@contextlib.contextmanager
def _image(image: Image) -> Iterator[Image]:
    try:
        yield image
    finally:
        bpy.data.images.remove(image)


def read_picture(path: Path) -> NDArray[np.float32]:
    """A picture's pixels [height, width, 4], the top row first."""
    with _image(bpy.data.images.load(str(path))) as image:
        return pixels_of(image)[::-1]


def pixels_of(image: Image) -> NDArray[np.float32]:
    """An image's own values [height, width, 4], the lowest row first."""
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    return pixels.reshape(height, width, 4)


def write_picture(picture: NDArray[np.float32], path: Path) -> None:
    """Writes a picture [height, width, 4] as PNG."""
    height, width, _ = picture.shape
    with _image(bpy.data.images.new("Intone sheet", width, height, alpha=True)) as image:
        image.pixels.foreach_set(np.ascontiguousarray(picture[::-1]).ravel())
        image.file_format, image.filepath_raw = "PNG", str(path.absolute())
        image.save()
