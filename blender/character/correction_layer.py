"""Correction layers: keys of the artist that are added to a take of ours.

The layer is an action of its own, with a slot for each data-block of the take. While its take
plays, it is the active action, blended with ADD, so that new keys land in it; where that place is
taken, it is a strip on a track above ours.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

import bpy
from bpy.types import ID, Action, ActionSlot, AnimData, NlaStrip, NlaTrack

LAYER = "intone_corrections"
"""Custom property of a take's action: the action with its corrections."""
MARK = "intone_is_corrections"
"""Custom property of an action with corrections: True."""
MUTED = "intone_muted"
"""Custom property of an action with corrections, while it is muted: True."""
TRACK = "Corrections of Intone"
"""Name of the NLA track with corrections that cannot be the active action."""


def layer_of(take: Action) -> Action | None:
    """The action with the take's corrections; None where it has none."""
    found = take.get(LAYER)
    return found if isinstance(found, Action) else None


def take_of(layer: Action) -> Action | None:
    """The action whose corrections these are; None where they were left in the file."""
    return next((action for action in bpy.data.actions if action.get(LAYER) == layer), None)


def is_layer(action: Action | None) -> bool:
    """Whether the action holds the corrections of a take."""
    return action is not None and MARK in action


def is_empty(layer: Action) -> bool:
    """Whether nothing was ever keyed into it."""
    bags = (bag for one in layer.layers for strip in one.strips for bag in strip.channelbags)
    return not any(len(bag.fcurves) for bag in bags)


def remove(take: Action) -> None:
    """Removes the take's layer from the file; on whatever it played nothing is active any more."""
    layer = layer_of(take)
    take.pop(LAYER, None)
    for user in [user for slot in layer.slots for user in slot.users()]:
        if user.animation_data.action == layer:
            _free(user.animation_data)
    bpy.data.actions.remove(layer)


def _free(animation: AnimData) -> None:
    animation.action = None
    animation.action_blend_type, animation.action_influence = "REPLACE", 1.0


def new_layer(take: Action) -> Action:
    """A layer for the take, with a slot for each of its own."""
    layer = bpy.data.actions.new(f"{take.name} Corrections")
    layer[MARK], layer.use_fake_user = True, True
    for slot in take.slots:
        layer.slots.new(slot.target_id_type, slot.name_display)
    take[LAYER] = layer
    return layer


def copy_layer(take: Action) -> None:
    """Gives a copied take corrections of its own."""
    layer = layer_of(take)
    if layer is not None:
        take[LAYER] = layer.copy()
        take[LAYER].name = f"{take.name} Corrections"


def slot_in(layer: Action, slot: ActionSlot) -> ActionSlot:
    """The layer's slot for what the slot of its take moves; made where there is none."""
    same = (own for own in layer.slots if own.identifier == slot.identifier)
    found = next(same, None)
    return found or layer.slots.new(slot.target_id_type, slot.name_display)


def attach(data: ID, take: Action, slot: ActionSlot) -> None:
    """Adds the take's corrections to what the data-block plays."""
    layer, animation = layer_of(take), data.animation_data
    if layer is None:
        return
    own = slot_in(layer, slot)
    if animation.action is not None and not is_layer(animation.action):
        _lay(animation, layer, own)
    elif animation.action != layer:
        earlier, earlier_slot = animation.action, animation.action_slot
        _remove_strips(animation, [layer])
        animation.action, animation.action_slot = layer, own
        animation.action_blend_type = "ADD"
        if earlier is not None and earlier_slot is not None:
            _lay(animation, earlier, earlier_slot)
    mute(data, layer, muted=is_muted(layer))


def drop_others(data: ID, takes: Iterable[Action]) -> None:
    """Takes the corrections of all other takes off the data-block."""
    stay = [layer for layer in map(layer_of, takes) if layer is not None]
    animation = data.animation_data
    if is_layer(animation.action) and animation.action not in stay:
        _free(animation)
    track = _own_track(animation)
    if track is not None:
        _remove_strips(animation, [s.action for s in track.strips if s.action not in stay])


def is_muted(layer: Action) -> bool:
    """Whether the corrections are muted."""
    return MUTED in layer


def mute(data: ID, layer: Action, *, muted: bool) -> None:
    """Mutes the corrections on the data-block, or plays them again."""
    animation = data.animation_data
    influence = 0.0 if muted else 1.0
    if animation.action == layer and animation.action_influence != influence:
        animation.action_influence = influence
    for strip in _strips(animation, [layer]):
        strip.mute = muted


def _own_track(animation: AnimData) -> NlaTrack | None:
    tracks = (track for track in animation.nla_tracks if track.name.startswith(TRACK))
    return next((t for t in tracks if all(is_layer(strip.action) for strip in t.strips)), None)


def _strips(animation: AnimData, layers: Container[Action]) -> list[NlaStrip]:
    track = _own_track(animation)
    return [s for s in track.strips if s.action in layers] if track is not None else []


def _remove_strips(animation: AnimData, layers: Container[Action]) -> None:
    track = _own_track(animation)
    for strip in _strips(animation, layers):
        track.strips.remove(strip)
    if track is not None and not len(track.strips):
        animation.nla_tracks.remove(track)


def _lay(animation: AnimData, layer: Action, slot: ActionSlot) -> None:
    """A strip of the corrections over their keys; they hold at both ends."""
    if not layer.layers:
        return
    first, last = layer.frame_range
    strip = next(iter(_strips(animation, [layer])), None)
    if strip is None:
        track = _own_track(animation) or animation.nla_tracks.new()
        track.name = TRACK
        strip = track.strips.new(layer.name, int(first), layer)
    strip.action_slot = slot
    strip.action_frame_end, strip.frame_end = last, last
    strip.action_frame_start, strip.frame_start = first, first
    strip.scale, strip.blend_type, strip.extrapolation = 1.0, "ADD", "HOLD"
