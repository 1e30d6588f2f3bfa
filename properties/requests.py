"""Requests: a character's settings, or a line of a scene, become plain data for the work on a take.

Only here settings are turned into an Order. A Request is made in Blender's own thread and holds
everything that the work needs, so that the work touches no Blender data.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import bpy
from bpy.types import Object, Scene

from ..animation.placement import Placement
from ..blender.character import known_maps, rig_map
from ..blender.live import live_update
from ..blender.takes import actions
from ..blender.takes.write import Request, Target
from ..emotion.intensity import IntensityShape
from ..errors import RigError
from ..order import Order
from ..text import script as script_files
from ..text.script import Automatic
from ..text.words import Words
from ..worker.codec import send
from . import line_strips, own_emotions, take_verbs, transcripts
from .asked import Asked, voice
from .performance import Take
from .scene_lines import OWN, Line, take_of
from .take_settings import NLA, NO_TEXT

SHARED = "{name} is a copy and plays its original's take: press Animate to give it its own."


def order(thing: Object, scene: Scene) -> Order:
    """How the character's voice is acted; keyed sliders are sampled over the take."""
    return _own(thing, scene).order()


def _own(thing: Object, scene: Scene) -> Asked:
    """What the character's own settings ask for."""
    take = take_verbs.active(thing.intone)
    take = take if take is not None and take.open else None
    place = line_strips.take_placement(thing, take, voice(thing) or Path(), scene)
    return Asked(thing, scene, thing.intone, place)


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
    if live_update.is_made(target):
        return None
    return Request(target, wanted, known_maps.rig_of(target.character), wanted.fps)


def _asked(thing: Object, scene: Scene) -> tuple[Target, Order]:
    performance, asked = thing.intone, _own(thing, scene)
    wanted = asked.order()
    name = wanted.sound.stem
    take = take_verbs.take_to_make(performance, name)
    if take is not None and take.action is not None and actions.shared(thing, take.action):
        take = None  # a copied character: the original's stays the original's
    target = _target(asked, wanted.sound, take, name)
    return replace(target, fingerprint=_fingerprint(thing, target, wanted)), wanted


def _with_rig(target: Target, wanted: Order) -> Request:
    return Request(target, wanted, rig_map.rig_of(target.character), wanted.fps)


def line_request(
    line: Line, scene: Scene, taken: Collection[str] = (), *, again: bool = False
) -> Request:
    """The take that the line shall become; one of its sound is made again.

    taken   names that other lines of the character have got
    again   as its take was made, whatever the character's panel and the list say by now
    Raises MoodError, and what `request` raises.
    """
    take = take_of(line) if line.taken_by in (None, line.character) else None
    path = line_strips.sound_of(line)
    found = line_strips.strips_of(scene)
    place = line_strips.placement(line, found) or Placement(line.start)
    asked = _line_asks(line, take if again else None, place)
    wanted = replace(asked.order(), sound=path)
    if not again or take is None:
        wanted = _as_listed(line, take, wanted)
    target = _target(asked, path, take, path.stem, taken)
    own = line.strip in found
    target = replace(target, line=line.strip, place_sound=target.place_sound and not own)
    return _with_rig(target, wanted)


def _line_asks(line: Line, take: Take | None, place: Placement) -> Asked:
    """The settings that a line is acted with: of a take that is closed, its own."""
    thing = line.character
    if take is None or take.open:
        return Asked(thing, line.id_data, thing.intone, place)
    return Asked(thing, line.id_data, take, place, take.sliders)


def _as_listed(line: Line, take: Take | None, wanted: Order) -> Order:
    """What is asked of the character's voice, as the list has it for the line."""
    if not line.is_own_voice:
        wanted = replace(wanted, text=_text_of_another(line.character), edits=_edits_of(take))
    if line.emotion != OWN:
        own = own_emotions.emotions(line.character)
        wanted = replace(wanted, emotion=line.text, scale=line.scale, own=own)
        wanted = replace(wanted, intensity=IntensityShape())
    return wanted


def _text_of_another(thing: Object) -> str | Automatic:
    """Of a voice that is not the character's own, whose text is not given."""
    return "" if thing.intone.text_source == NO_TEXT else script_files.AUTO


def _edits_of(take: Take | None) -> Words:
    """What was edited in the words of a take that is made again."""
    return transcripts.read_edits(take.word_edits) if take is not None else ()


def is_line_of(line: Line, target: Target) -> bool:
    """Whether the take is of that line."""
    who = line.character.name if line.character is not None else ""
    where = (who, line_strips.sound_of(line), line.strip, line.start)
    return where == (target.character, target.sound, target.line, target.start)


def _target(
    asked: Asked, sound: Path, take: Take | None, name: str, taken: Collection[str] = ()
) -> Target:
    """Where the take goes: the one that there is, or a new one with a free name like `name`."""
    thing, settings = asked.thing, asked.scene.intone_settings
    action = None if take is None else take.action
    new = take_verbs.unique_name(name, {*thing.intone.takes.keys(), *taken})
    return Target(
        character=thing.name,
        scene=asked.scene.name,
        sound=sound,
        start=asked.place.start,
        place_sound=settings.place_sound,
        extend=settings.extend,
        tolerance=asked.settings.tolerance,
        strip=asked.settings.layer == NLA,
        stacking=asked.settings.stacking,
        regions=frozenset(asked.settings.moves),
        name=new if take is None else take.name,
        action="" if action is None else action.name,
        heard=asked.place.heard,
        room=asked.place.room,
        pace=asked.place.pace,
    )


def _fingerprint(thing: Object, target: Target, wanted: Order) -> str:
    """The same for the same voice, settings, curves and map; another one for any other."""
    facts = BytesIO()
    where = (str(target.sound), target.start, target.tolerance, target.strip)
    where += (target.stacking, *sorted(target.regions))
    where += (repr((target.heard, target.room)),) if target.heard else ()
    where += (repr(target.pace),) if target.pace else ()
    rig = repr(rig_map.stored(thing)) if rig_map.is_stored(thing) else ""
    said = repr(wanted.script)
    send(facts, {**vars(wanted), "sound": "", "where": where, "said": said, "rig": rig})
    return blake2b(facts.getvalue(), digest_size=16).hexdigest()
