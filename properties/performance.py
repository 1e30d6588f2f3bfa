"""Performance: what a character plays; its takes, and the recipe of the one that is shown."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import CollectionProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Action, Context, Object, PropertyGroup

from ..blender.background import jobs
from ..blender.live import live_update
from ..blender.takes import actions, curves, scene
from ..blender.takes import bake as baking
from ..errors import RigError
from .recipe import FREE, NLA, SETTINGS, Recipe, copy_recipe


def _renamed(take: PropertyGroup, context: Context) -> None:
    """Also from a list in the interface: no two takes share a name, and the action has it too."""
    takes = take.id_data.intone.takes
    if [other.name for other in takes].count(take.name) > 1:
        take.name = free_name(take.id_data.intone, take.name)
        return
    if take.action is not None:
        take.action.name = take.name


class Take(Recipe, PropertyGroup):
    """One take of a character: its recipe, and the action that came of it."""

    name: StringProperty(
        name="Take", description="The take and its action", update=_renamed, override=FREE
    )
    action: PointerProperty(
        type=Action, name="Action", description="What the take became", override=FREE
    )
    sliders: PointerProperty(
        type=Action,
        name="Sliders",
        description="Keys of its sliders, while it is not shown",
        override=FREE,
    )


def _switched(performance: PropertyGroup, context: Context) -> None:
    """Another number was chosen: shows that take, or says why not and stays."""
    if performance.active_take == performance.shown_take:
        return
    try:
        if jobs.state(context).running:
            raise RigError("Intone is at work: wait for it, or cancel it, then switch the take.")
        show(performance, performance.active_take)
    except RigError as error:
        live_update.refuse(str(error))
        performance.active_take = performance.shown_take


class Performance(Recipe, PropertyGroup):
    """What a character plays: the recipe of its active take, and all its takes."""

    takes: CollectionProperty(
        type=Take,
        name="Takes",
        description="The character's takes",
        override={*FREE, "USE_INSERTION"},
    )
    active_take: IntProperty(
        name="Active Take",
        description="Number of the take that plays and that the settings belong to",
        min=0,
        options=set(),
        update=_switched,
        override=FREE,
    )
    shown_take: IntProperty(min=0, options={"HIDDEN"}, override=FREE)


def active(performance: Performance) -> Take | None:
    """The take that the settings belong to, once there is one."""
    takes, number = performance.takes, performance.shown_take
    return takes[number] if number < len(takes) else None


def show(performance: Performance, number: int) -> None:
    """Plays the take of that number, with its recipe and its sliders' keys.

    Those of the take before are put away. Raises RigError, before anything is changed.
    """
    thing, goal = performance.id_data, performance.takes[min(number, len(performance.takes) - 1)]
    actions.check(thing)
    keep(performance)
    curves.clear(thing)
    if goal.action is not None:
        actions.replay(thing, goal.action, strip=goal.layer == NLA)
    performance.shown_take = performance.active_take = performance.takes.find(goal.name)
    copy_recipe(goal, performance)
    if goal.sliders is not None:
        curves.take_out(thing, goal.sliders)
    if goal.action is not None:
        _sound(thing, Path(bpy.path.abspath(goal.sound)), goal.start)


def _sound(thing: Object, path: Path, start: int) -> None:
    """The take's sound takes the place of the one before, in scenes that have that one."""
    for where in thing.users_scene:
        heard = scene.has_sound(where, thing.name) and path.is_file()
        if heard and not scene.move_sound(where, path, start, thing.name):
            scene.place_sound(where, path, start, thing.name)


def keep(performance: Performance) -> None:
    """Copies the settings and the sliders' keys into the take that they belong to."""
    take = active(performance)
    if take is None:
        return
    copy_recipe(performance, take)
    if take.sliders is not None:
        bpy.data.actions.remove(take.sliders)
    take.sliders = curves.kept(performance.id_data, take.name)


def take_to_make(performance: Performance, sound: str) -> Take | None:
    """The take that a run would make again; None where it would be a new one.

    The active take, unless it is of another sound: then that sound's own, where it has one.
    """
    take = active(performance)
    if take is not None and (take.action is None or take.sound == performance.sound):
        return take
    named = performance.takes.get(sound)
    return named if named is not None and named.sound == performance.sound else None


def free_name(performance: Performance, name: str) -> str:
    """The name, with a number where another take has it."""
    numbered = (f"{name}.{number:03}" for number in range(1, 1000))
    return next(free for free in (name, *numbered) if free not in performance.takes)


def record(performance: Performance, name: str, action: Action, made_by: str) -> None:
    """Keeps what was made as the take of that name, which becomes the active one."""
    takes = performance.takes
    if name not in takes:
        takes.add().name = name
    performance.made_by = made_by
    performance.shown_take = performance.active_take = takes.find(name)
    take = takes[name]
    take.action = action
    copy_recipe(performance, take)


def new(performance: Performance, name: str = "") -> None:
    """Begins a take of the same voice; the one before plays on until this one is made."""
    sound, start = performance.sound, performance.start
    name = free_name(performance, name or Path(sound).stem or "Take")
    take = performance.takes.add()
    take.name, take.sound, take.start = name, sound, start
    show(performance, len(performance.takes) - 1)


def duplicate(performance: Performance, name: str = "") -> None:
    """Goes on with a copy of the active take, of its action and of its sliders' keys."""
    keep(performance)
    name = free_name(performance, name or active(performance).name)
    take = performance.takes.add()
    take.name, source = name, active(performance)
    copy_recipe(source, take)
    for kind in ("action", "sliders"):
        action = getattr(source, kind)
        if action is not None:
            setattr(take, kind, action.copy())
    if take.action is not None:
        take.action.name = take.name
    show(performance, len(performance.takes) - 1)


def rename(performance: Performance, name: str) -> None:
    """Names the active take, and its action. Raises RigError for a name that cannot be."""
    if not name:
        raise RigError("A take needs a name: say one.")
    if name in performance.takes:
        raise RigError(f"A take is called {name} already: choose another name.")
    active(performance).name = name


def delete(performance: Performance) -> None:
    """Deletes the active take with its action, and shows the next one where there is one."""
    thing, number = performance.id_data, performance.shown_take
    actions.check(thing)
    take = active(performance)
    curves.clear(thing)
    for action in (take.action, take.sliders):
        if action is not None:
            actions.discard(thing, action)
    performance.takes.remove(number)
    performance.shown_take = len(performance.takes)
    if len(performance.takes):
        show(performance, min(number, len(performance.takes) - 1))


def bake(performance: Performance) -> None:
    """Makes the active take the artist's own; its recipe stays, to make another of."""
    take = active(performance)
    baking.bake(performance.id_data, take.action)
    take.action = None


def remove(performance: Performance) -> None:
    """Takes all of Intone's off the character: takes, keys, curves, sounds and settings."""
    thing = performance.id_data
    baking.remove(thing)
    for take in performance.takes:
        for action in (take.action, take.sliders):
            if action is not None:
                bpy.data.actions.remove(action)
    for name in (*SETTINGS, "takes", "active_take", "shown_take"):
        performance.property_unset(name)


CLASSES = (Take, Performance)


def attach() -> None:
    """Gives every object a performance."""
    Object.intone = PointerProperty(
        type=Performance,
        name="Intone",
        description="What the character plays",
        override=FREE,
    )


def detach() -> None:
    """Takes them away; the .blend keeps what was set."""
    del Object.intone
