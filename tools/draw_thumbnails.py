"""Draws the pictures of the shipped emotion presets with the embedded head, and of the people.

    python tools/draw_thumbnails.py

Writes assets/thumbnails/NAME.png for each preset in assets/presets/intone/emotion, and
assets/thumbnails/people/NAME.png for each person of head/people.py; the same on any machine. Run it
again when the head, assets/emotions.toml, a preset or a person has changed.
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
from intone.head.people import PEOPLE, as_person, person_picture
from intone.head.portrait import Picture, portrait

ASSETS = Path(__file__).parent.parent / "assets"
PRESETS, PICTURES = ASSETS / "presets" / "intone" / "emotion", ASSETS / "thumbnails"
SIZE, COLOURS = 128, 96
SMILE = {"mouthSmileLeft": 0.35, "mouthSmileRight": 0.35}


def main() -> None:
    head = dressed(read_head(), DEFAULT)
    (PICTURES / "people").mkdir(parents=True, exist_ok=True)
    for preset in sorted(PRESETS.glob("*.py")):
        values = preset_values(preset)
        weights = {name: float(values[name]) for name in EXPRESSIVE}
        _save(portrait(head, mixed_face(weights), SIZE), PICTURES / f"{preset.stem}.png")
    for name, person in PEOPLE.items():
        _save(portrait(as_person(read_head(), person), SMILE, SIZE), person_picture(name))
    total = sum(path.stat().st_size for path in PICTURES.rglob("*.png"))
    print(f"{len(list(PICTURES.rglob('*.png')))} pictures, {total / 1024:.0f} KB")


def _save(pixels: Picture, path: Path) -> None:
    image = Image.fromarray(np.round(pixels * 255).astype(np.uint8))
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
