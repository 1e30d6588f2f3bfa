"""What is done with a character's takes: show, record, new, duplicate, rename, delete, bake.

A take that is shown is open: its settings are on the performance, and its sliders' keys in the
character's animation. Closing it moves both into the take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.types import Action, Object

from ..blender.character import correction_layer
from ..blender.takes import actions, curves, layers, scene, scene_state
from ..blender.takes import bake as baking
from ..blender.takes.corrections import EARLIER
from ..errors import RigError
from ..places import is_file
from . import own_emotions
from .take_settings import NLA, SETTINGS, clear_settings, copy_settings

if TYPE_CHECKING:
    from .performance import Performance, Take

EARLIER_KEPT = (
    "Intone 0.1.0 kept no record of its keys, so yours could not be told from them: all stay, as "
    "they were, in the action {name}."
)


def active(performance: Performance) -> Take | None:
    """The take that is shown, once there is one."""
    takes, number = performance.takes, performance.shown_take
    return takes[number] if number < len(takes) else None


def close(performance: Performance) -> None:
    """Moves the settings and copies the sliders' keys of the open take into that take."""
    take = active(performance)
    if take is None or not take.open:
        return
    copy_settings(performance, take)
    _remove_sliders(take)
    take.sliders = curves.copied_sliders(performance.id_data, take.name)
    take.open = False


def open_take(performance: Performance, take: Take) -> None:
    """Moves the settings of the take that is shown onto the performance."""
    copy_settings(take, performance)
    adopt(performance, take)


def adopt(performance: Performance, take: Take) -> None:
    """The settings that are on the performance are the take's from now on."""
    clear_settings(take)
    take.open = True
    if performance.sound != take.sound:
        performance.sound = take.sound


def _remove_sliders(take: Take) -> None:
    if take.sliders is not None:
        bpy.data.actions.remove(take.sliders)


def show(performance: Performance, number: int) -> None:
    """Plays the take of that number and opens it. Raises RigError, before anything is changed."""
    thing, goal = performance.id_data, performance.takes[min(number, len(performance.takes) - 1)]
    actions.check(thing)
    close(performance)
    curves.clear(thing)
    if goal.action is not None:
        actions.replay(thing, goal.action, strip=goal.layer == NLA, stacking=goal.stacking)
    performance.shown_take = performance.takes.find(goal.name)
    open_take(performance, goal)
    if goal.sliders is not None:
        curves.restore_sliders(thing, goal.sliders)
    if goal.action is not None:
        _show_sound(thing, Path(bpy.path.abspath(goal.sound)), performance.start)


def replay(performance: Performance) -> None:
    """Plays the take that is shown where it belongs now. Raises RigError."""
    take = active(performance)
    settings = performance if take.open else take
    strip = settings.layer == NLA
    thing = performance.id_data
    actions.replay(thing, take.action, strip=strip, stacking=settings.stacking)


def _show_sound(thing: Object, path: Path, start: int) -> None:
    """The take's sound takes the place of the one before, in scenes that have that one."""
    for where in thing.users_scene:
        heard = scene.has_sound(where, thing.name) and is_file(path)
        if heard and not scene.move_sound(where, path, start, thing.name):
            scene.place_sound(where, path, start, thing.name)


def take_to_make(performance: Performance, name: str) -> Take | None:
    """The take that Animate would make again; None where it would be a new one.

    The open take, else the one of that name that is of the chosen voice.
    """
    take = active(performance)
    if take is not None and take.open:
        return take
    named = performance.takes.get(name)
    return named if named is not None and named.sound == performance.sound else None


