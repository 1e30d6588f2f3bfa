"""Bake: a take becomes the artist's own keys; or remove: all of Intone's leaves the character."""

from __future__ import annotations

import bpy
from bpy.types import ID, Action, ActionSlot, AnimData, Object

from ..character import characters, playback, rest
from ..character.overlaps import replaces, strips_above
from ..character.playback import ADD, FINGERPRINT, KEYS, MARK, STACKING, channels, is_ours
from . import actions, between_keys, corrections, curves, placed, scene, scene_state, written_keys
from .fcurves import channelbag


def bake(chosen: Object, action: Action) -> None:
    """Makes a take the artist's own: plain keys that Intone never touches again.

    What is seen stays as it is, to the last bit. Where the artist has an active action, and no
    strips, it gets the take's curves, except those that it has already; else the take's action
    becomes the artist's, where it lies. Raises RigError, before anything is changed.
    """
    actions.check(chosen)
    homes = actions.homes(chosen, action)
    corrections.merge(homes, action)
    for data, slot in homes:
        rest.forget(data, channels(action, slot))
        if joins(data, action, slot):
            _join(action, slot, data)
            playback.take_off(data, [action])
        else:
            _hand_over(data, action, slot)
    written_keys.forget(action)
    for mark in (MARK, FINGERPRINT, KEYS, STACKING, placed.PLACED, corrections.BEGINS):
        action.pop(mark, None)
    action.use_fake_user = False
    if not action.users:
        bpy.data.actions.remove(action)


def joins(data: ID, action: Action, slot: ActionSlot) -> bool:
    """Whether the artist's active action can take the curves in: what is seen then stays."""
    animation = data.animation_data
    whole = replaces(animation) and animation.action_influence == 1
    return whole and _is_topmost(animation, action, slot)


def _is_topmost(animation: AnimData, action: Action, slot: ActionSlot) -> bool:
    """Whether the take could as well be the active action, or in it: nothing lies on it, it is
    added to nothing, and it hides no other take.
    """
    laid = [strip.action for track in playback.own_tracks(animation) for strip in track.strips]
    alone = laid == [action] and action.get(STACKING) != ADD
    return alone and not strips_above(animation, action, slot)


def _hand_over(data: ID, action: Action, slot: ActionSlot) -> None:
    """Leaves a take to the artist where it lies; as the active action where it lies alone."""
    animation = data.animation_data
    if animation.action is None and _is_topmost(animation, action, slot):
        playback.take_off(data, [action])
        animation.action, animation.action_slot = action, slot
        return
    for track in playback.own_tracks(animation):
        if any(strip.action == action for strip in track.strips):
            track.name = action.name  # no longer ours: the next take begins another track


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
    between_keys.clear(chosen)
    moved = [data for _, data in characters.data_blocks(chosen)]
    for action in [act for act in bpy.data.actions if is_ours(act)]:
        if any(playback.slot_of(data, action) for data in moved):
            actions.discard(chosen, action)
    for data in moved:
        rest.put_back(data)
        _clear_empty(data)
    for where in bpy.data.scenes:
        scene.remove_sounds(where, chosen.name)
        scene_state.put_back(where)


def _clear_empty(data: ID) -> None:
    animation = data.animation_data
    if animation is None or animation.action is not None:
        return
    if not len(animation.nla_tracks) and not len(animation.drivers):
        data.animation_data_clear()
