"""Actions: a clip as one slotted action of ours; what else an action holds is left alone.

Writing a take of the same name again replaces its curves, and nothing else in the action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import bpy
import numpy as np
from bpy.types import ID, Action, ActionChannelbag, ActionSlot, Object
from numpy.typing import NDArray

from ...animation.keyframes import Clip, Curve
from ...errors import RigError
from ..background.steps import Bites, whole
from ..character import characters, playback, rest
from ..character.playback import GROUP, KEYS, MARK, RECIPE, is_ours

LINEAR, BEZIER = 1, 2
FREE = 0
"""bpy's numbers for interpolations and for the kind of a handle, as foreach_set wants them."""

BITE = 8000
"""Keys; so many are written in some milliseconds."""
UNFINISHED = "unfinished"
"""The fingerprint of a take that is being written."""

UNDONE = "{name} was undone while Intone wrote it: press Animate again."
TWEAKED = "{name} is in the NLA editor's tweak mode: leave it (Tab in that editor) and try again."


@dataclass(frozen=True)
class Take:
    """What was written: the action's name, and how many of its channels something else overrides.

    `hidden` channels are also moved by the artist's own active action or by drivers, which win.
    """

    action: str
    hidden: int


def write(clip: Clip, name: str, **how: Any) -> Take:
    """All that `writing` does, at once."""
    return whole(writing(clip, name, **how))


def writing(
    clip: Clip,
    name: str,
    *,
    chosen: Action | None = None,
    strip: bool = False,
    recipe: str = "",
    near: float = 0.0,
) -> Bites[Take]:
    """The clip as the action called `name` on all the objects that its channels belong to.

    chosen   the action of ours to write into; else the one of that name that already plays
    strip    as an NLA strip, also where the active action's place is free
    recipe   fingerprint of what the clip follows from, kept on the action
    near     a curve whose keys would all move by no more than that stays as it is
    Raises RigError, before anything is changed, where an object is gone or cannot be animated.
    """
    parts = _by_owner(clip.curves)
    moved = [_animated(curves[0]) for curves in parts]
    known = chosen or _own_action(moved, name)
    action = known or _new_action(name)
    called, action[RECIPE] = action.name, UNFINISHED
    try:
        for curves in (few for part in parts for few in _bunches(part)):
            _write_curves(*_place(called, curves), curves, near)
            yield
        return _settled(clip, called, strip, recipe)
    except RigError:
        if known is None and (half := bpy.data.actions.get((called, None))) is not None:
            bpy.data.actions.remove(half)
        raise


def _bunches(curves: list[Curve]) -> Iterator[list[Curve]]:
    """Curves that are written in one bite."""
    few: list[Curve] = []
    for curve in curves:
        few.append(curve)
        if sum(len(one.frames) for one in few) >= BITE:
            yield few
            few = []
    if few:
        yield few


def _place(called: str, curves: list[Curve]) -> tuple[ID, Action, ActionSlot]:
    """The data-block that the curves move, the action that is being written, its slot for them.

    Raises RigError where the action was undone or deleted since its last bite.
    """
    action, data = bpy.data.actions.get((called, None)), _animated(curves[0])
    if action is None or action.get(RECIPE) != UNFINISHED:
        raise RigError(UNDONE.format(name=called))
    return data, action, _slot(action, data, curves[0].channel.owner)


def _settled(clip: Clip, called: str, strip: bool, recipe: str) -> Take:
    """The last bite: the action, all of whose curves are written, plays, and has no others."""
    hidden, kept = 0, set[str]()
    for curves in _by_owner(clip.curves):
        data, action, slot = _place(called, curves)
        kept.add(slot.identifier)
        _drop_others(action, slot, curves)
        playback.play(data, action, slot, (clip.start, clip.end), strip=strip)
        hidden += playback.hidden(data, (curve.channel for curve in curves))
    action = bpy.data.actions[called, None]
    action[RECIPE], action[KEYS] = recipe, (clip.keys, clip.error)
    action.use_frame_range, action.frame_start, action.frame_end = True, clip.start, clip.end
    _clear(action, kept)
    return Take(called, hidden)


def cost(action: Action) -> tuple[int, float]:
    """How many keys a take of ours has, and their largest error in the channels' unit."""
    keys, error = action[KEYS]
    return int(keys), float(error)


def homes(chosen: Object, action: Action) -> list[tuple[ID, ActionSlot]]:
    """What an action of ours moves of the character, and with which of its slots."""
    found: dict[ID, ActionSlot] = {}
    for thing in characters.members(chosen):
        for data in (thing, characters.shape_keys(thing)):
            slot = data and (playback.slot_of(data, action) or _named(action, data, thing.name))
            if slot:
                found[data] = slot
    return list(found.items())


