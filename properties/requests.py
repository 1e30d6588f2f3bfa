"""Requests: a character's settings, or a line of a scene, become plain data for the work on a take.

Only here settings are turned into an Order. A Request is made in Blender's own thread and holds
everything that the work needs, so that the work touches no Blender data.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from zlib import crc32

import bpy
import numpy as np
from bpy.types import Object, Scene

from ..audio.speech import RATE
from ..blender.character import rig_map
from ..blender.live import live_update
from ..blender.takes import actions, curves, strips
from ..blender.takes.scene import frame_rate
from ..blender.takes.write import Request, Target
from ..emotion import mood
from ..emotion.intensity import IntensityShape
from ..emotion.mood import EXPRESSIVE
from ..errors import RigError
from ..face.performance import Style
from ..order import Order
from ..text import script as script_files
from ..text.script import ENGLISH, Automatic, Given, names_file, what_is_said
from ..text.timings.word_json import read_edited
from ..text.words import Words
from ..track import Track
from ..worker.codec import send
from . import take_verbs
from .performance import Performance, Take
from .scene_lines import OWN, Line, take_of
from .take_settings import AUTO, CURVE, GIVEN, NLA, NO_TEXT, TRANSCRIBED, VOICE

STYLE = tuple(f.name for f in fields(Style) if f.name not in ("lead", "smoothing", "person"))
"""The settings that a Style takes as they are."""
SHARED = "{name} is a copy and plays its original's take: press Animate to give it its own."


def voice(thing: Object) -> Path | None:
    """The sound that was chosen for the character, where one was."""
    path = thing.intone.sound
    return Path(bpy.path.abspath(path, library=thing.library)) if path else None


def script(thing: Object) -> Given:
    """What is known of what the character's voice says. Raises TextError."""
    text = _text(thing)
    is_file = isinstance(text, str) and names_file(text) and Path(text).is_file()
    return _said(text, language(thing), Path(text).stat().st_mtime_ns if is_file else 0)


@lru_cache(maxsize=4)
def _said(text: str | Automatic, language: str, saved: int) -> Given:
    """As what_is_said, of a file once for each time that it was saved: it is drawn from this."""
    return what_is_said(text, language)


def language(thing: Object) -> str:
    """Of the words, as espeak-ng names it: what is transcribed is English."""
    settings: Performance = thing.intone
    return settings.language if settings.text_source == GIVEN else ENGLISH


def _text(thing: Object) -> str | Automatic:
    """The transcript as it was given, or the whole path of its file; "" for none."""
    settings: Performance = thing.intone
    if settings.text_source == TRANSCRIBED:
        return script_files.AUTO
    given = settings.transcript if settings.text_source == GIVEN else ""
    return bpy.path.abspath(given, library=thing.library) if names_file(given) else given


@lru_cache(maxsize=8)
def read_edits(text: str) -> Words:
    """The words that were edited, of a take's setting. Raises TextError where it is broken."""
    return read_edited(text) if text else ()


def order(thing: Object, scene: Scene) -> Order:
    """How the character's voice is acted; keyed sliders are sampled over the scene."""
    settings: Performance = thing.intone
    amounts = {name: getattr(settings, name) for name in STYLE}
    person = crc32(thing.name.encode())
    style = Style(**amounts, lead=settings.lead / 1000, person=person)
    return Order(
        voice(thing) or Path(),
        mood.AUTO if settings.emotion_source == AUTO else _sampled(thing, scene, EXPRESSIVE),
        _sampled(thing, scene, ("scale",)),
        frame_rate(scene),
        _text(thing),
        language(thing),
        style,
        _intensity(thing, scene),
        read_edits(settings.word_edits),
    )


def _intensity(thing: Object, scene: Scene) -> IntensityShape:
    settings: Performance = thing.intone
    shape = IntensityShape(bias=settings.bias, change=settings.change)
    if settings.intensity_source == VOICE:
        return replace(shape, **timing(settings))
    if settings.intensity_source == CURVE:
        return replace(shape, curve=_sampled(thing, scene, ("intensity",)))
    return replace(shape, curve=Track(np.ones((1, 1), np.float32), RATE, ("intensity",)))


TIMING = ("attack", "release", "hold", "exit", "swell")


def timing(settings: Performance) -> dict[str, float]:
    """How the emotion follows the voice in time, as an IntensityShape names it."""
    named = {name: getattr(settings, name) for name in TIMING}
    return {**named, "lead": settings.emotion_lead}


