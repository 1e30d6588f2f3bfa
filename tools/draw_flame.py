"""Draws docs/images/flame.jpg and prints docs/flame.md's tables: the solve on the fixture.

    python tools/draw_flame.py

The fixture is a model in FLAME's format made of the embedded head (tests/head/flame_fixture.py):
another person, other vertices, no inside of the mouth. Above, the embedded head says the demo
voice; below, the fixture plays what was solved, as FLAME's own parameters. Rendered by Cycles.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from intone.blender import render, takes
from intone.blender.flame import add_flame
from intone.blender.flame_takes import lay_sequence
from intone.blender.head import add_head, stage
from intone.blender.look import Look
from intone.emotion.mood import constant_mood
from intone.face.performance import Style
from intone.head.container import read_head
from intone.head.flame import EXPRESSIONS, FlameModel, read_flame
from intone.head.solve import Solved, solve
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.track import Track

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "flame.jpg"
VOICE = ROOT / "assets" / "demo" / "voice.flac"
FPS = 25.0
MOMENTS = {0.52: "0.5 s", 1.48: "1.5 s", 2.32: "2.3 s", 3.4: "3.4 s", 6.2: "6.2 s"}
LOOK = Look("cycles", (300, 340), samples=24)


def fixture() -> FlameModel:
    """The fixture, by way of a file as FLAME's."""
    path = ROOT / "tests" / "head" / "flame_fixture.py"
    spec = importlib.util.spec_from_file_location("flame_fixture", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "fixture.pkl")
        made.write_pickle(file, made.layout_2017(made.arrays()), python2=True)
        return read_flame(file).reduced(0, EXPRESSIONS)


def table(solved: Solved) -> None:
    """The residuals, as the documentation has them."""
    print("| channel | motion, mm | left over, mm | worst, mm | reproduced |")
    print("|---|---|---|---|---|")
    for row in solved.residuals:
        numbers = f"{row.motion:.2f} | {row.error:.2f} | {row.worst:.2f} | {row.share:.1%}"
        print(f"| {row.channel} | {numbers} |")


def spoken() -> Track:
    """The demo voice, happy, as a face."""
    networks = load_networks(device="cpu")
    mood = constant_mood({"happy": 1.0}, 1.0)
    return act(listen(VOICE, networks), mood, Style(), networks)


def new_scene() -> bpy.types.Scene:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.scene.render.fps = round(FPS)
    return bpy.context.scene


def sheet(scene: bpy.types.Scene, path: Path) -> Image.Image:
    """The moments side by side."""
    pictures = {round(FPS * moment): caption for moment, caption in MOMENTS.items()}
    render.render_sheet(scene, path, pictures, columns=len(MOMENTS), look=LOOK)
    return Image.open(path).convert("RGB")


def main() -> None:
    """Both heads say the same."""
    model, face = fixture(), spoken()
    solved = solve(read_head(), model)
    table(solved)
    with tempfile.TemporaryDirectory() as folder:
        scene = new_scene()
        head = add_head(scene.collection)
        stage(scene, head)
        takes.lay(face, takes.Target(head.mesh.name, scene.name, VOICE, 0, place_sound=False))
        above = sheet(scene, Path(folder, "above.png"))
        scene = new_scene()
        head = add_flame(scene.collection, model)
        stage(scene, head)
        smooth = head.mesh.modifiers.new("Subdivision", "SUBSURF")
        smooth.render_levels = 1
        lay_sequence(scene, head.mesh, solved.sequence(face), 0, "voice")
        below = sheet(scene, Path(folder, "below.png"))
    whole = np.concatenate([np.asarray(above), np.asarray(below)], axis=0)
    Image.fromarray(whole).save(PICTURE, quality=82, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
