"""Draws docs/images/head_*.jpg: the embedded head from all sides, its hair, people and moods.

    python tools/draw_head.py [SHEET ...] [--ict FOLDER]

Solid pictures are Workbench's, the others Cycles' with few samples and denoising: a quarter of a
minute of processor time a picture; EEVEE takes two minutes where no GPU draws.
The emotions are what the acting network and the guard make of an open vowel of the test voice.
`beside` also needs the cache of `make head`, and a copy of ICT-FaceKit's FaceXModel.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import bpy
import numpy as np
from draw_beside import Stranger, average_human, ict_neutral, stand_in
from draw_emotions import VOICE, by_scale
from mathutils import Vector
from PIL import Image

from intone.blender.head.head_mesh import HeadObjects, add_head, stage
from intone.blender.output.render import render_still
from intone.blender.output.render_settings import Look
from intone.blender.output.sheet import read_picture, render_sheet, tile
from intone.blender.takes import write
from intone.emotion.mood import EXPRESSIVE
from intone.face.basis import BLENDSHAPES, CHANNELS
from intone.head.hair import NONE, SHAVED, STYLES
from intone.head.people import PEOPLE, YOUNG, Person
from intone.model.catalogue import load_networks
from intone.pipeline import listen
from intone.track import Track

IMAGES = Path(__file__).parent.parent / "docs" / "images"
LARGE = Look("cycles", (440, 440), samples=8)
SOLID = Look("workbench", (440, 440), fine=True)
SMALL = Look("workbench", (300, 300), fine=True)
EEVEE = Look("eevee", (512, 512), samples=16)
QUALITY = 80


SMILE = {
    "mouthSmileLeft": 0.55, "mouthSmileRight": 0.55, "cheekSquintLeft": 0.4,
    "cheekSquintRight": 0.4, "jawOpen": 0.06,
}  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """A picture: shape keys by name, who it is, the camera's turn (degrees), way (m) and height."""

    values: dict[str, float] = field(default_factory=dict)
    person: Person = YOUNG
    turn: float = 0.0
    distance: float = 0.72
    height: float = 0.008


VIEWS = (
    Shot(),
    Shot(turn=40),
    Shot(turn=88, distance=0.80),
    Shot({"jawOpen": 1.0}, turn=12, distance=0.36, height=-0.045),
)
HAIR = tuple(
    Shot(person=replace(YOUNG, hair=style), turn=turn, distance=0.86)
    for style in STYLES
    if style not in (NONE, SHAVED)
    for turn in (0, 40, 90, 160)
)
FOLK = tuple(
    Shot(SMILE, person, turn=(0, 25, -25)[k % 3], distance=0.8)
    for k, person in enumerate(PEOPLE.values())
)
LIT_BY_EEVEE = (
    Shot(distance=0.62),
    Shot(SMILE, PEOPLE["DARK_MAN"], turn=-25, distance=0.62),
)


