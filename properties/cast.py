"""Properties: the lines of a scene, who says which of them when, kept in the .blend."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Context, Object, PropertyGroup, Scene

from ..audio.speech import RATE
from ..batch.naming import AUTO
from ..blender import characters
from ..blender.takes import Direction
from ..emotion.intensity import Strength
from ..emotion.mood import parse_mood
from ..emotion.palette import read_palette
from ..track import Track
from . import wishes

OWN, MIX = "own", "mix"
"""The emotion that is set on the character's own panel; one that is written as a mix."""
FEELINGS = (
    (OWN, "As the Character", "The emotion and the style that are set on the character"),
    (AUTO, "From the Voice", "The mix of emotions that is heard in the voice"),
    *((e.name, e.label, e.description) for e in read_palette().emotions),
    (MIX, "A Mix", "Several emotions at once, each with its share"),
)


def _is_face(line: PropertyGroup, thing: Object) -> bool:
    return characters.is_character(thing)


class Line(PropertyGroup):
    """One line of dialogue."""

    use: BoolProperty(name="Use", description="Animate this line with the others", default=True)
    character: PointerProperty(
        type=Object,
        name="Character",
        description="The face that says the line",
        poll=_is_face,
    )
    sound: StringProperty(
        name="Voice",
        description="The recording of the line: WAV, FLAC, OGG, MP3, AAC, or a film",
        subtype="FILE_PATH",
    )
    emotion: EnumProperty(
        name="Emotion",
        description="How the line is felt; what is said does not change",
        items=FEELINGS,
        default=OWN,
    )
    mix: StringProperty(
        name="Mix",
        description="Emotions and their shares, such as happy=0.7, surprised=0.3",
        default="happy=0.7, surprised=0.3",
    )
    scale: FloatProperty(
        name="Intensity",
        description="Gain on the intensity that is heard; 0 is a neutral face",
        default=1.0,
        min=0.0,
        max=2.0,
        subtype="FACTOR",
    )
    start: IntProperty(
        name="Start Frame",
        description="Frame on which the sound begins",
        default=1,
        subtype="TIME",
    )

    @property
    def title(self) -> str:
        """The sound's name without folder and suffix."""
        return Path(bpy.path.basename(self.sound)).stem

    def feel(self, emotion: str) -> None:
        """Sets the emotion as a file's name writes it: one, "auto", or a mix."""
        known = {item[0] for item in FEELINGS}
        self.emotion = emotion if emotion in known else MIX
        self.mix = emotion if self.emotion == MIX else self.mix


class Cast(PropertyGroup):
    """The lines of one scene."""

    lines: CollectionProperty(type=Line, name="Lines", description="What is said in this scene")
    active: IntProperty(name="Line", description="The line whose details are shown", min=0)


def cast(context: Context) -> Cast:
    """The lines of the context's scene."""
    return context.scene.intone_cast


def active_line(context: Context) -> Line | None:
    """The line that is chosen in the list."""
    chosen = cast(context)
    return chosen.lines[chosen.active] if chosen.active < len(chosen.lines) else None


def direction(line: Line, scene: Scene) -> Direction:
    """How the line shall be acted; the style is the character's. Raises MoodError."""
    own = wishes.direction(line.character, scene)
    if line.emotion == OWN:
        return own
    text = line.mix if line.emotion == MIX else line.emotion
    weights = None if text == AUTO else parse_mood(text).weights
    scale = Track(np.array([[line.scale]], np.float32), RATE, ("scale",))
    return Direction(wishes.Felt(weights, scale, Strength()), own.style)


def attach() -> None:
    """Gives every scene its lines."""
    Scene.intone_cast = PointerProperty(type=Cast)


def detach() -> None:
    """Takes them away; the .blend keeps what was set."""
    del Scene.intone_cast
