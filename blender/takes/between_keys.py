"""Keys between lines: an action and a track of Intone's own, written whole and removed whole.

Takes, the artist's keys and corrections stay as they are.
"""

from __future__ import annotations

import json

import bpy
from bpy.types import ID, Action, Object

from ...animation.keyframes import Curve
from ..background.steps import Steps
from ..character import characters, fills, playback, rest
from ..character.playback import BELOW, FINGERPRINT
from . import actions
from .between import Filled
from .fcurves import channelbag, region_group, write_keys
from .write import undriven

BETWEEN = "Between Lines"
"""What the name of its action ends with."""


def write(done: Filled) -> Steps[int]:
    """Writes the keys of all gaps, in place of those before; how many there are.

    Raises RigError, before anything is changed, where the character cannot take them.
    """
    thing = characters.find(done.target.character)
    actions.check(thing)
    clear(thing)
    clip = undriven(done.clip)
    if not clip.curves:
        return 0
    action = bpy.data.actions.new(f"{thing.name} {BETWEEN}")
    action[fills.MARK], called = "", action.name
    for curves in actions.by_owner(clip.curves):
        data = characters.data_of(curves[0].channel.owner, curves[0].channel.kind)
        _write_part(data, bpy.data.actions[called, None], curves, done)
        yield
    _lay_again(thing)
    bpy.data.actions[called, None][fills.MARK] = made_from(thing)
    return len(done.gaps)


def _write_part(data: ID, action: Action, curves: list[Curve], done: Filled) -> None:
    """The curves of one data-block, and the strips that play them."""
    rest.remember(data, [curve.channel for curve in curves])
    slot = action.slots.new(data.id_type, curves[0].channel.owner)
    bag = channelbag(action, slot)
    for curve in curves:
        written = bag.fcurves.new(curve.channel.path, index=curve.channel.index)
        written.group = region_group(bag, curve.group)
        write_keys(written, curve, 0.0)
    animation = data.animation_data or data.animation_data_create()
    own = playback.own_tracks(animation)
    above = own[-1] if own else None
    fills.lay(data, action, slot, done.gaps, above, hold=done.ends)


def _lay_again(thing: Object) -> None:
    """Takes that were the active action lie on a track now, below what is between them."""
    for take in {act for _, data in characters.data_blocks(thing) for act in _playing(data)}:
        actions.replay(thing, take, strip=True, stacking=take.get(playback.STACKING, BELOW))


def _playing(data: ID) -> list[Action]:
    return playback.played(data) if data.animation_data is not None else []


def clear(thing: Object) -> int:
    """Removes all that is between the character's takes; how many actions that were.

    Raises RigError, before anything is changed.
    """
    actions.check(thing)
    gone = set[Action]()
    for data, fill in _fills(thing):
        moved = playback.channels(fill, playback.slot_of(data, fill))
        taken = (playback.channels(take, playback.slot_of(data, take)) for take in _playing(data))
        fills.take_off(data)
        rest.put_back(data, moved.difference(*taken))
        gone.add(fill)
    for action in gone:
        bpy.data.actions.remove(action)
    return len(gone)


def _fills(thing: Object) -> list[tuple[ID, Action]]:
    """The data-blocks of a character that are filled, each with the action that does."""
    found = ((data, fills.fill_of(data)) for _, data in characters.data_blocks(thing))
    return [(data, action) for data, action in found if action is not None]


def is_filled(thing: Object) -> bool:
    """Whether something of Intone's is between the character's takes."""
    return bool(_fills(thing))


def is_stale(thing: Object) -> bool:
    """Whether takes have changed since what is between them was made."""
    return any(fill[fills.MARK] != made_from(thing) for _, fill in _fills(thing)[:1])


def made_from(thing: Object) -> str:
    """The takes that a character plays, with their fingerprints and frames, as JSON."""
    playing = {act for _, data in characters.data_blocks(thing) for act in _playing(data)}
    facts = [(act.name, str(act.get(FINGERPRINT)), list(act.frame_range)) for act in playing]
    return json.dumps(sorted(facts))
