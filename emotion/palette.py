"""The palette: the face of each emotion, read from assets/emotions.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "assets" / "emotions.toml"

Colour = tuple[float, float, float]
"""Red, green and blue, 0..1."""
Sides = tuple[float, float]
"""The value of a movement on the left and on the right of the face; equal for one in the middle."""


@dataclass(frozen=True)
class Emotion:
    """One emotion on the face.

    units       FACS action units that it is known by
    face        movement to its value at intensity 1 (1 is the full movement, over 1 one that is
                full before; radians for head and eyes)
    jaw         gain on the swing of the speaking jaw
    rounding    gain on the rounding of the speaking lips
    hold        seconds for which a pause keeps it
    colour      how it is drawn along the time: red, green, blue, 0..1
    """

    name: str
    label: str
    description: str
    units: str
    face: Mapping[str, Sides]
    jaw: float
    rounding: float
    hold: float
    colour: Colour


@dataclass(frozen=True)
class Palette:
    """All emotions, and the exponents by which movements grow with intensity (else 1).

    own   the colour of an artist's own emotions
    """

    emotions: tuple[Emotion, ...]
    growth: Mapping[str, float]
    own: Colour

    def __getitem__(self, name: str) -> Emotion:
        return next(emotion for emotion in self.emotions if emotion.name == name)


@cache
def read_palette(path: Path = FILE) -> Palette:
    """Reads the table of emotions."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    growth, colours = table.pop("growth"), table.pop("colours")
    found = (_emotion(name, entry, _colour(colours[name])) for name, entry in table.items())
    return Palette(tuple(found), growth, _colour(colours["own"]))


def _colour(text: str) -> Colour:
    red, green, blue = (int(text[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return red, green, blue


def _emotion(name: str, entry: dict[str, Any], colour: Colour) -> Emotion:
    label, description, units = (str(entry[key]) for key in ("label", "description", "units"))
    face = {movement: _sides(value) for movement, value in entry["face"].items()}
    jaw, rounding, hold = (float(entry[key]) for key in ("jaw", "rounding", "hold"))
    return Emotion(name, label, description, units, face, jaw, rounding, hold, colour)


def _sides(value: float | list[float]) -> Sides:
    left, right = value if isinstance(value, list) else (value, value)
    return left, right