def _fresh(person: Person = YOUNG) -> HeadObjects:
    """A new head on its stage in an empty file."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.render.fps, scene.cycles.max_bounces = 24, 4
    head = add_head(scene.collection, person=person)
    stage(scene, head)
    return head


def _aim(shot: Shot) -> None:
    camera = bpy.context.scene.camera
    forward = camera.matrix_world.to_quaternion() @ Vector((0, 0, -1))
    face_middle = camera.location + forward * 0.70 + Vector((0, 0, shot.height))
    turn = math.radians(shot.turn)
    away = Vector((math.sin(turn), -math.cos(turn), 0.02)) * shot.distance
    camera.location = face_middle + away
    camera.rotation_euler = (-away).to_track_quat("-Z", "Y").to_euler()


def _pictures(shots: Sequence[Shot], look: Look) -> Iterator[np.ndarray]:
    """One by one; a head stays for as long as the person does."""
    with tempfile.TemporaryDirectory() as folder:
        for person, group in groupby(shots, lambda shot: shot.person):
            head = _fresh(person)
            bpy.context.view_layer.update()
            stands = bpy.context.scene.camera.matrix_world.copy()
            for shot in group:
                bpy.context.scene.camera.matrix_world = stands
                bpy.context.view_layer.update()
                _aim(shot)
                for name in head.mesh.data.shape_keys.key_blocks.keys()[1:]:
                    if name in BLENDSHAPES:
                        head.mesh.data.shape_keys.key_blocks[name].value = shot.values.get(name, 0)
                path = Path(folder, "picture.png")
                render_still(bpy.context.scene, path, 1, look=look)
                yield read_picture(path)


def draw_shots(name: str, shots: Sequence[Shot], look: Look = LARGE, columns: int = 2) -> None:
    """The shots side by side."""
    _save(tile(list(_pictures(shots, look)), columns), name)


def draw_emotions() -> None:
    """Neutral and the seven emotions at scale 1, as a take of one frame each."""
    networks = load_networks(device="cpu")
    sheet = by_scale(listen(VOICE, networks), networks)
    full = [k for k, caption in enumerate(sheet.captions) if caption.endswith(" 1")]
    head = _fresh()
    target = write.Target(head.mesh.name, bpy.context.scene.name, VOICE, start=0, place_sound=False)
    write.write_face(Track(sheet.faces[[0, *full]], 24.0, CHANNELS), target)
    bpy.context.view_layer.update()
    _aim(Shot(distance=0.66))
    captions = dict(enumerate(["neutral", *EXPRESSIVE]))
    for name, look in (("emotions_solid", SOLID), ("emotions", LARGE)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "sheet.png")
            render_sheet(bpy.context.scene, path, captions, columns=4, look=look)
            _save(read_picture(path), name)


def draw_beside(ict: Path) -> None:
    """Our head, MakeHuman's average one and ICT-FaceKit's mean one, in one light."""
    pictures = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in (0.0, 40.0):
            pictures += _pictures([Shot(turn=turn)], LARGE)
            for other in (average_human, lambda: ict_neutral(ict)):
                pictures.append(_other(other(), turn, Path(folder)))
    _save(tile(pictures, columns=3), "beside")


def _other(other: Stranger, turn: float, folder: Path) -> np.ndarray:
    """Another head at our head's place and size, by the distance between its eyes."""
    ours = _fresh()
    bones = ours.armature.data.bones
    eyes = np.array([bones[name].head_local for name in ("eye.L", "eye.R")])
    ours.mesh.hide_render = True
    stand_in(bpy.context.scene, other, eyes)
    bpy.context.view_layer.update()
    _aim(Shot(turn=turn))
    path = folder / "picture.png"
    render_still(bpy.context.scene, path, 1, look=LARGE)
    return read_picture(path)


def _save(picture: np.ndarray, name: str) -> None:
    path, levels = IMAGES / f"head_{name}.jpg", np.round(np.clip(picture, 0, 1) * 255)
    image = Image.fromarray(levels.astype(np.uint8)).convert("RGB")
    image.save(path, quality=QUALITY, optimize=True)


SHEETS = {
    "views": lambda: draw_shots("views", VIEWS),
    "hair": lambda: draw_shots("hair", HAIR, SMALL, columns=4),
    "people_solid": lambda: draw_shots("people_solid", FOLK, SOLID, columns=3),
    "people": lambda: draw_shots("people", FOLK, LARGE, columns=3),
    "emotions": draw_emotions,
    "eevee": lambda: draw_shots("eevee", LIT_BY_EEVEE, EEVEE),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sheets", nargs="*", choices=[*SHEETS, "beside", []], help="all by default")
    parser.add_argument("--ict", type=Path, help="FaceXModel of ICT-FaceKit, for beside")
    options = parser.parse_args()
    for name in options.sheets or SHEETS:
        if name == "beside":
            draw_beside(options.ict)
        else:
            SHEETS[name]()


if __name__ == "__main__":
    main()
