"""Draws the pictures of the shipped emotion presets with the embedded head.

    python tools/draw_thumbnails.py

Writes assets/thumbnails/NAME.png for each preset in assets/presets/intone/emotion; the same on any
machine. Run it again when the head, assets/emotions.toml or a preset has changed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from intone.emotion.mood import EXPRESSIVE
from intone.emotion.presets import preset_values
from intone.face.mix import mixed_face
from intone.head.container import read_head
from intone.head.hair import DEFAULT, dressed
from intone.head.portrait import portrait

ASSETS = Path(__file__).parent.parent / "assets"
PRESETS, PICTURES = ASSETS / "presets" / "intone" / "emotion", ASSETS / "thumbnails"
SIZE, COLOURS = 128, 96


def main() -> None:
    head = dressed(read_head(), DEFAULT)
    PICTURES.mkdir(exist_ok=True)
    for preset in sorted(PRESETS.glob("*.py")):
        values = preset_values(preset)
        weights = {name: float(values[name]) for name in EXPRESSIVE}
        pixels = portrait(head, mixed_face(weights), SIZE)
        image = Image.fromarray(np.round(pixels * 255).astype(np.uint8))
        small = image.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(PICTURES / f"{preset.stem}.png", optimize=True)
    total = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{len(list(PICTURES.glob('*.png')))} pictures, {total / 1024:.0f} KB")


if __name__ == "__main__":
    main()