def unique_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken."""
    numbered = (f"{name}.{number:03}" for number in count(1))
    return name if name not in taken else next(free for free in numbered if free not in taken)


def record(performance: Performance, name: str, action: Action, made_by: str) -> None:
    """Keeps what was made with the settings as the take of that name, and opens it."""
    takes, shown = performance.takes, active(performance)
    if shown is not None and shown.name != name:
        close(performance)
    if name not in takes:
        takes.add().name = name
    take = takes[name]
    take.action, take.sound = action, performance.sound
    performance.shown_take, performance.made_by = takes.find(name), made_by
    if not take.open:
        _remove_sliders(take)
        adopt(performance, take)


def keep_remarks(take: Take, remarks: Iterable[str]) -> None:
    """Keeps what should be known of the take, in sentences, until it is read."""
    take.remarks = "\n".join(dict.fromkeys(filter(None, remarks)))


def remarks(take: Take) -> list[str]:
    """What should be known of the take and was not read yet, in sentences."""
    earlier = take.action.get(EARLIER) if take.action is not None else None
    kept = [EARLIER_KEPT.format(name=earlier.name)] if isinstance(earlier, Action) else []
    return [*kept, *filter(None, take.remarks.split("\n"))]


def read_remarks(take: Take) -> None:
    """The remarks were read."""
    take.remarks = ""
    if take.action is not None:
        take.action.pop(EARLIER, None)


def new(performance: Performance, name: str = "") -> None:
    """Begins a take of the same voice; the one before plays on until this one is made."""
    sound, start = performance.sound, performance.start
    name = unique_name(name or Path(sound).stem or "Take", performance.takes.keys())
    take = performance.takes.add()
    take.name, take.sound, take.start = name, sound, start
    show(performance, len(performance.takes) - 1)


def duplicate(performance: Performance, name: str = "") -> None:
    """Goes on with a copy of the active take, of its action and of its sliders' keys."""
    actions.check(performance.id_data)
    close(performance)
    name = unique_name(name or active(performance).name, performance.takes.keys())
    take = performance.takes.add()
    source = active(performance)
    take.name, take.sound = name, source.sound
    copy_settings(source, take)
    for kind in ("action", "sliders"):
        action = getattr(source, kind)
        if action is not None:
            setattr(take, kind, action.copy())
    if take.action is not None:
        take.action.name = take.name
        correction_layer.copy_layer(take.action)
    show(performance, len(performance.takes) - 1)


def rename(performance: Performance, name: str) -> None:
    """Names the active take, and its action. Raises RigError for a name that cannot be."""
    if not name:
        raise RigError("Enter a name for the take.")
    if name in performance.takes:
        raise RigError(f"A take is called {name} already: choose another name.")
    active(performance).name = name


def delete(performance: Performance) -> None:
    """Deletes the active take with its action, and shows the next one where there is one."""
    thing, number = performance.id_data, performance.shown_take
    actions.check(thing)
    take = active(performance)
    curves.clear(thing)
    sound = take.sound
    for action in filter(None, (take.action, take.sliders)):
        actions.discard(thing, action)
    performance.takes.remove(number)
    performance.shown_take = len(performance.takes)
    if len(performance.takes):
        show(performance, min(number, len(performance.takes) - 1))
    leave(performance, sound)


def leave(performance: Performance, sound: str) -> None:
    """A take of the sound has gone: its scenes are as they were, but for the takes that stay."""
    thing = performance.id_data
    for where in thing.users_scene:
        if path := _sound_alone(performance, sound):
            scene.remove_sounds(where, thing.name, path)
        scene_state.put_back(where)


def _sound_alone(performance: Performance, sound: str) -> Path | None:
    """The file of a sound that no take is of."""
    if not sound or any(take.sound == sound for take in performance.takes):
        return None
    return Path(bpy.path.abspath(sound, library=performance.id_data.library))


def bake(performance: Performance) -> None:
    """Makes the active take the artist's own; its settings stay, to make another of."""
    take, thing = active(performance), performance.id_data
    baking.bake(thing, take.action)
    take.action = None
    others = (one for one in performance.takes if one.action is not None)
    if take.sound not in {one.sound for one in others}:
        path = Path(bpy.path.abspath(take.sound, library=thing.library))
        for where in thing.users_scene:
            scene.release_sounds(where, thing.name, path)
            scene_state.keep(where)


def absorb(performance: Performance, other: Performance) -> None:
    """Takes over the takes and the sounds of another part of the same character; what plays stays.

    A take of the same action was made over and over with either part: the first one's counts.
    """
    close(other)
    curves.clear(other.id_data)
    known = {take.action for take in performance.takes} - {None}
    for theirs in (take for take in other.takes if take.action not in known):
        take = performance.takes.add()
        take.name = unique_name(theirs.name, [one.name for one in performance.takes[:-1]])
        copy_settings(theirs, take)
        take.sound, take.action, take.sliders = theirs.sound, theirs.action, theirs.sliders
    for where in other.id_data.users_scene:
        scene.hand_over(where, other.id_data.name, performance.id_data.name)
    own_emotions.take_over(performance, other)
    _unset(other)


def _unset(performance: Performance) -> None:
    for name in ("takes", "shown_take", "sound", "own_emotions", *SETTINGS):
        performance.property_unset(name)


def remove(performance: Performance) -> None:
    """Removes everything of Intone: takes, keys, curves, sounds and settings."""
    layers.put_back_blending(performance.id_data)
    baking.remove(performance.id_data)
    for take in performance.takes:
        for action in filter(None, (take.action, take.sliders)):
            bpy.data.actions.remove(action)
    _unset(performance)
