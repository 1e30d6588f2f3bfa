"""Draws docs/images/flame.jpg: the test voice on the embedded head and on FLAME's fixture.

    python tools/draw_flame.py

Above, the embedded head says the test voice; below, the fixture (see measure_flame.py) plays what
was solved, as FLAME's own parameters. Rendered by Cycles.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np
from measure_flame import ROOT, VOICE, fixture, maker, spoken
from PIL import Image

from intone.blender.head.flame import add_flame
from intone.blender.head.head_mesh import add_head, stage
from intone.blender.output.render_settings import Look
from intone.blender.output.sheet import render_sheet
from intone.blender.takes import write
from intone.blender.takes.flame_takes import write_sequence
from intone.head.container import read_head
from intone.head.solve import solve

PICTURE = ROOT / "docs" / "images" / "flame.jpg"
FPS = 25.0
MOMENTS = {0.52: "0.5 s", 1.48: "1.5 s", 2.32: "2.3 s", 3.4: "3.4 s", 6.2: "6.2 s"}
LOOK = Look("cycles", (300, 340), samples=12)


def new_scene() -> bpy.types.Scene:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.scene.render.fps = round(FPS)
    return bpy.context.scene


def sheet(scene: bpy.types.Scene, path: Path) -> Image.Image:
    """The moments side by side."""
    pictures = {round(FPS * moment): caption for moment, caption in MOMENTS.items()}
    render_sheet(scene, path, pictures, columns=len(MOMENTS), look=LOOK)
    return Image.open(path).convert("RGB")


def main() -> None:
    """Both heads say the same."""
    model, face = fixture(maker()), spoken()
    solved = solve(read_head(), model)
    with tempfile.TemporaryDirectory() as folder:
        scene = new_scene()
        head = add_head(scene.collection)
        stage(scene, head)
        write.write_face(
            face, write.Target(head.mesh.name, scene.name, VOICE, 0, place_sound=False)
        )
        above = sheet(scene, Path(folder, "above.png"))
        scene = new_scene()
        head = add_flame(scene.collection, model)
        stage(scene, head)
        smooth = head.mesh.modifiers.new("Subdivision", "SUBSURF")
        smooth.render_levels = 1
        write_sequence(scene, head.mesh, solved.sequence(face), 0, "voice")
        below = sheet(scene, Path(folder, "below.png"))
    whole = np.concatenate([np.asarray(above), np.asarray(below)], axis=0)
    Image.fromarray(whole).save(PICTURE, quality=82, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
