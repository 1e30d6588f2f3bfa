"""What an artist chooses about a head before it is made: its skin tone and its level of detail."""

from __future__ import annotations

from bpy.props import EnumProperty, FloatProperty

from ..head.container import read_head
from ..head.detail import light
from ..head.model import HeadModel


class HeadOptions:
    """The properties of operators that make heads."""

    skin_tone: FloatProperty(
        name="Skin Tone",
        description="From light to dark: how much melanin the skin has",
        subtype="FACTOR",
        min=0.0,
        max=1.0,
        default=0.0,
    )
    detail: EnumProperty(
        name="Detail",
        description="How many vertices the head has; all have the same shape keys",
        items=(
            ("WHOLE", "Whole", "Hair, brows, lashes and gums as geometry: 12,600 vertices"),
            ("LIGHT", "Light", "Hair, brows and lashes only painted: 6,900 vertices"),
        ),
        default="WHOLE",
    )

    def model(self) -> HeadModel:
        """The head that was chosen. Raises HeadError where the embedded head is broken."""
        head = read_head()
        return light(head) if self.detail == "LIGHT" else head
