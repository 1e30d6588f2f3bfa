"""Renders: stills, a film with its sound, and a sheet of chosen frames, of a scene left as it is.

Everything is set on a copy of the scene that is thrown away afterwards, so nothing needs restoring.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Image, Scene
from numpy.typing import NDArray

from ...errors import OutputError
from ...export.files import replacing
from ...progress import Progress, silent
from .render_settings import PLAYBLAST, Look, apply

SHEET = Look("cycles", (288, 288), samples=12)
"""How the pictures of a sheet look."""
NO_CAMERA = "The scene has no camera: add one that sees the face, then render again."
GAP = 4
"""Pixels between the pictures of a sheet."""


def render_movie(
    scene: Scene,
    path: Path,
    frames: tuple[int, int] | None = None,
    look: Look = PLAYBLAST,
    progress: Progress = silent,
) -> None:
    """Frames first..last, or the scene's range, as H.264 with its sound as AAC.

    Raises OutputError where `path` is no .mp4 or cannot be written.
    """
    if path.suffix.lower() != ".mp4":
        raise OutputError(f"{path.name} is no film that Intone makes: end its name in .mp4.")
    with replacing(path) as beside, _copied(scene) as copy, _reporting(progress):
        apply(look, copy)
        _use_film(copy)
        copy.frame_start, copy.frame_end = frames or (scene.frame_start, scene.frame_end)
        copy.render.filepath = str(beside.absolute())
        _render(copy)


def render_still(scene: Scene, path: Path, frame: int, look: Look = PLAYBLAST) -> None:
    """One frame (0 or later) as a PNG."""
    with replacing(path) as beside, _copied(scene) as copy:
        apply(look, copy)
        _render_picture(copy, frame, beside)


def render_sequence(
    scene: Scene,
    path: Path,
    frames: tuple[int, int],
    look: Look = PLAYBLAST,
    progress: Progress = silent,
) -> None:
    """Frames first..last as PNGs, the number of each in place of the #s of the path's name.

    They come to their places once all are rendered. Raises OutputError where they cannot be.
    """
    with _folder_beside(path) as folder, _copied(scene) as copy, _reporting(progress):
        apply(look, copy)
        _use_picture(copy)
        copy.frame_start, copy.frame_end = frames
        copy.render.filepath = str(folder.absolute() / path.stem)
        _render(copy)
        for picture in sorted(folder.iterdir()):
            picture.replace(path.parent / picture.name)


@contextlib.contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".intone-", dir=path.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}): choose another place."
        ) from error


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
        _copied(scene) as copy,
        tempfile.TemporaryDirectory(prefix="intone-") as folder,
    ):
        apply(look, copy)
        pictures: list[NDArray[np.float32]] = []
        for index, (frame, caption) in enumerate(frames.items()):
            _caption(copy, caption)
            picture = Path(folder, f"{index:04d}.png")
            _render_picture(copy, frame, picture)
            pictures.append(read_picture(picture))
            progress((index + 1) / len(frames), "Rendering the sheet")
        _write(tile(pictures, columns), beside)


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


@contextlib.contextmanager
def _copied(scene: Scene) -> Iterator[Scene]:
    """The scene's copy, with the same objects; gone when the block ends."""
    if scene.camera is None:
        raise OutputError(NO_CAMERA)
    copy = scene.copy()
    try:
        yield copy
    finally:
        bpy.data.scenes.remove(copy)


def _use_film(scene: Scene) -> None:
    image, film = scene.render.image_settings, scene.render.ffmpeg
    if hasattr(image, "media_type"):  # from Blender 5.0 on
        image.media_type = "VIDEO"
    image.file_format = "FFMPEG"
    film.format, film.codec = "MPEG4", "H264"
    film.constant_rate_factor, film.ffmpeg_preset, film.gopsize = "HIGH", "GOOD", 12
    film.audio_codec, film.audio_bitrate, film.audio_channels = "AAC", 192, "STEREO"
    film.use_autosplit = False


def _use_picture(scene: Scene) -> None:
    image = scene.render.image_settings
    if hasattr(image, "media_type"):
        image.media_type = "IMAGE"
    image.file_format, image.color_mode, image.color_depth = "PNG", "RGBA", "8"


def _caption(scene: Scene, text: str) -> None:
    """Burns the text, and no other remark, into the picture."""
    render = scene.render
    for name in (name for name in dir(render) if name.startswith("use_stamp_")):
        setattr(render, name, name == "use_stamp_note")
    render.use_stamp, render.stamp_note_text = bool(text), text
    render.stamp_font_size = 14
    render.stamp_background = (0.0, 0.0, 0.0, 0.4)


def _render_picture(scene: Scene, frame: int, path: Path) -> None:
    """As an animation of one frame: a still of a scene that no window shows is not animated."""
    _use_picture(scene)
    scene.frame_start = scene.frame_end = frame
    scene.render.filepath = f"{path.absolute().with_suffix('')}-#"
    _render(scene)
    Path(scene.render.frame_path(frame=frame)).replace(path)


def _render(scene: Scene) -> None:
    with muted():
        try:
            bpy.ops.render.render(animation=True, scene=scene.name)
        except RuntimeError as error:
            reason = str(error).strip().removeprefix("Error: ")
            raise OutputError(
                f"Blender could not render ({reason}): look at its console."
            ) from error


@contextlib.contextmanager
def _reporting(progress: Progress) -> Iterator[None]:
    """Reports each frame that Blender has written."""

    def report(scene: Scene, *_: object) -> None:
        count = scene.frame_end - scene.frame_start + 1
        progress((scene.frame_current - scene.frame_start + 1) / count, "Rendering the film")

    bpy.app.handlers.render_write.append(report)
    try:
        yield
    finally:
        bpy.app.handlers.render_write.remove(report)


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Blender's own lines go nowhere: most come from C, past sys.stdout and sys.stderr."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [(stream, os.dup(stream)) for stream in (1, 2)]
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a device, not a path
        for stream, _ in kept:
            os.dup2(nowhere.fileno(), stream)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for stream, copy in kept:
            os.dup2(copy, stream)
            os.close(copy)


@contextlib.contextmanager
def _image(image: Image) -> Iterator[Image]:
    try:
        yield image
    finally:
        bpy.data.images.remove(image)


def read_picture(path: Path) -> NDArray[np.float32]:
    """A picture's pixels [height, width, 4], the top row first."""
    with _image(bpy.data.images.load(str(path))) as image:
        width, height = image.size
        pixels = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(pixels)
    return pixels.reshape(height, width, 4)[::-1]


def _write(picture: NDArray[np.float32], path: Path) -> None:
    height, width, _ = picture.shape
    with _image(bpy.data.images.new("Intone sheet", width, height, alpha=True)) as image:
        image.pixels.foreach_set(np.ascontiguousarray(picture[::-1]).ravel())
        image.file_format, image.filepath_raw = "PNG", str(path.absolute())
        image.save()
