"""Rig pictures: a character closed, open, smiling, frowning, looking left and nodding."""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector

from intone.animation.keyframes import shut_lips
from intone.blender.character import posing, preview
from intone.blender.output.sheet import read_picture, tile, write_picture
from intone.face.basis import index
from intone.rig.retarget import retarget

SIZE = 200
LEFT = {"leftEyeYaw": -0.35, "rightEyeYaw": -0.35, "eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0}


def draw_sheet(chosen, rig, where, acted, path: Path) -> None:
    """Six pictures side by side."""
    path.parent.mkdir(exist_ok=True, parents=True)
    scene = bpy.context.scene
    _light(scene)
    _camera(scene, where)
    pictures = []
    with tempfile.TemporaryDirectory() as folder:
        for number, wanted in enumerate(_poses(rig, acted)):
            before = posing.values(wanted)
            posing.put(wanted)
            scene.render.filepath = str(Path(folder, f"{number}.png"))
            bpy.ops.render.render(write_still=True)
            pictures.append(read_picture(Path(scene.render.filepath)))
            posing.put(before)
    write_picture(tile(pictures, 6), path)


def _poses(rig, acted):
    """Closed lips and an open vowel as they are said, a smile and a frown as they are felt."""
    plain = acted[""].face.values
    shut = shut_lips(acted["happy"].face) > 0
    jaw = plain[:, index("jawOpen")]
    yield _at(rig, acted["happy"], int(np.flatnonzero(shut)[shut.sum() // 2]))
    yield _at(rig, acted[""], int(jaw.argmax()))
    for emotion, channel in (("happy", "mouthSmileLeft"), ("sad", "mouthFrownLeft")):
        values = acted[emotion].face.values
        calm = values[:, index(channel)] - values[:, index("jawOpen")]
        yield _at(rig, acted[emotion], int(calm.argmax()))
    yield preview.standing(rig, LEFT)
    yield preview.standing(rig, {"headPitch": 0.3})


def _at(rig, acted, frame: int) -> dict:
    motion = retarget(acted.face, rig, acted.felt)
    return dict(zip(motion.channels, motion.values[frame].tolist(), strict=True))


def _light(scene) -> None:
    scene.render.engine = "BLENDER_WORKBENCH"
    painted = all(image.size[0] for image in bpy.data.images if image.users)
    scene.display.shading.light = "STUDIO"
    scene.display.shading.color_type = "TEXTURE" if painted else "MATERIAL"
    scene.display.shading.show_cavity = True
    scene.display.render_aa = "5"
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    scene.render.resolution_percentage = 100
    scene.render.image_settings.file_format = "PNG"


def _camera(scene, where) -> None:
    camera = bpy.data.objects.new("Look", bpy.data.cameras.new("Look"))
    scene.collection.objects.link(camera)
    camera.data.type, camera.data.ortho_scale = "ORTHO", 4.4 * where.size
    camera.data.clip_start, camera.data.clip_end = where.size / 100, where.size * 100
    middle = where.lips + 0.6 * where.size * where.up
    axes = np.stack([where.side, where.up, where.front], axis=1)
    place = Vector(middle + 10 * where.size * where.front)
    camera.matrix_world = Matrix.Translation(place) @ Matrix(axes.tolist()).to_4x4()
    scene.camera = camera
