"""Operators of films: render one beside Blender, or play the view into one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import bpy
from bpy.app.translations import pgettext_rpt
from bpy.types import Context, Operator, Scene

from ..blender.background import jobs
from ..blender.output.film import Film, film_scene
from ..blender.output.film_process import render_reel, write_reel
from ..blender.output.muting import muted
from ..blender.output.render import NO_CAMERA, use_film
from ..errors import OutputError
from ..export.files import replacing
from ..progress import Progress
from ..properties import film, scene_settings
from .base import Polled, why_busy, why_no_face, why_not_object_mode

DONE = "The film is {path}."
NO_VIEW = "A film of the view needs a 3-D view: choose another quality."
NO_WORDS = "The captions are not known: press Animate, or turn them off."
NO_FILM = "{name} is no film that Intone makes: end its name in .mp4."


def why_not_film(context: Context) -> str:
    """Why no film can be rendered now, in a sentence; "" where it can."""
    reason = why_busy(context) or why_no_face(context) or why_not_object_mode(context)
    settings = film.settings(context.scene)
    if reason:
        return reason
    if settings.quality == film.VIEWPORT:
        return NO_VIEW if context.area is None or context.area.type != "VIEW_3D" else ""
    return NO_CAMERA if settings.staging == "SCENE" and context.scene.camera is None else ""


class INTONE_OT_render_film(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.render_film"
    bl_label = "Render a Film"
    bl_description = (
        "Film the character with its sound, by another Blender in the background; the scene stays "
        "as it is"
    )
    bl_options = {"REGISTER"}

    why_not = staticmethod(why_not_film)

    def work(self, context: Context) -> jobs.Work:
        scene, chosen = context.scene, scene_settings.character(context)
        settings = film.settings(scene)
        path, frames = film.place(scene, chosen), (scene.frame_start, scene.frame_end)
        if path.suffix.lower() != ".mp4":
            raise OutputError(NO_FILM.format(name=path.name))
        if settings.quality == film.VIEWPORT:
            return lambda progress: _play(context, path, progress)
        lines = film.caption_lines(chosen) if settings.captions else ()
        if settings.captions and not lines:
            raise OutputError(NO_WORDS)
        wanted = Film(settings.look, settings.staging == "PORTRAIT", lines)
        with film_scene(scene, chosen, wanted) as staged:
            reel = write_reel(staged, frames)

        def render(progress: Progress) -> Path:
            render_reel(reel, path, progress)
            return path

        return render

    def invoke(self, context: Context, event: object) -> set[str]:
        """The view can only be drawn by Blender's own thread."""
        if film.settings(context.scene).quality == film.VIEWPORT:
            return self.execute(context)
        return super().invoke(context, event)

    def finish(self, context: Context, result: Path) -> str:
        if film.settings(context.scene).show and not bpy.app.background:
            bpy.ops.wm.path_open(filepath=str(result))
        return str(pgettext_rpt(DONE)).format(path=result)


def _play(context: Context, path: Path, progress: Progress) -> Path:
    """Draws the view frame by frame into the film."""
    progress(0.0, "Rendering the film")
    with replacing(path) as beside, _shown_copy(context) as copy, muted():
        size = film.settings(copy).look.size
        copy.render.resolution_x, copy.render.resolution_y = size
        copy.render.resolution_percentage = 100
        use_film(copy, (copy.frame_start, copy.frame_end))
        copy.render.filepath = str(beside.absolute())
        bpy.ops.render.opengl(animation=True, view_context=True)
    return path


@contextlib.contextmanager
def _shown_copy(context: Context) -> Iterator[Scene]:
    """A copy of the scene that the window shows, so that the artist's settings stay."""
    window, scene = context.window, context.scene
    copy = scene.copy()
    window.scene = copy
    try:
        yield copy
    finally:
        window.scene = scene
        bpy.data.scenes.remove(copy)


CLASSES = (INTONE_OT_render_film,)
