"""Copies of corrections: those of one take for another one, of the same or another character."""

from __future__ import annotations

from collections.abc import Iterator

from bpy.types import Action, ActionSlot, FCurve, Object

from ..character import correction_layer, playback, stored
from ..character.correction_layer import layer_of, slot_in
from . import actions, correction_fade, corrections, curves
from .corrections import BEGINS
from .fcurves import PREFIX, channelbag, found_channelbag


def copy(source: Action, goal: Action, owner: Object) -> tuple[int, list[str]]:
    """Copies the corrections to another take, of the character `owner`, in time with its sound.

    They take the place of those that the goal has on the same channels. Returns how many curves
    were copied, and the RNA paths of those that the goal has no curve for.
    """
    lacking, count = list[str](), 0
    shift = _beginning(goal) - _beginning(source)
    layer = layer_of(goal) or correction_layer.new_layer(goal)
    for slot, curve in list(_corrected(source)):
        home = _home(goal, slot, curve)
        if home is None:
            lacking.append(curve.data_path)
            continue
        corrections.shift(curves.copied(curve, channelbag(layer, slot_in(layer, home))), shift)
        count += 1
    correction_fade.refresh(goal)
    _play(goal, owner)
    return count, lacking


def _beginning(take: Action) -> float:
    """The frame on which the sound of a take begins."""
    known = stored.number(take, BEGINS)
    return take.frame_start if known is None else known


def _corrected(take: Action) -> Iterator[tuple[ActionSlot, FCurve]]:
    layer = layer_of(take)
    for slot in layer.slots if layer is not None else ():
        bag = found_channelbag(layer, slot)
        for curve in bag.fcurves if bag is not None else ():
            if not curve.data_path.startswith(PREFIX):
                yield slot, curve


def _home(goal: Action, slot: ActionSlot, curve: FCurve) -> ActionSlot | None:
    """The goal's slot that has a curve for the same channel; rather the one of the same name."""
    found: list[ActionSlot] = []
    for own in (one for one in goal.slots if one.target_id_type == slot.target_id_type):
        bag = found_channelbag(goal, own)
        if bag is not None and bag.fcurves.find(curve.data_path, index=curve.array_index):
            found.append(own)
    named = (own for own in found if own.identifier == slot.identifier)
    return next(named, found[0] if found else None)


def _play(goal: Action, owner: Object) -> None:
    """Where the goal plays, its corrections do, too."""
    for data, slot in actions.homes(owner, goal):
        if goal in playback.played(data):
            playback.play(data, goal, slot, tuple(goal.frame_range))
