"""Actions: a clip as one slotted action of ours; what else an action holds is left alone.

Writing a take of the same name again replaces its curves, and nothing else in the action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import bpy
import numpy as np
from bpy.types import ID, Action, ActionChannelbag, ActionSlot

from ..animation.keyframes import Clip, Curve
from ..errors import RigError
from . import characters, playback
from .playback import GROUP, MARK, is_ours

LINEAR = 1
"""bpy's number for the interpolation, as foreach_set wants it."""

TWEAKED = "{name} is in the NLA editor's tweak mode: leave it (Tab in that editor) and try again."


@dataclass(frozen=True)
class Take:
    """What was written: the action's name, and how many of its channels something else overrides.

    `hidden` channels are also moved by the artist's own active action or by drivers, which win.
    """

    action: str
    hidden: int


def write(clip: Clip, name: str, *, strip: bool = False) -> Take:
    """The clip as the action called `name` on all the objects that its channels belong to.

    strip   as an NLA strip, also where the active action's place is free
    Raises RigError, before anything is changed, where an object is gone or cannot be animated.
    """
    parts = [(_animated(curves[0]), curves) for curves in _by_owner(clip.curves)]
    action = _own_action([data for data, _ in parts], name) or _new_action(name)
    kept: set[str] = set()
    hidden = 0
    for data, curves in parts:
        slot = _slot(action, data, curves[0].channel.owner)
        kept.add(slot.identifier)
        _write_curves(_channelbag(action, slot), curves)
        playback.play(data, action, slot, (clip.start, clip.end), strip=strip)
        hidden += playback.hidden(data, (curve.channel for curve in curves))
    _clear(action, kept)
    return Take(action.name, hidden)


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
    if data.animation_data is not None and data.animation_data.use_tweak_mode:
        raise RigError(TWEAKED.format(name=owner.name))
    return data


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
    animation = data.animation_data
    if animation is not None and animation.action == action and animation.action_slot is not None:
        return animation.action_slot
    fitting = (slot for slot in action.slots if slot.target_id_type == data.id_type)
    named = (slot for slot in fitting if slot.name_display == owner)
    return next(named, None) or action.slots.new(data.id_type, owner)


def _channelbag(action: Action, slot: ActionSlot) -> ActionChannelbag:
    layer = action.layers[0] if action.layers else action.layers.new("Take")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True)


def _write_curves(bag: ActionChannelbag, curves: Iterable[Curve]) -> None:
    """Replaces our curves in the bag; those that the artist keyed beside them stay."""
    group = bag.groups.get(GROUP) or bag.groups.new(GROUP)
    wanted = {(curve.channel.path, curve.channel.index): curve for curve in curves}
    for curve in list(group.channels):
        if (curve.data_path, curve.array_index) not in wanted:
            bag.fcurves.remove(curve)
    for (path, index), curve in wanted.items():
        written = bag.fcurves.find(path, index=index) or bag.fcurves.new(path, index=index)
        if written.group != group:
            written.group = group
        _write_keys(written, curve)


def _write_keys(written: bpy.types.FCurve, curve: Curve) -> None:
    keys = written.keyframe_points
    keys.clear()
    keys.add(len(curve.frames))
    points = np.stack([curve.frames, curve.values], axis=1).astype(np.float32)
    keys.foreach_set("co", points.ravel())
    keys.foreach_set("interpolation", np.full(len(curve.frames), LINEAR, np.int32))
    written.update()


def _clear(action: Action, kept: set[str]) -> None:
    """Takes our curves out of slots that the new take has nothing for."""
    for slot in action.slots:
        if slot.identifier not in kept:
            _write_curves(_channelbag(action, slot), ())
