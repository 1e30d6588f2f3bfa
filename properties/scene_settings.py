"""Wishes: a scene's settings and a character's recipe; only here they become Mood and Style."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import bpy
import numpy as np
from bpy.props import BoolProperty, PointerProperty
from bpy.types import Context, Object, PropertyGroup, Scene

from ..audio.speech import RATE, Speech
from ..blender.character import characters, rig_map
from ..blender.live import live_update
from ..blender.takes import actions, curves
from ..blender.takes.scene import frame_rate
from ..blender.takes.write import Direction, Request, Target
from ..blender.translations import CONTEXT
from ..emotion.intensity import IntensityShape
from ..emotion.mood import EXPRESSIVE, Mood, heard_mood
from ..errors import RigError
from ..face.performance import Style
from ..text.script import Script, names_file, read_script
from ..track import Track
from ..worker.codec import send
from . import performance
from .performance import Performance
from .recipe import AUTO, CURVE, NLA, VOICE

STYLE = {
    "Emotion": ("brows", "eyes", "cheeks", "mouth"),
    "Words": ("articulation", "jaw", "closure"),
    "Life": ("blinks", "gaze", "head", "accents", "breath", "seed"),
}
"""The settings that a Style takes as they are, by what they shape."""


def _is_face(settings: PropertyGroup, thing: Object) -> bool:
    return characters.is_character(thing)


SHARED = "{name} is a copy and plays its original's take: press Animate to give it its own."


def _woken(settings: PropertyGroup, context: Context) -> None:
    for thing in settings.id_data.objects:
        live_update.touch(thing.name)


class Settings(PropertyGroup):
    """One scene's wishes."""

    character: PointerProperty(
        translation_context=CONTEXT,
        type=Object,
        name="Character",
        description="The face to animate: any mesh or armature of a character with shape keys",
        poll=_is_face,
    )
    place_sound: BoolProperty(
        translation_context=CONTEXT,
        name="Sound in the Sequencer",
        description="Place the sound as a strip that begins at the start frame",
        default=True,
    )
    live: BoolProperty(
        translation_context=CONTEXT,
        name="Live",
        description="Show every change of a recipe on the face at once, without Animate",
        default=True,
        update=_woken,
    )
    extend: BoolProperty(
        translation_context=CONTEXT,
        name="Extend the Frame Range",
        description="Lengthen the scene's frame range to hold the whole take",
        default=True,
    )

    @property
    def performance(self) -> Performance | None:
        """What the chosen character plays; by this name presets know it."""
        thing = character(bpy.context)
        return thing.intone if thing is not None else None


@dataclass(frozen=True)
class Felt:
    """The mood that was asked for; without `weights` the voice's own guess."""

    weights: Track | None
    scale: Track
    strength: IntensityShape

    def __call__(self, speech: Speech) -> Mood:
        weights = self.weights or heard_mood(speech.guess()).weights
        return Mood(weights, self.scale, self.strength)


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


def voice(thing: Object) -> Path | None:
    """The sound that was chosen for the character, where one was."""
    path = thing.intone.sound
    return Path(bpy.path.abspath(path, library=thing.library)) if path else None


def direction(thing: Object, scene: Scene) -> Direction:
    """How the character's voice shall be acted; keyed sliders are sampled over the scene.

    Raises TextError where the transcript is none.
    """
    recipe: Performance = thing.intone
    amounts = {name: getattr(recipe, name) for names in STYLE.values() for name in names}
    weights = None if recipe.emotion_source == AUTO else _sampled(thing, scene, EXPRESSIVE)
    felt = Felt(weights, _sampled(thing, scene, ("scale",)), _strength(thing, scene))
    return Direction(felt, Style(**amounts, lead=recipe.lead / 1000), script(thing))


def script(thing: Object) -> Script | None:
    """What the character's voice says, where that was given. Raises TextError."""
    recipe: Performance = thing.intone
    given = recipe.transcript
    if names_file(given):
        given = bpy.path.abspath(given, library=thing.library)
    return read_script(given, recipe.language) if given else None


def _strength(thing: Object, scene: Scene) -> IntensityShape:
    recipe: Performance = thing.intone
    if recipe.intensity_source == VOICE:
        return IntensityShape(None, recipe.bias, recipe.attack, recipe.release)
    if recipe.intensity_source == CURVE:
        return IntensityShape(_sampled(thing, scene, ("intensity",)), recipe.bias)
    return IntensityShape(Track(np.ones((1, 1), np.float32), RATE, ("intensity",)), recipe.bias)


def _sampled(thing: Object, scene: Scene, names: tuple[str, ...]) -> Track:
    """Sliders over the take, [frames, names], 0 or more; of one frame where none of them is keyed.

    A curve may leave the range of its slider: what Blender would show is what is meant.
    """
    columns = [curves.sampled(thing, scene, name, RATE) for name in names]
    frames = max(len(column) for column in columns)
    values = np.stack([np.resize(column, frames) for column in columns], axis=1)
    return Track(np.maximum(values, 0, dtype=np.float32), RATE, names)


def request(thing: Object, scene: Scene) -> Request:
    """What the character's recipe asks for in that scene. It must have a sound."""
    wish, recipe, path = scene.intone, thing.intone, voice(thing)
    take = performance.take_to_make(recipe, path.stem)
    if take is not None and take.action is not None and actions.shared(thing, take.action):
        take = None  # a copied character: the original's stays the original's
    asked = direction(thing, scene)
    target = Target(
        *(thing.name, scene.name, path, recipe.start, wish.place_sound, wish.extend),
        *(recipe.tolerance, recipe.layer == NLA),
        name=performance.free_name(recipe, path.stem) if take is None else take.name,
        action="" if take is None or take.action is None else take.action.name,
    )
    marked = replace(target, recipe=_fingerprint(thing, target, asked, scene))
    return Request(marked, asked)


def live_request(thing: Object) -> Request | None:
    """The request of a character whose active take was made once; None for any other.

    Raises RigError where the take is another character's too.
    """
    take, path = performance.active(thing.intone), voice(thing)
    if take is None or take.action is None or path is None or take.sound != thing.intone.sound:
        return None
    if actions.shared(thing, take.action):
        raise RigError(SHARED.format(name=thing.name))
    here = bpy.context.scene
    scene = here if thing.name in here.objects else next(iter(thing.users_scene), here)
    return request(thing, scene) if scene.intone.live else None


def _fingerprint(thing: Object, target: Target, asked: Direction, scene: Scene) -> str:
    """The same for the same voice, settings, curves and map; another one for any other."""
    felt: Felt = asked.mood
    facts = BytesIO()
    where = (str(target.sound), target.start, target.tolerance, target.strip, frame_rate(scene))
    said = repr(asked.script)
    rig = repr(rig_map.stored(thing)) if rig_map.is_stored(thing) else ""
    send(facts, {**vars(felt), "style": asked.style, "where": where, "said": said, "rig": rig})
    return blake2b(facts.getvalue(), digest_size=16).hexdigest()


def use_sound(context: Context, thing: Object, path: Path, start: int) -> None:
    """The character, and the voice that it shall say from that frame on."""
    settings(context).character = thing
    thing.intone.sound, thing.intone.start = str(path), start


CLASSES = (Settings,)


def attach() -> None:
    """Gives every scene its wishes."""
    Scene.intone = PointerProperty(type=Settings)


def detach() -> None:
    """Takes them away; the .blend keeps what was set."""
    del Scene.intone