def _sampled(thing: Object, scene: Scene, names: tuple[str, ...]) -> Track:
    """Sliders over the take, [frames, names], 0 or more; of one frame where none of them is keyed.

    A curve may leave the range of its slider: what Blender would show is what is meant.
    """
    start = thing.intone.start
    columns = [curves.sampled(thing, scene, name, start, RATE) for name in names]
    columns = [
        np.array([getattr(thing.intone, name)], np.float32) if column is None else column
        for name, column in zip(names, columns, strict=True)
    ]
    frames = max(len(column) for column in columns)
    values = np.stack([np.resize(column, frames) for column in columns], axis=1)
    return Track(np.maximum(values, 0, dtype=np.float32), RATE, names)


def request(thing: Object, scene: Scene) -> Request:
    """What the character's settings ask for in that scene. It must have a voice.

    Raises RigError where nothing of it can be moved, and TextError where the transcript is none.
    """
    return _with_rig(*_asked(thing, scene))


def live_request(thing: Object) -> Request | None:
    """The request of a character whose open take has other settings than it was made with.

    None for any other; a rig is recognised only where there is a request. Raises RigError where
    the take is another character's too.
    """
    take = take_verbs.active(thing.intone)
    if take is None or not take.open or take.action is None or voice(thing) is None:
        return None
    if actions.shared(thing, take.action):
        raise RigError(SHARED.format(name=thing.name))
    here = bpy.context.scene
    scene = here if thing.name in here.objects else next(iter(thing.users_scene), here)
    if not scene.intone_settings.live:
        return None
    target, wanted = _asked(thing, scene)
    return None if live_update.is_made(target) else _with_rig(target, wanted)


def _asked(thing: Object, scene: Scene) -> tuple[Target, Order]:
    performance, wanted = thing.intone, order(thing, scene)
    name = wanted.sound.stem
    take = take_verbs.take_to_make(performance, name)
    if take is not None and take.action is not None and actions.shared(thing, take.action):
        take = None  # a copied character: the original's stays the original's
    target = _target(thing, scene, wanted.sound, performance.start, take, name)
    return replace(target, fingerprint=_fingerprint(thing, target, wanted)), wanted


def _with_rig(target: Target, wanted: Order) -> Request:
    return Request(target, wanted, rig_map.rig_of(target.character), wanted.fps)


def line_request(line: Line, scene: Scene, taken: Collection[str] = ()) -> Request:
    """The take that the line shall become; one of its sound is made again.

    `taken` are names that other lines of the character have got. Raises MoodError, and what
    `request` raises.
    """
    thing, path = line.character, Path(bpy.path.abspath(line.sound))
    take = take_of(line)
    target = _target(thing, scene, path, line.start, take, path.stem, taken)
    wanted = replace(order(thing, scene), sound=path)
    if not line.is_own_voice:
        wanted = replace(wanted, text=_text_of_another(thing), edits=_edits_of(take))
    if line.emotion != OWN:
        wanted = replace(wanted, emotion=line.text, scale=line.scale, intensity=IntensityShape())
    return _with_rig(target, wanted)


def _text_of_another(thing: Object) -> str | Automatic:
    """Of a voice that is not the character's own, whose text is not given."""
    return "" if thing.intone.text_source == NO_TEXT else script_files.AUTO


def _edits_of(take: Take | None) -> Words:
    """What was edited in the words of a take that is made again."""
    return read_edits(take.word_edits) if take is not None else ()


def is_line_of(line: Line, target: Target) -> bool:
    """Whether the take is of that line."""
    who = line.character.name if line.character is not None else ""
    where = (who, Path(bpy.path.abspath(line.sound)), line.start)
    return where == (target.character, target.sound, target.start)


def _target(
    thing: Object,
    scene: Scene,
    sound: Path,
    start: int,
    take: Take | None,
    name: str,
    taken: Collection[str] = (),
) -> Target:
    """Where the take goes: the one that there is, or a new one with a free name like `name`."""
    performance, settings = thing.intone, scene.intone_settings
    action = None if take is None else take.action
    new = take_verbs.unique_name(name, {*performance.takes.keys(), *taken})
    heard = strips.heard(scene, sound, start)
    return Target(
        character=thing.name,
        scene=scene.name,
        sound=sound,
        start=start,
        place_sound=settings.place_sound,
        extend=settings.extend,
        tolerance=performance.tolerance,
        strip=performance.layer == NLA,
        name=new if take is None else take.name,
        action="" if action is None else action.name,
        heard=heard,
        room=strips.room(scene, sound, heard),
    )


def _fingerprint(thing: Object, target: Target, wanted: Order) -> str:
    """The same for the same voice, settings, curves and map; another one for any other."""
    facts = BytesIO()
    where = (str(target.sound), target.start, target.tolerance, target.strip)
    where += (repr((target.heard, target.room)),) if target.heard else ()
    rig = repr(rig_map.stored(thing)) if rig_map.is_stored(thing) else ""
    said = repr(wanted.script)
    send(facts, {**vars(wanted), "sound": "", "where": where, "said": said, "rig": rig})
    return blake2b(facts.getvalue(), digest_size=16).hexdigest()
