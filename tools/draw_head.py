"""Draws docs/images/head_*.jpg: the embedded head from all sides, in moods, as other people.

    python tools/draw_head.py [views] [people] [emotions] [eevee]

Rendered by Cycles with few samples and denoising: half a minute of processor time a picture; EEVEE
takes two minutes where no GPU draws.
The emotions are what the acting network and the guard make of an open vowel of the test voice, on
two sheets of four.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import bpy
import numpy as np
from draw_emotions import VOICE, by_scale
from mathutils import Vector
from PIL import Image

from intone.blender.head.head_mesh import HeadObjects, add_head, stage
from intone.blender.output.render import render_still
from intone.blender.output.render_settings import Look
from intone.blender.output.sheet import read_picture, render_sheet, tile
from intone.blender.takes import write
from intone.emotion.mood import EXPRESSIVE
from intone.face.basis import CHANNELS
from intone.model.catalogue import load_networks
from intone.pipeline import listen
from intone.track import Track

IMAGES = Path(__file__).parent.parent / "docs" / "images"
LARGE = Look("cycles", (768, 768), samples=8)
EEVEE = Look("eevee", (512, 512), samples=16)
QUALITY = 80


@dataclass(frozen=True)
class Shot:
    """A picture: shape keys by name, skin tone, the camera's turn (degrees), way (m) and height."""

    values: dict[str, float] = field(default_factory=dict)
    skin_tone: float = 0.0
    turn: float = 0.0
    distance: float = 0.72
    height: float = 0.008


VIEWS = (
    Shot(),
    Shot(turn=40),
    Shot(turn=88, distance=0.80),
    Shot({"jawOpen": 1.0}, turn=12, distance=0.36, height=-0.045),
)
PEOPLE = (
    Shot({"mouthSmileLeft": 0.3, "mouthSmileRight": 0.3}, skin_tone=0.28),
    Shot({"mouthSmileLeft": 0.3, "mouthSmileRight": 0.3}, skin_tone=0.75, turn=-25),
    Shot(
        {"id_gender": 1.0, "id_age": 0.8, "id_nose_width": 0.5, "id_jaw_width": 0.8},
        skin_tone=0.10, turn=25,
    ),
    Shot(
        {"id_gender": -1.0, "id_weight": 1.0, "id_cheeks": 0.6, "id_lips": 1.0, "id_eye_size": 0.6},
        skin_tone=0.45,
    ),
)  # fmt: skip

LIT_BY_EEVEE = (
    Shot(distance=0.62),
    Shot(
        {"jawOpen": 0.3, "mouthSmileLeft": 0.6, "mouthSmileRight": 0.6},
        skin_tone=0.75, turn=-25, distance=0.62,
    ),
)  # fmt: skip


def _fresh(skin_tone: float) -> HeadObjects:
    """A new head on its stage in an empty file."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.render.fps, scene.cycles.max_bounces = 24, 4
    head = add_head(scene.collection, skin_tone=skin_tone)
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


def _picture(shot: Shot, look: Look, folder: Path) -> np.ndarray:
    head = _fresh(shot.skin_tone)
    bpy.context.view_layer.update()
    _aim(shot)
    for name, value in shot.values.items():
        head.mesh.data.shape_keys.key_blocks[name].value = value
    path = folder / "picture.png"
    render_still(bpy.context.scene, path, 1, look=look)
    return read_picture(path)


def draw_shots(name: str, shots: tuple[Shot, ...], look: Look = LARGE) -> None:
    """The shots in two columns."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = tile([_picture(shot, look, Path(folder)) for shot in shots], columns=2)
    _save(Image.fromarray(np.round(np.clip(sheet, 0, 1) * 255).astype(np.uint8)), name)


def draw_emotions() -> None:
    """Neutral and the seven emotions at scale 1, as a take of one frame each."""
    networks = load_networks(device="cpu")
    sheet = by_scale(listen(VOICE, networks), networks)
    full = [k for k, caption in enumerate(sheet.captions) if caption.endswith(" 1")]
    head = _fresh(0.0)
    target = write.Target(head.mesh.name, bpy.context.scene.name, VOICE, start=0, place_sound=False)
    write.write_face(Track(sheet.faces[[0, *full]], 24.0, CHANNELS), target)
    bpy.context.view_layer.update()
    _aim(Shot(distance=0.62))
    captions = list(enumerate(["neutral", *EXPRESSIVE]))
    for name, four in (("emotions", captions[:4]), ("emotions_more", captions[4:])):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "sheet.png")
            render_sheet(bpy.context.scene, path, dict(four), columns=2, look=LARGE)
            _save(Image.open(path), name)


def _save(picture: Image.Image, name: str) -> None:
    path = IMAGES / f"head_{name}.jpg"
    picture.convert("RGB").save(path, quality=QUALITY, optimize=True)


SHEETS = {
    "views": lambda: draw_shots("views", VIEWS),
    "people": lambda: draw_shots("people", PEOPLE),
    "emotions": draw_emotions,
    "eevee": lambda: draw_shots("eevee", LIT_BY_EEVEE, EEVEE),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sheets", nargs="*", choices=[*SHEETS, []], help="which; all by default")
    for name in parser.parse_args().sheets or SHEETS:
        SHEETS[name]()


if __name__ == "__main__":
    main()
