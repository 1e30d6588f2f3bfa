"""Draws the pictures of docs/first-film.md, docs/fix.md and the README: by what the pages say.

    python tools/draw_pages.py [film] [fix] [people] [beautiful] [moving]

film, fix   screenshots of the stories tests/window/drive_film.py and drive_fix.py, in the Blender
            that INTONE_WINDOW starts, with a screen of 1280 by 1000 (see CONTRIBUTING.md); with
            --kept those that lie in out/window/ are used
people      the six of docs/head.md in the material preview, likewise (drive_material.py)
beautiful   a frame of the demo by Cycles
moving      the demo as an animated WebP, drawn as its film is, with captions
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from intone.head.people import PEOPLE

ROOT = Path(__file__).parents[1]
SHOTS, IMAGES = ROOT / "out" / "window", ROOT / "docs" / "images"
VOICE = ROOT / "assets" / "demo" / "northanger_abbey.flac"
WINDOW = ("--factory-startup", "--enable-event-simulate", "--window-geometry", "0", "0")
SIZE = ("1280", "1000")
FILM = (
    *("film-2-tab", "film-3-head", "film-4-acting", "film-5-pity", "film-6-stronger"),
    *("film-7-panel", "film-8-rendering", "film-10-frame"),
)
"""The screenshots of first-film-01.jpg and so on."""
FIX = ("word", "closure", "intensity", "emotion", "correction", "eyes")
WIDTH, QUALITY = 1000, 78
FACE, FACE_BOX = 440, (140, 70, 660, 590)
"""Pixels of a face in the picture of the people, and where it is in a screenshot."""
FPS, MOVING = 10, 320
"""Frames a second and pixels of the moving picture; it is drawn twice as large and reduced, since
lashes are thinner than a pixel."""


def draw_film(kept: bool) -> None:
    if not kept:
        play("drive_film.py")
    for number, name in enumerate(FILM, start=1):
        keep(Image.open(SHOTS / f"{name}.png"), f"first-film-{number:02d}")


def draw_fix(kept: bool) -> None:
    if not kept:
        play("drive_fix.py")
    for name in FIX:
        keep(Image.open(SHOTS / f"fix-{name}.png"), f"fix-{name}")


def draw_people(kept: bool) -> None:
    if not kept:
        play("drive_material.py", ("800", "800"))
    sheet = Image.new("RGB", (3 * (FACE + 4) - 4, 2 * (FACE + 4) - 4))
    for number, name in enumerate(PEOPLE):
        face = Image.open(SHOTS / f"material-{name.lower()}.png").convert("RGB").crop(FACE_BOX)
        place = (number % 3 * (FACE + 4), number // 3 * (FACE + 4))
        sheet.paste(face.resize((FACE, FACE), Image.Resampling.LANCZOS), place)
    keep(sheet, "head_material", sheet.width)


def play(story: str, size: tuple[str, str] = SIZE) -> None:
    """A story, to its end."""
    words = (*shlex.split(os.environ["INTONE_WINDOW"]), *WINDOW, *size)
    subprocess.run([*words, "--python", f"tests/window/{story}"], cwd=ROOT, check=True)


def draw_beautiful(_: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "still.png")
        demo("--render", str(path), "--look", "final", "--size", "720x405")
        keep(Image.open(path), "first-film-09")


def draw_moving(_: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        size = f"{2 * MOVING}x{2 * MOVING}"
        how = ("--look", "quick", "--size", size, "--captions", "--fps", str(FPS))
        demo("--render", str(Path(folder, "frame-####.png")), *how)
        drawn = (Image.open(path) for path in sorted(Path(folder).iterdir()))
        frames = [frame.convert("RGB").reduce(2) for frame in drawn]
        path = IMAGES / "demo.webp"
        how = {"duration": 1000 / FPS, "loop": 0, "quality": 66, "method": 4}
        frames[0].save(path, save_all=True, append_images=frames[1:], **how)
    told(path, frames[0])


def demo(*how: str) -> None:
    """The command line acts the demo as `make demo` does."""
    words = ("--text", str(VOICE.with_suffix(".txt")), "--emotion", str(VOICE.with_suffix(".csv")))
    command = (sys.executable, "-m", "intone", "animate", str(VOICE), *words, "--portrait", *how)
    subprocess.run(command, check=True)


def keep(picture: Image.Image, name: str, width: int = WIDTH) -> None:
    """A JPEG of `width` pixels at most."""
    picture = picture.convert("RGB")
    if picture.width > width:
        size = (width, round(picture.height * width / picture.width))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    path = IMAGES / f"{name}.jpg"
    picture.save(path, quality=QUALITY, optimize=True)
    told(path, picture)


def told(path: Path, picture: Image.Image) -> None:
    print(path.name, picture.size, path.stat().st_size // 1024, "KB", flush=True)


PARTS = {
    "film": draw_film,
    "fix": draw_fix,
    "people": draw_people,
    "beautiful": draw_beautiful,
    "moving": draw_moving,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all")
    parser.add_argument("--kept", action="store_true", help="use the screenshots that are there")
    args = parser.parse_args()
    for name in args.parts or PARTS:
        PARTS[name](args.kept)


if __name__ == "__main__":
    main()
