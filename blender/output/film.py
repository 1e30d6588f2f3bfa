"""Films: how a character is filmed, and a scene made ready for it, which is gone afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
from bpy.types import Object, Scene, Strip

from ...errors import OutputError
from ...text.captions import Caption
from ..character.face_place import face_place
from .portrait import remove_stage, stage_portrait
from .render import NO_CAMERA
from .render_settings import Look, apply
from .solid_colours import node_colours

NAME = "Intone Film"
LETTERS = 0.045
"""Height of a caption's letters, of the picture's shorter edge."""
BELOW = 0.09
"""How far above the lower edge captions stand, of the picture's height."""
FONT = Path(bpy.utils.system_resource("DATAFILES"), "fonts", "Inter.woff2")


@dataclass(frozen=True)
class Film:
    """How a character is filmed.

    look      engine, size and quality
    portrait  a camera that fits its face, three lights and a background, and nothing else in the
              picture; otherwise the scene as it is, by its own camera
    captions  lines that are burned in, with the scene's frames in place of seconds
    """

    look: Look
    portrait: bool = True
    captions: tuple[Caption, ...] = ()


@contextlib.contextmanager
def film_scene(scene: Scene, chosen: Object, film: Film) -> Iterator[Scene]:
    """A copy of the scene as the film shows it; the scene itself is left as it is.

    Raises OutputError where there is no camera, RigError where the face cannot be found.
    """
    if not film.portrait and scene.camera is None:
        raise OutputError(NO_CAMERA)
    face = face_place(chosen) if film.portrait else None
    copy, fonts = scene.copy(), set(bpy.data.fonts)
    copy.name = NAME
    shown: Scene | None = None
    try:
        if face is not None:
            stage_portrait(copy, chosen, face, film.look.size)
        _hide_pictures(copy)
        apply(film.look, copy)
        if film.captions:
            shown = copy.copy()
            _caption(copy, shown, film)
        with _coloured(film.look, shown or copy):
            yield copy
    finally:
        if face is not None:
            remove_stage(copy)
        bpy.data.batch_remove([one for one in (copy, shown) if one is not None])
        bpy.data.batch_remove(set(bpy.data.fonts) - fonts)


def _coloured(look: Look, scene: Scene) -> contextlib.AbstractContextManager[None]:
    return node_colours(scene) if look.engine == "workbench" else contextlib.nullcontext()


def _hide_pictures(scene: Scene) -> None:
    """The sequencer only plays its sound: pictures in it would hide the character."""
    for strip in _strips(scene):
        if strip.type not in ("SOUND", "META", "SCENE"):
            strip.mute = True
        elif strip.type == "SCENE":
            strip.scene_input = "SEQUENCER" if strip.scene.sequence_editor else "CAMERA"
            strip.mute = strip.scene_input == "CAMERA"


def _strips(scene: Scene) -> list[Strip]:
    return list(scene.sequence_editor.strips_all) if scene.sequence_editor else []


def _caption(scene: Scene, shown: Scene, film: Film) -> None:
    """The sequencer shows the other scene, and the captions over it."""
    shown.sequence_editor_clear()
    shown.render.use_sequencer, scene.render.use_sequencer = False, True
    editor = scene.sequence_editor_create()
    _keep_no_frames(editor)
    channel = max((strip.channel for strip in editor.strips), default=0) + 1
    picture = editor.strips.new_scene("Picture", shown, channel, scene.frame_start)
    picture.scene_input = "CAMERA"
    for line in film.captions:
        first, after = round(line.start), max(round(line.end), round(line.start) + 1)
        text = _new_text(editor, channel + 1, first, after)
        _style(text, line.text, film.look.size)


def _keep_no_frames(editor: Any) -> None:
    """No frame is shown twice: Blender would keep gigabytes of them, and render some ahead."""
    for name in dir(editor):
        if name.startswith("use_cache") or name == "use_prefetch":
            setattr(editor, name, False)


def _new_text(editor: Any, channel: int, first: int, after: int) -> Any:
    how = {"name": "Caption", "type": "TEXT", "channel": channel, "frame_start": first}
    if bpy.app.version < (5, 0):
        return editor.strips.new_effect(**how, frame_end=after)
    return editor.strips.new_effect(**how, length=after - first)


def _style(text: Any, line: str, size: tuple[int, int]) -> None:
    """White on a dark box, centred near the lower edge, in the letters of Blender's interface."""
    if FONT.is_file():
        text.font = bpy.data.fonts.load(str(FONT), check_existing=True)
    text.text, text.font_size = line, LETTERS * min(size)
    text.location, text.wrap_width = (0.5, BELOW), 0.9
    text.anchor_x, text.anchor_y, text.alignment_x = "CENTER", "BOTTOM", "CENTER"
    text.use_box, text.box_color, text.box_margin = True, (0.0, 0.0, 0.0, 0.55), 0.012
    text.blend_type = "ALPHA_OVER"
