"""Takes the pictures of docs/desk.md again, from a real window: python tools/draw_desk.py

INTONE_WINDOW holds the words that start a Blender in a screen as large as the window that its
--window-geometry asks for, and end where Blender's own options begin.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
SHOTS, IMAGES = ROOT / "out" / "window", ROOT / "docs" / "images"
SIZES = {"1": ("1280", "1960"), "2": ("2560", "3920")}
"""Of the window, by the scale of the interface."""
PICTURES = {
    "desk-first-run.jpg": ("first-run-1x.png", (0, 0, 1048, 560)),
    "desk-panels.png": ("desk-1x.png", None),
    "desk-panels-2x.png": ("desk-2x.png", None),
    "desk-lane.jpg": ("lane.png", None),
    "desk-view.jpg": ("lane-view.png", None),
    "desk-scene.png": ("scene.png", (676, 20, 1026, 552)),
    "desk-german.png": ("german.png", (0, 0, 292, 900)),
    "desk-menu.jpg": ("menu.png", (560, 1040, 1048, 1640)),
    "desk-refused.png": ("refused.png", None),
}
"""Each picture's screenshot, and what of it is shown."""


def main() -> None:
    """Plays the story of the pictures at both scales, and keeps what it shows."""
    for scale, size in SIZES.items():
        words = shlex.split(os.environ["INTONE_WINDOW"])
        options = ("--factory-startup", "--enable-event-simulate", "--window-geometry", "0", "0")
        story = ("--python", "tests/window/pictures.py", "--", scale)
        subprocess.run([*words, *options, *size, *story], cwd=ROOT, check=True)
    for name, (shot, box) in PICTURES.items():
        keep(Image.open(SHOTS / shot).convert("RGB").crop(box), IMAGES / name)


def keep(picture: Image.Image, path: Path) -> None:
    """A PNG of few colours for panels, a JPEG for views."""
    if path.suffix == ".png":
        picture.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    else:
        picture.save(path, quality=82, optimize=True)
    print(path.name, picture.size, path.stat().st_size // 1024, "KB")


if __name__ == "__main__":
    main()
