"""People: what the embedded head's sliders make of it, with a tone of the skin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """A name that is shown, a skin tone from 0, light, to 1, dark, and sliders from -1 to 1."""

    label: str
    about: str
    skin_tone: float = 0.0
    sliders: Mapping[str, float] = field(default_factory=dict[str, float])


PEOPLE: dict[str, Person] = {
    "YOUNG": Person("Young and Light", "The head as it is, neither very male nor very female"),
    "OLDER_MAN": Person(
        "Older Man",
        "A broad jaw, a wide nose, thin lips",
        0.10,
        {"id_gender": 1.0, "id_age": 0.8, "id_nose_width": 0.5, "id_jaw_width": 0.8,
         "id_ear_size": 0.4},
    ),
    "BROWN_WOMAN": Person(
        "Brown Woman",
        "Round cheeks, full lips, large eyes",
        0.45,
        {"id_gender": -1.0, "id_weight": 0.8, "id_cheeks": 0.6, "id_lips": 1.0,
         "id_eye_size": 0.5},
    ),
    "DARK_MAN": Person(
        "Dark Man",
        "A narrow face with high cheekbones and a broad nose",
        0.85,
        {"id_gender": 0.8, "id_age": 0.1, "id_weight": -0.4, "id_cheekbones": 0.8,
         "id_nose_width": 0.9, "id_lips": 0.8, "id_jaw_width": 0.3},
    ),
    "OLD_WOMAN": Person(
        "Old Woman",
        "A long nose, hollow cheeks, thin lips",
        0.22,
        {"id_gender": -0.8, "id_age": 1.0, "id_weight": -0.3, "id_nose_length": 0.6,
         "id_cheeks": -0.6, "id_lips": -0.6},
    ),
}  # fmt: skip
"""By the names that files keep."""
