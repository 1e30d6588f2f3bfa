"""Properties: the lines of a scene, who says which of them when, kept in the .blend."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import chain, count
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
from bpy.types import Action, Context, Object, PropertyGroup, Scene

from ..audio.speech import RATE
from ..blender.character import characters
from ..blender.takes.write import Direction, Request, Target
from ..blender.translations import CONTEXT
from ..emotion.intensity import IntensityShape
from ..emotion.mood import AUTO, EXPRESSIVE, parse_mood
from ..emotion.palette import read_palette
from ..track import Track
from . import recipe, scene_settings
from .performance import Take
from .recipe import NLA, VOICE, copy_recipe

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
        translation_context=CONTEXT,
        type=Object,
        name="Character",
        description="The face that says the line",
        poll=_is_face,
    )
    sound: StringProperty(
        translation_context=CONTEXT,
        name="Voice",
        description="The recording of the line: WAV, FLAC, OGG, MP3, AAC, or a film",
        subtype="FILE_PATH",
    )
    emotion: EnumProperty(
        translation_context=CONTEXT,
        name="Emotion",
        description="How the line is felt; what is said does not change",
        items=FEELINGS,
        default=OWN,
    )
    mix: StringProperty(
        translation_context=CONTEXT,
        name="Mix",
        description="Emotions and their shares, such as happy=0.7, surprised=0.3",
        default="happy=0.7, surprised=0.3",
    )
    scale: FloatProperty(
        translation_context=CONTEXT,
        name="Intensity",
        description="Gain on the intensity that is heard; 0 is a neutral face",
        default=1.0,
        min=0.0,
        max=2.0,
        subtype="FACTOR",
    )
    start: IntProperty(
        translation_context=CONTEXT,
        name="Start Frame",
        description="Frame on which the sound begins",
        default=1,
        subtype="TIME",
    )

    @property
    def title(self) -> str:
        """The sound's name without folder and suffix."""
        return Path(bpy.path.basename(self.sound)).stem

    @property
    def text(self) -> str:
        """The emotion as it is written: one, "auto", or a mix."""
        return self.mix if self.emotion == MIX else self.emotion

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


def request(line: Line, scene: Scene, taken: Collection[str] = ()) -> Request:
    """The take that the line shall become; one of its sound is made again.

    `taken` are names that other lines of the character have got. Raises MoodError.
    """
    performance, path = line.character.intone, Path(bpy.path.abspath(line.sound))
    takes = performance.takes
    take = next((take for take in takes if take.sound == line.sound), None)
    name = _free_name(path.stem, {*takes.keys(), *taken}) if take is None else take.name
    target = Target(
        *(line.character.name, scene.name, path, line.start),
        *(scene.intone.place_sound, scene.intone.extend),
        *(performance.tolerance, performance.layer == NLA),
        name=name,
        action="" if take is None or take.action is None else take.action.name,
    )
    return Request(target, _direction(line, scene))


def is_line_of(line: Line, target: Target) -> bool:
    """Whether the take is of that line."""
    who = line.character.name if line.character is not None else ""
    where = (who, Path(bpy.path.abspath(line.sound)), line.start)
    return where == (target.character, target.sound, target.start)


def _free_name(name: str, taken: Collection[str]) -> str:
    numbered = (f"{name}.{number:03}" for number in count(1))
    return next(free for free in chain([name], numbered) if free not in taken)


def _direction(line: Line, scene: Scene) -> Direction:
    """How the line is acted; the style is the character's."""
    own = scene_settings.direction(line.character, scene)
    if not _is_own_voice(line):
        own = replace(own, script=None)
    if line.emotion == OWN:
        return own
    weights = None if line.text == AUTO else parse_mood(line.text).weights
    scale = Track(np.array([[line.scale]], np.float32), RATE, ("scale",))
    return Direction(scene_settings.Felt(weights, scale, IntensityShape()), own.style, own.script)


def _is_own_voice(line: Line) -> bool:
    """Whether the line is of the sound to which the character's text belongs."""
    return line.sound == line.character.intone.sound


def keep(line: Line, name: str, action: Action) -> None:
    """The line as a take of its character, with its own recipe; another may be shown."""
    performance = line.character.intone
    if name not in performance.takes:
        performance.takes.add().name = name
    take = performance.takes[name]
    copy_recipe(performance, take)
    if not _is_own_voice(line):
        take.transcript = ""
    take.action, take.sound, take.start = action, line.sound, line.start
    if line.emotion != OWN:
        _write_feeling(line, take)
    if performance.takes.find(name) == performance.shown_take:
        copy_recipe(take, performance)


def _write_feeling(line: Line, take: Take) -> None:
    take.scale, take.intensity_source = line.scale, VOICE
    take.emotion_source = recipe.AUTO if line.text == AUTO else recipe.MIX
    if line.text != AUTO:
        weights = parse_mood(line.text).weights
        for felt in EXPRESSIVE:
            setattr(take, felt, float(weights[felt][0]))


CLASSES = (
    Line,
    Cast,
)


def attach() -> None:
    """Gives every scene its lines."""
    Scene.intone_cast = PointerProperty(type=Cast)


def detach() -> None:
    """Takes them away; the .blend keeps what was set."""
    del Scene.intone_cast