def shared(chosen: Object, action: Action) -> bool:
    """Whether another character plays the action too: a copy of this one, or its original."""
    own = {d for t in characters.members(chosen) for d in (t, characters.shape_keys(t))}
    return any(user not in own for slot in action.slots for user in slot.users())


def replay(chosen: Object, action: Action, *, strip: bool) -> None:
    """Plays a take that was written before. Raises RigError, before anything is changed."""
    check(chosen)
    for data, slot in homes(chosen, action):
        playback.play(data, action, slot, tuple(action.frame_range), strip=strip)


def check(chosen: Object) -> None:
    """Raises RigError where something of the character is in tweak mode: nothing can be changed."""
    for thing in characters.members(chosen):
        for data in (thing, characters.shape_keys(thing)):
            if data is not None:
                _check_tweak(data, thing.name)


def discard(chosen: Object, action: Action) -> None:
    """Stops a take of ours on the character, and deletes it."""
    for data, _ in homes(chosen, action):
        playback.take_off(data, [action])
    bpy.data.actions.remove(action)


def _by_owner(curves: Iterable[Curve]) -> list[list[Curve]]:
    def owner(curve: Curve) -> tuple[str, str]:
        return curve.channel.owner, curve.channel.kind

    return [list(group) for _, group in groupby(sorted(curves, key=owner), owner)]


def _animated(curve: Curve) -> ID:
    """The data-block that the curve's animation lives on."""
    owner = characters.find(curve.channel.owner)
    data = owner if curve.channel.kind == "OBJECT" else characters.shape_keys(owner)
    if data is None:
        raise RigError(characters.NO_KEYS.format(name=owner.name))
    _check_tweak(data, owner.name)
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


def channelbag(action: Action, slot: ActionSlot) -> ActionChannelbag:
    """Where the curves of an action's slot lie; made where there is none."""
    layer = action.layers[0] if action.layers else action.layers.new("Take")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True)


def _write_curves(
    data: ID, action: Action, slot: ActionSlot, curves: Iterable[Curve], near: float
) -> None:
    """Writes curves of ours; those that the artist keyed beside them stay."""
    rest.remember(data, [curve.channel for curve in curves])
    bag = channelbag(action, slot)
    group = bag.groups.get(GROUP) or bag.groups.new(GROUP)
    for curve in curves:
        path, index = curve.channel.path, curve.channel.index
        written = bag.fcurves.find(path, index=index) or bag.fcurves.new(path, index=index)
        if written.group != group:
            written.group = group
        _write_keys(written, curve, near)


def _drop_others(action: Action, slot: ActionSlot, curves: Iterable[Curve]) -> None:
    """Removes our curves that the take has not any more; what they moved goes back to its rest."""
    wanted = {(curve.channel.path, curve.channel.index) for curve in curves}
    bag = channelbag(action, slot)
    group = bag.groups.get(GROUP)
    ours = {(c.data_path, c.array_index): c for c in group.channels} if group is not None else {}
    dropped = ours.keys() - wanted
    for place in dropped:
        bag.fcurves.remove(ours[place])
    for data in slot.users() if dropped else ():
        rest.put_back(data, dropped)


def _write_keys(written: bpy.types.FCurve, curve: Curve, near: float) -> None:
    """The curve's keys; what is there already is not touched, for speed in live updates."""
    keys, wanted = written.keyframe_points, _points(curve)
    if len(keys) != len(curve.frames):
        keys.clear()
        keys.add(len(curve.frames))
    elif not any(_differ(keys, name, values, near) for name, values in wanted.items()):
        return
    for name, values in wanted.items():  # all: a key that moves takes its handles along
        keys.foreach_set(name, values)
    written.update()


def _points(curve: Curve) -> dict[str, NDArray[Any]]:
    """The keys as foreach_set wants them. Handles are free: Blender's own kinds would move them."""
    count, bent = len(curve.frames), curve.left is not None and curve.right is not None
    points = np.stack([curve.frames, curve.values], axis=1).astype(np.float32).ravel()
    wanted: dict[str, NDArray[Any]] = {
        "co": points,
        "interpolation": np.full(count, BEZIER if bent else LINEAR, np.int32),
    }
    for side, handles in (("left", curve.left), ("right", curve.right)) if bent else ():
        wanted[f"handle_{side}_type"] = np.full(count, FREE, np.int32)
        wanted[f"handle_{side}"] = np.asarray(handles, np.float32).ravel()
    return wanted


def _differ(
    keys: bpy.types.FCurveKeyframePoints, name: str, wanted: NDArray[Any], near: float
) -> bool:
    there = np.empty_like(wanted)
    keys.foreach_get(name, there)
    return len(wanted) > 0 and np.abs(there - wanted).max() > near


def _clear(action: Action, kept: set[str]) -> None:
    """Takes our curves out of slots that the new take has nothing for."""
    for slot in action.slots:
        if slot.identifier not in kept:
            _drop_others(action, slot, ())
