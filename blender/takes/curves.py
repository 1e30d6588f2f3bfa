"""Curves: the F-curves of a character's sliders, wherever in its animation they are."""

from __future__ import annotations

from collections.abc import Iterator

import bpy
import numpy as np
from bpy.types import Action, ActionChannelbag, ActionSlot, FCurve, Object, Scene

from ...animation.placement import Placement
from ...errors import RigError
from ...track import Array
from ..character import stored
from ..character.characters import LINKED
from ..character.correction_layer import is_layer
from ..character.playback import is_ours
from . import placed
from . import scene as scenes
from .actions import TWEAKED
from .fcurves import FILLED, PREFIX, channelbag, copy_keys, found_channelbag

INTENSITY = "intensity"
"""The slider of the artist's own intensity."""
MARK = "intone_sliders"
"""Custom property of an action that we made for sliders alone."""
MARGIN_S = 1.0
"""Seconds sampled past the last key and the scene: after that the last value holds."""


def filled_record(slider: str) -> str:
    """The name of the custom property that says which keys of the slider's curve we set."""
    return FILLED if slider == INTENSITY else f"{FILLED}_{slider}"


def find(thing: Object, name: str) -> FCurve | None:
    """The curve of the slider `name`: in the active action, else in a strip of ours."""
    found = (bag.fcurves.find(PREFIX + name) for bag in _bags(thing))
    return next((curve for curve in found if curve is not None), None)


def actions(thing: Object) -> set[str]:
    """Names of the actions that hold curves of the character's sliders, or would win over them."""
    return {action.name for action, _ in _places(thing)}


def _places(thing: Object) -> Iterator[tuple[Action, ActionSlot]]:
    animation = thing.animation_data
    if animation is None:
        return
    if animation.action is not None and animation.action_slot is not None:
        yield animation.action, animation.action_slot
    for strip in (strip for track in animation.nla_tracks for strip in track.strips):
        if is_ours(strip.action) and strip.action_slot is not None:
            yield strip.action, strip.action_slot


def _bags(thing: Object) -> Iterator[ActionChannelbag]:
    found = (found_channelbag(*place) for place in _places(thing))
    return (bag for bag in found if bag is not None)


def place(thing: Object) -> ActionChannelbag:
    """Where the character's keys go, as Blender would key: its active action, or a new one.

    Below corrections, which are added, it is the take's own. Raises RigError where that one cannot
    be edited.
    """
    animation = thing.animation_data or thing.animation_data_create()
    if animation.use_tweak_mode:
        raise RigError(TWEAKED.format(name=thing.name))
    if animation.action is None:
        animation.action = _new(thing.name)
    action = animation.action
    if not action.is_editable:
        raise RigError(LINKED.format(name=action.name))
    if is_layer(action):
        return next(channelbag(*place) for place in _places(thing) if is_ours(place[0]))
    if animation.action_slot is None:
        animation.action_slot = action.slots.new("OBJECT", thing.name)
    return channelbag(action, animation.action_slot)


def _new(name: str) -> Action:
    action = bpy.data.actions.new(f"{name} Sliders")
    action[MARK] = True
    return action


def copied_sliders(thing: Object, name: str) -> Action | None:
    """A new action with copies of all the sliders' curves; None where there are none."""
    bags = (bag for bag in _bags(thing) if not is_layer(bag.id_data))  # those come with their take
    every = (curve for bag in bags for curve in bag.fcurves)
    found = [curve for curve in every if curve.data_path.startswith(PREFIX)]
    if not found:
        return None
    action = _new(name)
    bag = channelbag(action, action.slots.new("OBJECT", thing.name))
    for curve in found:
        copied(curve, bag)
    return action


def restore_sliders(thing: Object, action: Action, *, filled: bool = False) -> None:
    """Moves the curves of such an action, or only those that we filled, back into the animation."""
    for curve in found_channelbag(action, action.slots[0]).fcurves:
        if not filled or _is_filled(curve):
            copied(curve, place(thing))
    bpy.data.actions.remove(action)


