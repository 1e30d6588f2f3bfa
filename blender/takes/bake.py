"""Bake: a take becomes the artist's own keys; or remove: all of Intone's leaves the character."""

from __future__ import annotations

import bpy
from bpy.types import ID, Action, ActionSlot, Object

from ..character import characters, playback, rest
from ..character.playback import FINGERPRINT, KEYS, MARK, is_ours
from . import actions, corrections, curves, scene, written_keys
from .fcurves import channelbag


def bake(chosen: Object, action: Action) -> None:
    """Makes a take the artist's own: plain keys that Intone never touches again.

    Where the artist has an active action, it gets the take's curves, except those that it has
    already; else the take's action becomes the artist's. Raises RigError, before anything is
    changed.
    """
    actions.check(chosen)
    homes = actions.homes(chosen, action)
    corrections.merge(homes, action)
    for data, slot in homes:
        theirs = data.animation_data.action if data.animation_data is not None else None
        if theirs is not None and not is_ours(theirs):
            _join(action, slot, data)
            playback.take_off(data, [action])
        else:
            playback.hand_over(data, action, slot)
    written_keys.forget(action)
    for mark in (MARK, FINGERPRINT, KEYS, corrections.BEGINS):
        action.pop(mark, None)
    action.use_fake_user = False
    if not action.users:
        bpy.data.actions.remove(action)


def _join(action: Action, slot: ActionSlot, data: ID) -> None:
    """Copies our curves into the artist's active action, where it has none of its own."""
    goal = channelbag(data.animation_data.action, data.animation_data.action_slot)
    for curve in channelbag(action, slot).fcurves:
        if goal.fcurves.find(curve.data_path, index=curve.array_index) is None:
            curves.copied(curve, goal)


def remove(chosen: Object) -> None:
    """Removes everything of ours from the character and the file; the face goes back to rest.

    Raises RigError, before anything is changed.
    """
    actions.check(chosen)
    curves.clear(chosen)
    moved = [data for _, data in characters.data_blocks(chosen)]
    for action in [act for act in bpy.data.actions if is_ours(act)]:
        if any(playback.slot_of(data, action) for data in moved):
            actions.discard(chosen, action)
    for data in moved:
        rest.put_back(data)
        _clear_empty(data)
    for where in bpy.data.scenes:
        scene.remove_sounds(where, chosen.name)


def _clear_empty(data: ID) -> None:
    animation = data.animation_data
    if animation is None or animation.action is not None:
        return
    if not len(animation.nla_tracks) and not len(animation.drivers):
        data.animation_data_clear()
