"""What the timeline lane shows, read once for each state of the character and its voice."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import bpy
import numpy as np
from bpy.app.translations import pgettext_iface as iface
from bpy.types import Object, Scene
from numpy.typing import NDArray

from ..audio.speech import Speech
from ..blender.takes import curves, scene
from ..blender.takes.curves import INTENSITY
from ..blender.takes.filled_curves import edited_stretches
from ..blender.timeline import lane
from ..blender.timeline.bands import Bands
from ..blender.timeline.rows import Chosen
from ..blender.translations import CONTEXT
from ..emotion.heard import heard_over_time
from ..emotion.mood import EXPRESSIVE, Mood, felt_emotions, felt_intensity
from ..emotion.palette import Colour, read_palette
from ..operators import word_drag
from ..properties import own_emotions, requests, spoken_words
from ..properties.take_settings import SETTINGS
from ..track import Track

MAX_POINTS = 900
"""More than this cannot be seen."""
CACHED = 4
"""Lanes that are kept: playback draws the same ones again and again."""

OWN_STEP = 0.85
"""How bright an own emotion is, of the one before."""

_lanes: dict[Hashable, tuple[Speech, lane.Lane]] = {}
"""The lanes drawn last, by the state they show. Each keeps its speech, so that its id stays."""


def read_lane(where: Scene, thing: Object) -> lane.Lane | None:
    """What is heard and acted; None while the voice was not heard or is still being loaded."""
    speech = spoken_words.heard(thing)
    if speech is None:
        return None
    own = own_emotions.emotions(thing)
    language = bpy.app.translations.locale
    state = (thing.name, id(speech), scene.frame_rate(where), own, language)
    state += tuple(map(_state, _sliders(thing)))
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
    mood = requests.order(thing, where).mood(speech)
    strength = felt_intensity(speech, mood)
    gain = mood.scale.at(strength.times)
    return lane.Lane(
        title=thing.name,
        frames=spoken_words.frames_of(thing, times),
        loudness=np.maximum.reduceat(speech.content["loudness"], starts),
        heard=speech.intensity.values[starts, 0],
        acted=(strength.values * gain)[starts, 0],
        edited=edited_stretches(thing, INTENSITY),
        now=0.0,
        bands=_bands(speech, mood, strength, times),
        words=spoken_words.word_row(thing, words),
        mouths=spoken_words.mouth_row(thing, words),
    )


def _paler(colour: Colour, place: int) -> Colour:
    """The colour of the own emotion at that place: each a little darker than the one before."""
    red, green, blue = (part * OWN_STEP**place for part in colour)
    return red, green, blue


def _bands(speech: Speech, mood: Mood, strength: Track, times: NDArray[np.float64]) -> Bands:
    """The emotions that are heard and acted at those times (s); own ones after the seven."""
    palette, own = read_palette(), mood.own
    paler = (_paler(palette.own, place) for place in range(len(own)))
    heard = heard_over_time(speech).at(times)
    return Bands(
        heard=np.column_stack([heard, np.zeros((len(times), len(own)), np.float32)]),
        acted=felt_emotions(mood, strength).at(times),
        names=[
            *(iface(palette[name].label, CONTEXT) for name in EXPRESSIVE),
            *(emotion.label for emotion in own),
        ],
        colours=[
            *(palette[name].colour for name in EXPRESSIVE),
            *paler,
        ],
    )
