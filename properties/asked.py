"""Asked: the settings of a take as an Order; keyed sliders are sampled over the take."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Action, Object, Scene

from ..animation.placement import Placement
from ..audio.speech import RATE
from ..blender.takes import curves
from ..blender.takes.scene import frame_rate
from ..emotion import mood
from ..emotion.intensity import IntensityShape
from ..emotion.mood import EXPRESSIVE
from ..emotion.own import OwnEmotion
from ..face.partner import Partner
from ..face.performance import Style, person_of
from ..order import Order
from ..track import Array, Track
from . import looks, own_emotions, transcripts, voice_level
from .take_settings import AUTO, CURVE, VOICE, TakeSettings

_OTHERWISE = ("lead", "smoothing", "person", "partner")
STYLE = tuple(f.name for f in fields(Style) if f.name not in _OTHERWISE)
"""The settings that a Style takes as they are."""


def voice(thing: Object) -> Path | None:
    """The sound that was chosen for the character, where one was."""
    path = thing.intone.sound
    return path_of(thing, path) if path else None


def path_of(thing: Object, sound: str) -> Path:
    """The whole path of a sound of the character."""
    return Path(bpy.path.abspath(sound, library=thing.library))


@dataclass(frozen=True)
class Asked:
    """Settings that ask for a take: the character's own, or those of a take that is not shown.

    place   where the take is played
    kept    the keys of the sliders, where they are not in the character's animation
    """

    thing: Object
    scene: Scene
    settings: TakeSettings
    place: Placement
    kept: Action | None = None

    def sampled(self, names: tuple[str, ...]) -> Track:
        """Sliders over the take, [frames, names], 0 or more; of one frame where none has keys.

        A curve may leave the range of its slider: what Blender would show is what is meant.
        """
        columns = [self._column(name) for name in names]
        frames = max(len(column) for column in columns)
        values = np.stack([np.resize(column, frames) for column in columns], axis=1)
        return Track(np.maximum(values, 0, dtype=np.float32), RATE, names)

    def _column(self, name: str) -> Array:
        found = None
        if self.kept is not None or self.settings == self.thing.intone:
            found = curves.sampled(self.thing, self.scene, name, self.place, RATE, self.kept)
        value = np.array([getattr(self.settings, name)], np.float32)
        return value if found is None else found

    def order(self) -> Order:
        """How the voice is acted; keyed sliders are sampled over the take."""
        held, own = self.settings, self._own()
        amounts = {name: getattr(held, name) for name in STYLE}
        person = person_of(self.thing.name)
        weight = self.sampled(("look_weight",))
        partner = Partner(looks.look(self.thing, self.scene, self.place, weight))
        style = Style(**amounts, lead=held.lead / 1000, person=person, partner=partner)
        return Order(
            voice(self.thing) or Path(),
            mood.AUTO if held.emotion_source == AUTO else self._mix(own),
            self.sampled(("scale",)),
            frame_rate(self.scene),
            transcripts.text_of(held),
            transcripts.language(held),
            style,
            self._intensity(),
            transcripts.read_edits(held.word_edits),
            tuple(own.values()),
            voice_level.calm_of(self.thing),
        )

    def _own(self) -> dict[str, OwnEmotion]:
        """The character's own emotions that are in the mix, by their sliders."""
        if self.settings.emotion_source == AUTO:
            return {}
        items = own_emotions.by_slider(self.thing).items()
        return {slider: own for slider, own in items if self.sampled((slider,)).values.any()}

    def _mix(self, own: dict[str, OwnEmotion]) -> Track:
        """The share of each emotion over the take, [frames, EXPRESSIVE and own]."""
        names = (*EXPRESSIVE, *(emotion.name for emotion in own.values()))
        return replace(self.sampled((*EXPRESSIVE, *own)), names=names)

    def _intensity(self) -> IntensityShape:
        held = self.settings
        shape = IntensityShape(bias=held.bias, change=held.change)
        if held.intensity_source == VOICE:
            return replace(shape, **timing(held))
        if held.intensity_source == CURVE:
            return replace(shape, curve=self.sampled(("intensity",)))
        return replace(shape, curve=Track(np.ones((1, 1), np.float32), RATE, ("intensity",)))


TIMING = ("attack", "release", "hold", "exit", "swell")


def timing(settings: TakeSettings) -> dict[str, float]:
    """How the emotion follows the voice in time, as an IntensityShape names it."""
    named = {name: getattr(settings, name) for name in TIMING}
    return {**named, "lead": settings.emotion_lead}
