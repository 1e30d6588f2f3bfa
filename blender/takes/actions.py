"""Actions: a clip becomes one slotted action of ours.

Writing a take of the same name again replaces its curves, and nothing else in the action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import bpy
from bpy.types import ID, Action, ActionSlot, Object

from ...animation.keyframes import Clip, Curve
from ...errors import RigError
from ..background.steps import Steps
from ..character import characters, playback, rest, stored
from ..character.correction_layer import is_empty, layer_of
from ..character.overlaps import Overlap, joined, overlaps
from ..character.playback import BELOW, FINGERPRINT, KEYS, MARK, STACKING, is_ours
from . import correction_fade, corrections, written_keys
from .fcurves import channelbag, is_own_group, own_curves, region_group, write_keys
from .written_keys import UNFINISHED

STEP_KEYS = 8000
"""Keys that are written in one step: it takes some milliseconds."""

UNDONE = "{name} was undone while it was written: press Animate again."
TWEAKED = "{name} is in the NLA editor's tweak mode: leave it (Tab in that editor) and try again."


@dataclass(frozen=True)
class WrittenAction:
    """The action's name, and what of the artist's moves the same channels."""

    name: str
    overlaps: tuple[Overlap, ...]


def write(
    clip: Clip,
    name: str,
    *,
    into: Action | None = None,
    strip: bool = False,
    stacking: str = BELOW,
    fingerprint: str = "",
    near: float = 0.0,
    begins: float | None = None,
) -> Steps[WrittenAction]:
    """Writes the clip as the action `name`, with a slot for each object and shape key block.

    into          the action of ours to write into; else the one of that name that plays already.
                  What the artist changed of its curves moves into its corrections first
    strip         as an NLA strip, also where the active action's place is free
    stacking      BELOW, ABOVE or ADD of playback: how it lies to the artist's own strips
    fingerprint   of everything that the clip follows from, kept on the action
    near          a curve whose keys would all move by no more than that stays as it is
    begins        the frame on which the take's sound begins; None is the clip's first
    Raises RigError, before anything is changed, where an object is gone or cannot be animated.
    """
    parts = by_owner(clip.curves)
    animated = [_animated(curves[0]) for curves in parts]
    known = into or _own_action(animated, name)
    action = known or _new_action(name)
    corrections.keep_edits(action)
    corrections.follow(action, clip.start if begins is None else begins)
    written_keys.forget(action)
    called, action[FINGERPRINT], action[STACKING] = action.name, UNFINISHED, stacking
    try:
        for curves in (batch for part in parts for batch in _batches(part)):
            _write_curves(*_place(called, curves), curves, near)
            yield
        return _play(clip, called, strip, fingerprint)
    except RigError:
        if known is None and (half := bpy.data.actions.get((called, None))) is not None:
            bpy.data.actions.remove(half)
        raise


def _batches(curves: list[Curve]) -> Iterator[list[Curve]]:
    """The curves in lists that each are written in one step."""
    batch: list[Curve] = []
    for curve in curves:
        batch.append(curve)
        if sum(len(one.frames) for one in batch) >= STEP_KEYS:
            yield batch
            batch = []
    if batch:
        yield batch


def _place(called: str, curves: list[Curve]) -> tuple[ID, Action, ActionSlot]:
    """The data-block that the curves move, the action that is being written, its slot for them.

    Raises RigError where the action was undone or deleted since the last step.
    """
    action, data = bpy.data.actions.get((called, None)), _animated(curves[0])
    if action is None or action.get(FINGERPRINT) != UNFINISHED:
        raise RigError(UNDONE.format(name=called))
    return data, action, _slot(action, data, curves[0].channel.owner)


def _play(clip: Clip, called: str, strip: bool, fingerprint: str) -> WrittenAction:
    """The last step: the action drops curves of earlier takes, is marked and plays."""
    found, used = list[Overlap](), set[str]()
    _set_range(called, clip)
    for curves in by_owner(clip.curves):
        data, action, slot = _place(called, curves)
        used.add(slot.identifier)
        _drop_others(action, slot, curves)
        playback.play(data, action, slot, (clip.start, clip.end), strip=strip)
        moved = ((curve.channel.path, curve.channel.index) for curve in curves)
        found += overlaps(data, moved, action)
    action = bpy.data.actions[called, None]
    action[FINGERPRINT], action[KEYS] = fingerprint, (clip.keys, clip.error)
    for slot in action.slots:
        if slot.identifier not in used:
            _leave(action, slot)
    correction_fade.refresh(action)
    written_keys.remember(action)
    return WrittenAction(called, tuple(joined(found)))


def _leave(action: Action, slot: ActionSlot) -> None:
    """The take moves nothing with that slot any more, so it does not play there.

    Except where it holds curves of the artist, as of sliders: Blender puts new keys there.
    """
    _drop_others(action, slot, ())
    for data in list(slot.users()) if not len(channelbag(action, slot).fcurves) else ():
        playback.take_off(data, [action])


def _set_range(called: str, clip: Clip) -> None:
    """Before a strip is laid: a new one is as long as this, and pushes others away that it meets.

    Raises RigError where the action was deleted since the last step.
    """
    action = bpy.data.actions.get((called, None))
    if action is None:
        raise RigError(UNDONE.format(name=called))
    action.use_frame_range, action.frame_start, action.frame_end = True, clip.start, clip.end


def cost(action: Action) -> tuple[int, float] | None:
    """How many keys the action of a take has, and their largest error in the channels' unit.

    None where that is not known.
    """
    known = stored.numbers(action, KEYS)
    return (int(known[0]), known[1]) if len(known) == 2 else None


def homes(chosen: Object, action: Action) -> list[tuple[ID, ActionSlot]]:
    """The data-blocks of the character that an action of ours moves, each with its slot."""
    found: dict[ID, ActionSlot] = {}
    for thing, data in characters.data_blocks(chosen):
        slot = playback.slot_of(data, action) or _named(action, data, thing.name)
        if slot:
            found[data] = slot
    return list(found.items())


def shared(chosen: Object, action: Action) -> bool:
    """Whether another character plays the action too: a copy of this one, or its original."""
    own = {data for _, data in characters.data_blocks(chosen)}
    return any(user not in own for slot in action.slots for user in slot.users())


def replay(chosen: Object, action: Action, *, strip: bool, stacking: str = BELOW) -> None:
    """Plays a take that was written before. Raises RigError, before anything is changed."""
    check(chosen)
    action[STACKING] = stacking
    for data, slot in homes(chosen, action):
        playback.play(data, action, slot, tuple(action.frame_range), strip=strip)


def check(chosen: Object) -> None:
    """Raises RigError where something of the character is in tweak mode: nothing can be changed."""
    for thing, data in characters.data_blocks(chosen):
        _check_tweak(data, thing.name)


def discard(chosen: Object, action: Action) -> None:
    """Stops a take of ours on the character, and deletes it; corrections without keys go, too."""
    layer = layer_of(action)
    for data, _ in homes(chosen, action):
        playback.take_off(data, [action])
    bpy.data.actions.remove(action)
    if layer is not None and is_empty(layer):
        bpy.data.actions.remove(layer)


def by_owner(curves: Iterable[Curve]) -> list[list[Curve]]:
    """The curves in lists, one for each data-block that they move."""

    def owner(curve: Curve) -> tuple[str, str]:
        return curve.channel.owner, curve.channel.kind

    return [list(group) for _, group in groupby(sorted(curves, key=owner), owner)]


def _animated(curve: Curve) -> ID:
    """The data-block that the curve's animation lives on. Raises RigError in tweak mode."""
    data = characters.data_of(curve.channel.owner, curve.channel.kind)
    _check_tweak(data, curve.channel.owner)
    return data