def drop(action: Action, slider: str) -> None:
    """Removes a slider's curve from an action that holds sliders alone."""
    curves = found_channelbag(action, action.slots[0]).fcurves
    curve = curves.find(PREFIX + slider)
    if curve is not None:
        curves.remove(curve)


def _is_filled(curve: FCurve) -> bool:
    slider = curve.data_path[len(PREFIX) :]
    return slider == INTENSITY or filled_record(slider) in curve.id_data


def filled_sliders(thing: Object) -> list[str]:
    """The character's sliders whose curves were filled from its voice."""
    found = (curve for bag in _bags(thing) for curve in bag.fcurves)
    ours = (curve for curve in found if curve.data_path.startswith(PREFIX) and _is_filled(curve))
    return list(dict.fromkeys(curve.data_path[len(PREFIX) :] for curve in ours))


def clear(thing: Object, name: str = "") -> None:
    """Removes the curves of one slider, or of all, from the character's animation.

    All but those in corrections, which come and go with their take.
    """
    for action, slot in list(_places(thing)):
        if is_layer(action) and not name:
            continue
        bag = found_channelbag(action, slot)
        for curve in list(bag.fcurves) if bag is not None else ():
            if curve.data_path.startswith(PREFIX) and name in ("", curve.data_path[len(PREFIX) :]):
                record = filled_record(curve.data_path[len(PREFIX) :])
                if record in action:
                    del action[record]
                bag.fcurves.remove(curve)
        if MARK in action and bag is not None and not len(bag.fcurves):
            bpy.data.actions.remove(action)


def copied(curve: FCurve, bag: ActionChannelbag) -> FCurve:
    """A copy of the curve in another place, equal to the last bit; replaces the one there."""
    there = bag.fcurves.find(curve.data_path, index=curve.array_index)
    if there is not None:
        bag.fcurves.remove(there)
    copy = bag.fcurves.new(curve.data_path, index=curve.array_index)
    copy_keys(curve, copy)
    record = filled_record(curve.data_path[len(PREFIX) :])
    filled = stored.numbers(curve.id_data, record)
    if filled:
        copy.id_data[record] = filled
    return copy


def sampled(
    thing: Object,
    scene: Scene,
    name: str,
    place: Placement,
    rate: float,
    kept: Action | None = None,
) -> Array | None:
    """A slider over a take from its first second on, [frames] at `rate`; None where it has no keys.

    kept   the action with the sliders' keys of a take that is not shown; else they are in the
           character's animation
    """
    curve = find(thing, name) if kept is None else _kept(kept, name)
    if curve is None or curve.is_empty:
        return None
    fps = scenes.frame_rate(scene)
    last = max(scene.frame_end, curve.range()[1]) + MARGIN_S * fps
    count = max(1, int(place.seconds(last, fps) * rate))
    frames = place.frames(np.arange(count) / rate, fps).tolist()
    values = np.fromiter(map(curve.evaluate, frames), np.float32, count)
    return values + np.float32(_default(thing, curve) if is_layer(curve.id_data) else 0.0)


def _kept(action: Action, name: str) -> FCurve | None:
    bag = found_channelbag(action, action.slots[0])
    return bag.fcurves.find(PREFIX + name) if bag is not None else None


def shift(thing: Object, by: int) -> None:
    """Moves the keys of sliders that are in an action of ours for them alone by so many frames."""
    for action, _ in _places(thing):
        if MARK in action:
            placed.shift_sliders(action, by)


def _default(thing: Object, curve: FCurve) -> float:
    """Where the slider stands without keys: corrections are added to it."""
    owner = thing.path_resolve(curve.data_path, False).data
    return owner.bl_rna.properties[curve.data_path[len(PREFIX) :]].default
