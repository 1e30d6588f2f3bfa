"""Renders: stills, image sequences, and a film with its sound, of a scene left as it is.

Everything is set on a copy of the scene that is thrown away afterwards, so nothing needs restoring.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import bpy
from bpy.types import Scene

from ...commands.console import INTERRUPTED
from ...errors import OutputError
from ...export.files import check_whole, obstacle, refusal, replacing
from ...progress import Progress, silent
from ...temporary import owned, remove, sweep
from .muting import muted
from .render_settings import PLAYBLAST, Look, apply

NO_CAMERA = "The scene has no camera: add one that sees the face, then render again."


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
    with replacing(path) as beside, copied(scene) as copy, _reporting(progress, beside):
        apply(look, copy)
        use_film(copy, frames or (scene.frame_start, scene.frame_end))
        copy.render.filepath = str(beside.absolute())
        _render(copy)


def render_still(scene: Scene, path: Path, frame: int, look: Look = PLAYBLAST) -> None:
    """One frame (0 or later) as a PNG."""
    with replacing(path) as beside, copied(scene) as copy:
        apply(look, copy)
        render_picture(copy, frame, beside, path)


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
    with _folder_beside(path) as folder, copied(scene) as copy, _reporting(progress, folder):
        apply(look, copy)
        _use_picture(copy)
        copy.frame_start, copy.frame_end = frames
        copy.render.filepath = str(folder.absolute() / path.stem)
        _render(copy)
        for frame in range(frames[0], frames[1] + 1):
            picture = Path(copy.render.frame_path(frame=frame))
            check_whole(picture, path.parent / picture.name)
        for picture in sorted(folder.iterdir()):
            picture.replace(path.parent / picture.name)


@contextlib.contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    try:
        path.parent.mkdir(exist_ok=True)
        sweep(path.parent)
        with tempfile.TemporaryDirectory(prefix=f".{owned()}", dir=path.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise refusal(path, error) from error


@contextlib.contextmanager
def copied(scene: Scene) -> Iterator[Scene]:
    """A copy of the scene, with the same objects; gone when the block ends.

    Raises OutputError where the scene has no camera.
    """
    if scene.camera is None:
        raise OutputError(NO_CAMERA)
    copy = scene.copy()
    try:
        yield copy
    finally:
        bpy.data.scenes.remove(copy)


def use_film(scene: Scene, frames: tuple[int, int]) -> None:
    """Sets the scene up to render frames first..last as H.264 with its sound as AAC."""
    scene.frame_start, scene.frame_end = frames
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


def render_picture(scene: Scene, frame: int, path: Path, final: Path | None = None) -> None:
    """One frame as a PNG, of a scene that may be changed; `final` is what a refusal names.

    Rendered as an animation of one frame: a still of a scene that no window shows is not animated.
    """
    _use_picture(scene)
    scene.frame_start = scene.frame_end = frame
    scene.render.filepath = f"{path.absolute().with_suffix('')}-#"
    _render(scene)
    picture = Path(scene.render.frame_path(frame=frame))
    check_whole(picture, final or path)
    picture.replace(path)


def _render(scene: Scene) -> None:
    with muted():
        try:
            bpy.ops.render.render(animation=True, scene=scene.name)
        except RuntimeError as error:
            folder = Path(scene.render.filepath).parent
            full = obstacle(folder)
            if full is not None:
                raise refusal(folder, full) from full
            reason = str(error).strip().removeprefix("Error: ")
            raise OutputError(
                f"Blender could not render ({reason}): look at its console."
            ) from error


@contextlib.contextmanager
def _reporting(progress: Progress, beside: Path) -> Iterator[None]:
    """Reports each frame that Blender has written; Ctrl-C removes what is `beside`."""

    def report(scene: Scene, *_: object) -> None:
        count = scene.frame_end - scene.frame_start + 1
        progress((scene.frame_current - scene.frame_start + 1) / count, "Rendering the film")

    bpy.app.handlers.render_write.append(report)
    try:
        with _interruptible(beside):
            yield
    finally:
        bpy.app.handlers.render_write.remove(report)


@contextlib.contextmanager
def _interruptible(beside: Path) -> Iterator[None]:
    """Lets Ctrl-C end the process, once what is `beside` the result was removed.

    Blender looks for it only in its window, and forgets what a handler of frames raises.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        remove(beside)
        remove(Path(bpy.app.tempdir))
        os._exit(INTERRUPTED)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        if before is not None:  # None: it was Blender's own
            signal.signal(signal.SIGINT, before)
