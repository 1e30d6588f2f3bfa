"""People: what the embedded head's sliders make of it, with a tone of the skin and with hair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from .container import EMBEDDED
from .hair import BROWN, Colour, dressed
from .model import Floats, HeadModel

ABSORPTION = (2.25, 2.60, 2.90)
"""How much of linear red, green and blue the darkest tone's melanin takes from the lightest skin,
as an exponent (Beer and Lambert); by eye, from pale to very dark skin. Blue goes most, as melanin's
absorption falls with wavelength."""
BLACK: Colour = (0.085, 0.066, 0.060)
GREY: Colour = (0.42, 0.40, 0.385)
WHITE: Colour = (0.74, 0.72, 0.69)


@dataclass(frozen=True)
class Person:
    """A name that is shown, a skin tone from 0, light, to 1, dark, sliders from -1 to 1, a style of
    head.hair.STYLES and its colour."""

    label: str
    about: str
    skin_tone: float = 0.0
    sliders: Mapping[str, float] = field(default_factory=dict[str, float])
    hair: str = "CROP"
    hair_colour: Colour = BROWN


YOUNG = Person("Young and Light", "The head as it is, neither very male nor very female")

PEOPLE: dict[str, Person] = {
    "YOUNG": YOUNG,
    "OLDER_MAN": Person(
        "Older Man",
        "A broad jaw, a large nose, thin lips and grey hair",
        0.12,
        {"id_gender": 1.0, "id_age": 0.9, "id_nose_width": 0.6, "id_nose_bridge": 0.5,
         "id_nose_length": 0.4, "id_jaw_width": 1.0, "id_chin_height": 0.5, "id_ear_size": 0.6,
         "id_lips": -0.6, "id_eye_size": -0.5, "id_mouth_width": 0.4},
        "CROP", GREY,
    ),
    "BROWN_WOMAN": Person(
        "Brown Woman",
        "Round cheeks, full lips, large eyes and a black bob",
        0.42,
        {"id_gender": -1.0, "id_weight": 0.9, "id_cheeks": 0.8, "id_lips": 0.9,
         "id_eye_size": 0.5, "id_nose_width": 0.3},
        "BOB", BLACK,
    ),
    "DARK_MAN": Person(
        "Dark Man",
        "A narrow face with high cheekbones, a broad nose and curls",
        0.78,
        {"id_gender": 0.9, "id_age": 0.1, "id_weight": -0.5, "id_cheekbones": 0.9,
         "id_nose_width": 0.9, "id_nose_bridge": -0.5, "id_lips": 0.9, "id_jaw_width": 0.3,
         "id_chin_height": 0.4},
        "CURLS", BLACK,
    ),
    "OLD_WOMAN": Person(
        "Old Woman",
        "A long nose, hollow cheeks, thin lips and a white knot",
        0.07,
        {"id_gender": -0.8, "id_age": 1.0, "id_weight": -0.5, "id_nose_length": 0.7,
         "id_nose_bridge": 0.5, "id_cheeks": -0.8, "id_cheekbones": 0.5, "id_lips": -0.8,
         "id_ear_size": 0.4},
        "TIED", WHITE,
    ),
    "RED_GIRL": Person(
        "Young Redhead",
        "A small nose, a narrow chin, large eyes and red curls",
        0.02,
        {"id_gender": -0.9, "id_age": -0.2, "id_weight": -0.2, "id_nose_length": -0.4,
         "id_nose_bridge": -0.5, "id_chin_height": -0.2, "id_jaw_width": -0.5, "id_eye_size": 0.4,
         "id_cheekbones": 0.3, "id_lips": 0.2},
        "CURLS", (0.52, 0.23, 0.11),
    ),
}  # fmt: skip
"""By the names that files keep."""


def person_picture(name: str) -> Path:
    """The file of a person's picture."""
    return EMBEDDED.parent / "thumbnails" / "people" / f"{name}.png"


def dyed(colours: Floats, dye: Floats | float) -> Floats:
    """Colours [..., 3] in sRGB seen through so much melanin [..., 1]."""
    return colours * np.exp(-dye * np.array(ABSORPTION, np.float32) / 2.2)


def as_person(head: HeadModel, person: Person) -> HeadModel:
    """The bare head with the person's face, skin and hair, for pictures without Blender."""
    corners = np.repeat(head.face_material == head.materials.index("skin"), head.lengths)
    skin = np.zeros((len(head.vertices), 1), np.float32)
    skin[head.loops[corners]] = person.skin_tone
    own = dressed(replace(head, colours=dyed(head.colours, skin)), person.hair, person.hair_colour)
    return replace(own, vertices=own.shaped(person.sliders))
