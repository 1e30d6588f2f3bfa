"""Properties: what the artist asks for, kept in the .blend; only here it is Mood and Style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Context, Object, PropertyGroup, Scene

from ..audio.speech import Speech
from ..blender import characters
from ..blender.takes import Direction, Target
from ..emotion.mood import Mood, constant_mood
from ..emotion.palette import read_palette
from ..face.performance import Style

AUTO = "auto"
"""The emotion that is heard in the voice itself."""

EMOTIONS = (
    (AUTO, "From the Voice", "The mix of emotions that is heard in the voice"),
    *((e.name, e.label, e.description) for e in read_palette().emotions),
)


def _is_face(settings: PropertyGroup, thing: Object) -> bool:
    return characters.is_character(thing)


def _amount(name: str, description: str) -> FloatProperty:
    return FloatProperty(
        name=name, description=description, default=1.0, min=0.0, soft_max=1.5, max=2.0
    )


class Settings(PropertyGroup):
    """One scene's wishes."""

    character: PointerProperty(
        type=Object,
        name="Character",
        description="The face to animate: any mesh or armature of a character with shape keys",
        poll=_is_face,
    )
    sound: StringProperty(
        name="Voice",
        description="The recording of a voice: WAV, FLAC, OGG, MP3, AAC, or a film",
        subtype="FILE_PATH",
    )
    emotion: EnumProperty(
        name="Emotion",
        description="How the words are felt; what is said does not change",
        items=EMOTIONS,
        default=AUTO,
    )
    scale: FloatProperty(
        name="Intensity",
        description="Gain on the intensity of the emotion that is heard; 0 is a neutral face",
        default=1.0,
        min=0.0,
        max=2.0,
    )
    start: IntProperty(name="Start Frame", description="Frame on which the sound begins", default=1)
    place_sound: BoolProperty(
        name="Sound in the Sequencer",
        description="Place the sound as a strip that begins at the start frame",
        default=True,
    )
    extend: BoolProperty(
        name="Extend the Frame Range",
        description="Lengthen the scene's frame range to hold the whole take",
        default=True,
    )
    articulation: _amount("Articulation", "How clearly the mouth forms the words")
    brows: _amount("Brows", "Amount of the emotion in the brows")
    eyes: _amount("Eyes", "Amount of the emotion in the eyes")
    cheeks: _amount("Cheeks", "Amount of the emotion in the cheeks and the nose")
    mouth: _amount("Mouth", "Amount of the emotion in the mouth")
    blinks: _amount("Blinks", "How often the eyes blink, as a multiple of the usual rate")
    gaze: _amount("Gaze", "Amount of the small movements of the eyes")
    head: _amount("Head", "Amount of head motion")
    seed: IntProperty(
        name="Seed", description="Another number gives other blinks and head motion", min=0
    )


AMOUNTS = {
    "Words": ("articulation",),
    "Emotion": ("brows", "eyes", "cheeks", "mouth"),
    "Life": ("blinks", "gaze", "head"),
}
"""The amounts of a Style that the artist can set, by what they shape."""


@dataclass(frozen=True)
class Felt:
    """The mood that was asked for, or the voice's own guess, at a scale."""

    emotion: str
    scale: float

    def __call__(self, speech: Speech) -> Mood:
        weights: Mapping[str, float] = {self.emotion: 1.0}
        return constant_mood(speech.guess() if self.emotion == AUTO else weights, self.scale)


def settings(context: Context) -> Settings:
    """The wishes for the context's scene."""
    return context.scene.intone


def character(context: Context) -> Object | None:
    """The chosen character, or else the active object where that is one."""
    chosen = settings(context).character
    if chosen is not None:
        return chosen
    active = context.active_object
    return active if characters.is_character(active) else None


def voice(context: Context) -> Path | None:
    """The chosen sound, where one was chosen."""
    path = settings(context).sound
    return Path(bpy.path.abspath(path)) if path else None


def direction(context: Context) -> Direction:
    """How the voice shall be acted."""
    wish = settings(context)
    amounts = {name: getattr(wish, name) for names in AMOUNTS.values() for name in names}
    return Direction(Felt(wish.emotion, wish.scale), Style(**amounts, seed=wish.seed))


def target(context: Context, thing: Object, path: Path) -> Target:
    """Where the take goes."""
    wish = settings(context)
    return Target(thing.name, context.scene.name, path, wish.start, wish.place_sound, wish.extend)


def attach() -> None:
    """Gives every scene its wishes."""
    Scene.intone = PointerProperty(type=Settings)


def detach() -> None:
    """Takes them away; the .blend keeps what was set."""
    del Scene.intone
