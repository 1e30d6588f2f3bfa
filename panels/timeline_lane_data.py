"""What the timeline lane shows, read once for each state of the character and its voice."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from bpy.types import Object, Scene
from numpy.typing import NDArray

from ..audio.speech import Speech
from ..blender.takes import curves, scene
from ..blender.takes.intensity_curve import edited_stretches
from ..blender.timeline import lane
from ..blender.timeline.rows import Chosen
from ..emotion.mood import felt_intensity
from ..operators import word_drag
from ..properties import requests, spoken_words
from ..properties.take_settings import SETTINGS

MAX_POINTS = 900
"""More than this cannot be seen."""
CACHED = 4
"""Lanes that are kept: playback draws the same ones again and again."""

_lanes: dict[Hashable, tuple[Speech, lane.Lane]] = {}
"""The lanes drawn last, by the state they show. Each keeps its speech, so that its id stays."""


def read_lane(where: Scene, thing: Object) -> lane.Lane | None:
    """What is heard and acted; None while the voice was not heard or is still being loaded."""
    speech = spoken_words.heard(thing)
    if speech is None:
        return None
    state = (thing.name, id(speech), scene.frame_rate(where), *map(_state, _sliders(thing)))
    if state not in _lanes:
        _lanes[state] = speech, _made(where, thing, speech)
        for oldest in list(_lanes)[:-CACHED]:
            del _lanes[oldest]
    shown, chosen = _lanes[state][1], spoken_words.selection()
    spoken_words.sync_soon(len(shown.words))
    return replace(
        shown,
        now=where.frame_current_final,
        chosen=Chosen(chosen.word, chosen.mouth),
        ghost=word_drag.ghost(),
    )


def _sliders(thing: Object) -> list[object]:
    """Each setting as its curve where it is keyed, else as its value."""
    return [curves.find(thing, name) or getattr(thing.intone, name) for name in SETTINGS]


def _state(slider: object) -> Hashable:
    points = getattr(slider, "keyframe_points", None)
    if points is None:
        return frozenset(slider) if isinstance(slider, set) else slider
    places = np.empty(2 * len(points), np.float32)
    points.foreach_get("co", places)
    return places.tobytes()


def _made(where: Scene, thing: Object, speech: Speech) -> lane.Lane:
    step = max(1, len(speech.intensity) // MAX_POINTS)
    starts = np.arange(0, len(speech.intensity), step)
    times = speech.intensity.times[starts]
    words = spoken_words.words(thing)
    return lane.Lane(
        title=thing.name,
        frames=spoken_words.frames_of(thing, times),
        loudness=np.maximum.reduceat(speech.content["loudness"], starts),
        heard=speech.intensity.values[starts, 0],
        acted=_acted(thing, where, speech)[starts],
        edited=edited_stretches(thing),
        now=0.0,
        words=spoken_words.word_row(thing, words),
        mouths=spoken_words.mouth_row(thing, words),
    )


def _acted(thing: Object, where: Scene, speech: Speech) -> NDArray[np.float32]:
    """The intensity that is acted, [frames], 0..1: what is heard or drawn, times its gain."""
    mood = requests.order(thing, where).mood(speech)
    strength = felt_intensity(speech, mood)
    gain = mood.scale.at(strength.times)[:, 0]
    return np.clip(strength.values[:, 0] * gain, 0, 1)
