"""The film of the dialogue: a camera before each head, which cuts to whoever speaks or listens."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bpy.types import Object

FILM_SIZE, FILM_LENS, FILM_AWAY_M, FILM_ABOVE_M, FILM_ASIDE = (480, 360), 50.0, 0.75, 0.17, 35.0
"""Pixels of the film, millimetres of its lens; how far before a head, and above its origin, its
camera stands, and by how many degrees aside of the other."""
LISTENS_AT = 0.6
"""The part of a line after which its listener is shown."""


def staged(lines: dict[str, list[tuple[int, int]]]) -> None:
    """A camera before each head, aside of where the other is; the film cuts to whoever speaks, and
    in mid line to whoever listens."""
    import bpy

    scene = bpy.context.scene
    pairs = tuple(zip(lines, reversed(lines), strict=True))
    scene.world = bpy.data.worlds.new("Grey")
    scene.world.color = (0.1, 0.11, 0.13)
    cameras = {name: _camera(name, other) for name, other in pairs}
    for name, other in pairs:
        for first, last in lines[name]:
            middle = first + round(LISTENS_AT * (last - first))
            for frame, shown in ((first - scene.render.fps // 2, name), (middle, other)):
                scene.timeline_markers.new(shown, frame=frame).camera = cameras[shown]
    scene.camera = cameras[pairs[0][0]]


def _camera(name: str, other: str) -> Object:
    import bpy
    from mathutils import Matrix

    place, far = (bpy.data.objects[one].matrix_world.translation for one in (name, other))
    aside = np.radians(FILM_ASIDE if far.x < place.x else -FILM_ASIDE)
    away = Matrix.Rotation(aside, 3, "Z") @ (far - place).normalized()
    camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    camera.data.lens = FILM_LENS
    camera.location = place + FILM_AWAY_M * away
    camera.location.z += FILM_ABOVE_M
    camera.rotation_euler = away.to_track_quat("Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(camera)
    return camera


def film(extension: str, path: Path, lines: dict[str, list[tuple[int, int]]], last: int) -> None:
    """The scene rendered up to the frame `last`, with its sound; `lines` are frames, by head."""
    import bpy

    staged(lines)
    out = f"{extension}.blender.output"
    look = importlib.import_module(f"{out}.render_settings").Look("workbench", FILM_SIZE)
    render = importlib.import_module(f"{out}.render").render_movie
    render(bpy.context.scene, path, (1, last), look)