def _check_tweak(data: ID, name: str) -> None:
    if data.animation_data is not None and data.animation_data.use_tweak_mode:
        raise RigError(TWEAKED.format(name=name))


def _own_action(data: Iterable[ID], name: str) -> Action | None:
    """The action of that take which one of the data-blocks already plays."""
    animations = [block.animation_data for block in data if block.animation_data is not None]
    playing = [animation.action for animation in animations]
    playing += [strip.action for a in animations for t in a.nla_tracks for strip in t.strips]
    return next((act for act in playing if is_ours(act) and act[MARK] == name), None)


def _new_action(name: str) -> Action:
    action = bpy.data.actions.new(name)
    action[MARK] = name
    action.use_fake_user = True
    return action


def _slot(action: Action, data: ID, owner: str) -> ActionSlot:
    """The action's slot for the data-block: the one it plays, else one named after its object."""
    playing = playback.slot_of(data, action) or _named(action, data, owner)
    return playing or action.slots.new(data.id_type, owner)


def _named(action: Action, data: ID, owner: str) -> ActionSlot | None:
    fitting = (slot for slot in action.slots if slot.target_id_type == data.id_type)
    return next((slot for slot in fitting if slot.name_display == owner), None)


def _write_curves(
    data: ID, action: Action, slot: ActionSlot, curves: Iterable[Curve], near: float
) -> None:
    """Writes curves of ours; those that the artist keyed beside them stay."""
    rest.remember(data, [curve.channel for curve in curves])
    bag = channelbag(action, slot)
    for curve in curves:
        path, index = curve.channel.path, curve.channel.index
        written = bag.fcurves.find(path, index=index) or bag.fcurves.new(path, index=index)
        group = region_group(bag, curve.group)
        if written.group != group:
            written.group = group
        write_keys(written, curve, near)


def _drop_others(action: Action, slot: ActionSlot, curves: Iterable[Curve]) -> None:
    """Removes our curves that the take has not any more; what they moved goes back to its rest."""
    wanted = {(curve.channel.path, curve.channel.index) for curve in curves}
    bag = channelbag(action, slot)
    ours = {(c.data_path, c.array_index): c for c in own_curves(bag)}
    dropped = ours.keys() - wanted
    for place in dropped:
        bag.fcurves.remove(ours[place])
    for group in [g for g in bag.groups if is_own_group(g.name) and not len(g.channels)]:
        bag.groups.remove(group)
    for data in slot.users() if dropped else ():
        rest.put_back(data, dropped)
