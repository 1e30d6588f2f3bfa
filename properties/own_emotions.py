"""Own emotions of a character: poses of its face, each with a slider in the mix, kept with it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from bpy.props import StringProperty
from bpy.types import Context, Object, PropertyGroup, Scene

from ..blender.live import live_update
from ..blender.takes import curves
from ..emotion.mood import AUTO as AUTO_EMOTION
from ..emotion.mood import EXPRESSIVE, parse_mood
from ..emotion.own import OwnEmotion, Pose, check_name
from ..errors import MoodError
from ..face.basis import CHANNELS
from ..face.own_files import MOST_GAIN, MOST_HOLD, as_pose
from . import own_emotion_files
from .declare import number, prop
from .take_settings import AUTO, MIX, OWN_SLIDERS, touch

FULL = "{name} has {count} emotions of its own already: remove one first."
UNKNOWN = "There is no emotion called '{name}' here or in your folder: load its file."
DOUBLE = "An emotion of {name} is called '{label}' already: choose another name."

_gain = {"default": 1.0, "limits": (0, MOST_GAIN), "update": touch}


def _renamed(item: OwnEmotionItem, context: Context) -> None:
    """A name that cannot be, or that another has, is put back."""
    try:
        check_name(item.name)
        _check_free(item)
    except MoodError as error:
        live_update.refuse(str(error))
        if item.name != item.known_name:
            item.name = item.known_name
        return
    item.known_name = item.name.strip()
    touch(item, context)


def _check_free(item: OwnEmotionItem) -> None:
    thing, name = item.id_data, item.name.strip().casefold()
    others = (one for one in thing.intone.own_emotions if one.slider != item.slider)
    if any(other.known_name.casefold() == name for other in others):
        raise MoodError(DOUBLE.format(name=thing.name, label=item.name))


class OwnEmotionItem(PropertyGroup):
    """One of a character's own emotions; `known_name` is its name, once that was found good."""

    name: prop(StringProperty, "Name", "As mixes and files call it", update=_renamed)
    known_name: prop(StringProperty, "Known Name", options={"HIDDEN"})
    face: prop(StringProperty, "Face", options={"HIDDEN"})
    slider: prop(StringProperty, "Slider", options={"HIDDEN"})
    jaw: number("Jaw", "Gain on the swing of the speaking jaw while it is felt", **_gain)
    rounding: number("Rounding", "Gain on the rounding of the lips while it is felt", **_gain)
    hold: number(
        "Hold",
        "Seconds for which a pause keeps it",
        2.0,
        limits=(0, MOST_HOLD),
        soft=(0, 5),
        subtype="TIME_ABSOLUTE",
        unit="TIME_ABSOLUTE",
        update=touch,
    )


def emotion_of(item: OwnEmotionItem) -> OwnEmotion:
    """The item as plain data."""
    gains = (round(getattr(item, name), 4) for name in ("jaw", "rounding", "hold"))
    return OwnEmotion(item.known_name, face_of(item.face), *gains)


@lru_cache(maxsize=64)
def face_of(text: str) -> Pose:
    """The face that an item keeps as text; empty where a script has spoiled it."""
    try:
        channels = [(name, float(value)) for name, value in json.loads(text).items()]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()
    return as_pose((name, value) for name, value in channels if name in CHANNELS)


def emotions(thing: Object) -> tuple[OwnEmotion, ...]:
    """All of the character's own emotions."""
    return tuple(by_slider(thing).values())


def in_scene(scene: Scene) -> tuple[OwnEmotion, ...]:
    """Those of all characters of a scene, one of each name."""
    found: dict[str, OwnEmotion] = {}
    for thing in scene.objects:
        if thing.is_property_set("intone"):
            found |= {emotion.name: emotion for emotion in emotions(thing)}
    return tuple(found.values())


def by_slider(thing: Object) -> dict[str, OwnEmotion]:
    """All of them by the names of their sliders."""
    whole = (item for item in thing.intone.own_emotions if face_of(item.face))
    return {item.slider: emotion_of(item) for item in whole}


