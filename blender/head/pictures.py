"""Pictures of faces as Blender's icons: of files, and of poses, which a thread draws."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import bpy
import bpy.utils.previews
import numpy as np
from bpy.types import ImagePreview

from ...head.container import read_head
from ...head.hair import DEFAULT, dressed
from ...head.model import HeadModel
from ...head.portrait import Picture, portrait

SIZE, SMALL = 128, 32
"""Pixels of a picture in a gallery and of one in a row."""
LOOK_S = 0.1
"""How often it is looked whether a picture is drawn."""

Face = tuple[tuple[str, float], ...]

_icons: list[bpy.utils.previews.ImagePreviewCollection] = []
"""At most one: the pictures of this Blender."""
_wanted: dict[Face, None] = {}
_drawn: dict[Face, Picture] = {}
_threads: list[threading.Thread] = []
"""At most one, which draws what is wanted."""


def file_icon(path: Path) -> int:
    """The icon of a picture file; 0 where it cannot be shown."""
    if not _icons or not path.is_file():
        return 0
    known = _icons[0].get(str(path))
    return (known or _icons[0].load(str(path), str(path), "IMAGE")).icon_id


def face_icon(face: Mapping[str, float]) -> int:
    """The icon of the head in that pose; 0 while it is being drawn."""
    pose = tuple(sorted((name, round(value, 2)) for name, value in face.items()))
    known = _icons[0].get(_name(pose)) if _icons else None
    if known is not None:
        return known.icon_id
    if _icons and not bpy.app.background and pose not in _drawn:
        _wanted[pose] = None
        _begin()
    return 0


def _name(pose: Face) -> str:
    return f"pose {hash(pose)}"


def _begin() -> None:
    if not _threads:
        _threads.append(threading.Thread(target=_draw, daemon=True, name="Intone"))
        _threads[0].start()
    if not bpy.app.timers.is_registered(_deliver):
        bpy.app.timers.register(_deliver, first_interval=LOOK_S)


def _draw() -> None:
    while _wanted:
        pose = next(iter(_wanted))
        _drawn[pose] = portrait(_head(), dict(pose), SIZE)
        _wanted.pop(pose, None)


@cache
def _head() -> HeadModel:
    return dressed(read_head(), DEFAULT)


def _deliver() -> float | None:
    """Makes icons of what is drawn, in Blender's own thread."""
    fresh = list(_drawn)
    for pose in fresh:
        picture = _drawn.pop(pose)
        if _name(pose) not in _icons[0]:  # it may have been asked for twice
            _show(_icons[0].new(_name(pose)), picture)
    if fresh:
        for window in bpy.context.window_manager.windows:
            for area in window.screen.areas:
                area.tag_redraw()
    if _threads and not _threads[0].is_alive():
        _threads.clear()
    if _wanted and not _threads:
        _begin()
    return LOOK_S if _wanted or _threads or _drawn else None


def _show(preview: ImagePreview, picture: Picture) -> None:
    """Blender's pictures begin with the lowest row."""
    whole = np.dstack([picture, np.ones(picture.shape[:2], np.float32)])[::-1]
    step = SIZE // SMALL
    small = whole.reshape(SMALL, step, SMALL, step, 4).mean(axis=(1, 3))
    preview.image_size, preview.icon_size = (SIZE, SIZE), (SMALL, SMALL)
    preview.image_pixels_float.foreach_set(np.ascontiguousarray(whole).ravel())
    preview.icon_pixels_float.foreach_set(np.ascontiguousarray(small).ravel())


def attach() -> None:
    """Begins a collection of pictures."""
    _icons.append(bpy.utils.previews.new())


def detach() -> None:
    """Removes it."""
    _wanted.clear()
    if bpy.app.timers.is_registered(_deliver):
        bpy.app.timers.unregister(_deliver)
    bpy.utils.previews.remove(_icons.pop())
