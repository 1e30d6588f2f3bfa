"""Studio: a character's poses side by side on one picture, in a scene of their own.

What is seen are copies of its meshes, so its animation, its lights and its scene do not matter.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Object, Scene
from mathutils import Matrix, Vector

from ...errors import RigError
from ...export.files import replacing
from ...progress import Progress, silent
from ...rig.channels import Channel
from ...rig.framing import UP, Framing
from ...temporary import owned
from ..character import characters, posing
from ..character.rig_report import RigReport
from .render import render_picture
from .render_settings import Look, apply
from .sheet import captioned, read_picture, tile, write_picture

SEEN = ("MESH", "CURVE", "SURFACE")
FIELD, DISTANCE = 4.4, 10.0
"""How much the camera sees, and from how far, in the face's own size."""
LIGHT, GREY = "basic_bright.exr", (0.13, 0.13, 0.14)
"""A light of Workbench that is the same from both sides, since one from aside makes mouths look
lopsided; and the background."""

COLUMNS, SIZE = 4, 280
"""Of the picture of a report."""
FACELESS = "Nothing of the face of {name} moves: there is nothing to draw."

Pose = Mapping[Channel, float]


def draw_report(chosen: Object, found: RigReport, path: Path, progress: Progress = silent) -> None:
    """Writes the picture of a report as a PNG. Raises RigError where no face is to be seen."""
    if found.where is None:
        raise RigError(FACELESS.format(name=chosen.name))
    draw_poses(chosen, found.poses, found.where, path, COLUMNS, SIZE, progress)


def draw_poses(
    chosen: Object,
    poses: Sequence[tuple[str, Pose]],
    where: Framing,
    path: Path,
    columns: int,
    size: int,
    progress: Progress = silent,
) -> None:
    """Writes a PNG of the character in each pose, with its caption or "", in rows of `columns`
    pictures of `size` pixels. It stands as before afterwards."""
    look = Look("workbench", (size, size))
    with (
        replacing(path) as beside,
        _studio(where, look) as scene,
        tempfile.TemporaryDirectory(prefix=owned()) as folder,
    ):
        pictures = []
        for number, (caption, pose) in enumerate(poses):
            captioned(scene, caption)
            picture = Path(folder, f"{number}.png")
            with _standing(chosen, pose, scene):
                render_picture(scene, 1, picture)
            pictures.append(read_picture(picture))
            progress((number + 1) / len(poses), "Rendering the poses")
        write_picture(tile(pictures, columns), beside)


@contextlib.contextmanager
def _studio(where: Framing, look: Look) -> Iterator[Scene]:
    scene = bpy.data.scenes.new("Intone Studio")
    eye = bpy.data.cameras.new("Intone Studio")
    scene.world = world = bpy.data.worlds.new("Intone Studio")
    world.color = GREY
    camera = bpy.data.objects.new("Intone Studio", eye)
    try:
        scene.collection.objects.link(camera)
        scene.camera = camera
        apply(look, scene)
        _aim(camera, where)
        _light(scene)
        yield scene
    finally:
        bpy.data.scenes.remove(scene)
        bpy.data.objects.remove(camera)
        bpy.data.cameras.remove(eye)
        bpy.data.worlds.remove(world)


def _aim(camera: Object, where: Framing) -> None:
    camera.data.type, camera.data.ortho_scale = "ORTHO", FIELD * where.size
    camera.data.clip_start = where.size / 100
    camera.data.clip_end = where.size * 100
    axes = np.stack([np.cross(UP, where.front), UP, where.front], axis=1)
    place = Vector((where.middle + DISTANCE * where.size * where.front).tolist())
    camera.matrix_world = Matrix.Translation(place) @ Matrix(axes.tolist()).to_4x4()


def _light(scene: Scene) -> None:
    shading = scene.display.shading
    painted = all(image.size[0] for image in bpy.data.images if image.users)
    shading.light, shading.color_type = "MATCAP", "TEXTURE" if painted else "MATERIAL"
    with contextlib.suppress(TypeError):  # a Blender without it
        shading.studio_light = LIGHT
    shading.show_cavity = True
    scene.render.film_transparent = False
    scene.view_settings.view_transform = "Standard"


@contextlib.contextmanager
def _standing(chosen: Object, pose: Pose, scene: Scene) -> Iterator[None]:
    """Copies of the character's meshes in the pose, in the scene; gone when the block ends."""
    before = posing.values(pose)
    posing.put(pose)
    try:
        copies = list(_copies(chosen))
    finally:
        posing.put(before)
    for copy in copies:
        scene.collection.objects.link(copy)
    try:
        yield
    finally:
        for mesh in [copy.data for copy in copies]:
            bpy.data.meshes.remove(mesh)  # with the object that shows it


def _copies(chosen: Object) -> Iterator[Object]:
    graph = bpy.context.evaluated_depsgraph_get()
    for thing in characters.visible_members(chosen):
        if thing.type in SEEN and not thing.hide_render:
            stands = thing.evaluated_get(graph)
            mesh = bpy.data.meshes.new_from_object(
                stands, preserve_all_data_layers=True, depsgraph=graph
            )
            copy = bpy.data.objects.new(mesh.name, mesh)
            copy.matrix_world = stands.matrix_world
            yield copy