def named(thing: Object, name: str) -> OwnEmotionItem | None:
    """The character's emotion of that name, in any case."""
    items, name = thing.intone.own_emotions, name.strip().casefold()
    return next((item for item in items if item.known_name.casefold() == name), None)


def add(thing: Object, emotion: OwnEmotion) -> OwnEmotionItem:
    """Gives the character the emotion, in place of one of that name. Raises MoodError when full."""
    items = thing.intone.own_emotions
    item = named(thing, emotion.name)
    if item is None:
        taken = {one.slider for one in items}
        free = next((name for name in OWN_SLIDERS if name not in taken), None)
        if free is None:
            raise MoodError(FULL.format(name=thing.name, count=len(OWN_SLIDERS)))
        item = items.add()
        item.slider = free
    item.face = json.dumps(dict(emotion.face))
    item.known_name = item.name = emotion.label.strip()
    for name in ("jaw", "rounding", "hold"):
        setattr(item, name, getattr(emotion, name))
    thing.intone.own_row = items.find(item.name)
    return item


def take_over(performance: Any, other: Any) -> None:
    """Takes over those emotions of another part of the same character whose sliders are free."""
    taken = {item.slider for item in performance.own_emotions}
    for theirs in (item for item in other.own_emotions if item.slider not in taken):
        if named(performance.id_data, theirs.known_name) is None:
            item = performance.own_emotions.add()
            item.slider, item.face, item.known_name = theirs.slider, theirs.face, theirs.known_name
            for name in ("name", "jaw", "rounding", "hold"):
                setattr(item, name, getattr(theirs, name))


def remove(thing: Object, index: int) -> None:
    """Takes an emotion from the character, with its shares and keys in all takes."""
    performance = thing.intone
    slider = performance.own_emotions[index].slider
    curves.clear(thing, slider)
    for settings in (performance, *performance.takes):
        settings.property_unset(slider)
    for take in performance.takes:
        if take.sliders is not None:
            curves.drop(take.sliders, slider)
    performance.own_emotions.remove(index)
    performance.own_row = max(0, min(index, len(performance.own_emotions) - 1))
    live_update.touch(thing.name)


def mix_of(performance: Any) -> str:
    """The shares of own emotions as presets keep them: "weary=0.5, smug=0.2"."""
    shares = ((i.known_name, getattr(performance, i.slider)) for i in performance.own_emotions)
    return ", ".join(f"{name}={round(share, 4)}" for name, share in shares if share)


def set_mix(performance: Any, text: str) -> None:
    """Sets the shares so; an emotion that the character lacks comes from the user's folder."""
    thing, shares = performance.id_data, parsed(text)
    for slider in OWN_SLIDERS:
        setattr(performance, slider, 0.0)
    for name, share in shares.items():
        try:
            setattr(performance, _slider(thing, name), share)
        except MoodError as error:
            live_update.refuse(str(error))


def parsed(text: str) -> dict[str, float]:
    """The shares in such a text; what is no number is passed over."""
    shares = dict[str, float]()
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, share = item.partition("=")
        try:
            shares[name.strip()] = float(share or 1.0)
        except ValueError:
            continue
    return shares


def _slider(thing: Object, name: str) -> str:
    """The slider of an emotion by its name. Raises MoodError where there is none."""
    item = named(thing, name)
    if item is None:
        emotion = own_emotion_files.known(name)
        if emotion is None:
            raise MoodError(UNKNOWN.format(name=name))
        item = add(thing, emotion)
    return item.slider


def from_emotion(thing: Object, text: str) -> dict[str, Any]:
    """The settings for "auto", or for a mix such as "happy=0.7,weary=0.3". Raises MoodError."""
    if text.casefold() == AUTO_EMOTION:
        return {"emotion_source": AUTO}
    weights = parse_mood(text, own=emotions(thing)).weights
    shares = {name: float(weights[name][0]) for name in weights.names}
    own = {
        item.slider: shares.get(item.known_name.casefold(), 0.0)
        for item in thing.intone.own_emotions
    }
    return {"emotion_source": MIX, **{name: shares[name] for name in EXPRESSIVE}, **own}


CLASSES = (OwnEmotionItem,)
