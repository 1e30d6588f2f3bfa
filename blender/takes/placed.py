"""Placed: where a written take plays its sound, kept on its action; and takes that move in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from bpy.types import Action, FCurve, Object
from numpy.typing import NDArray

from ...animation.placement import Placement, read_placement
from ..character import correction_layer, playback, rest, stored
from . import actions, corrections, written_keys
from .corrections import BEGINS
from .fcurves import FILLED, PREFIX, found_channelbag

Frames = NDArray[np.float32]
PLACED = "intone_placed"
"""Custom property of a take's action: its placement as JSON."""


def placement_of(action: Action) -> Placement | None:
    """Where the take was placed; None for one of an earlier version, or where it was spoiled."""
    try:
        return read_placement(action[PLACED]) if PLACED in action else None
    except (TypeError, ValueError):
        return None


def shift(thing: Object, action: Action, by: int) -> None:
    """Moves a take, its corrections and its sliders' keys by so many frames, but does not play it.

    What the artist changed of its curves goes into the corrections first. Raises RigError, before
    anything is changed.
    """
    actions.check(thing)
    before = placement_of(action)
    corrections.keep_edits(action)
    corrections.follow(action, (stored.number(action, BEGINS) or 0) + by)
    for curve in _curves(action):
        shift_keys(curve, by)
    _shift_record(action, by)
    action.frame_start, action.frame_end = action.frame_start + by, action.frame_end + by
    if before is not None:
        action[PLACED] = before.moved(by).text
    written_keys.forget(action)
    written_keys.remember(action)


def retime_corrections(
    action: Action, before: Placement | None, now: Placement, fps: float
) -> None:
    """Moves the keys of a take's corrections to where their seconds of the sound are now.

    They have followed the beginning of the sound before.
    """
    layer = correction_layer.layer_of(action)
    if before is None or layer is None or not (before.pace or now.pace):
        return
    known = before.moved(now.start - before.start)
    for curve in _curves(layer):
        _replace_keys(curve, lambda frames: now.frames(known.seconds(frames, fps), fps))


def shift_sliders(action: Action, by: int) -> None:
    """Moves the keys of sliders in an action of ours."""
    for curve in _curves(action):
        if curve.data_path.startswith(PREFIX):
            shift_keys(curve, by)
    _shift_record(action, by)


def _shift_record(action: Action, by: int) -> None:
    """Which keys of the sliders' curves are ours is known by their frames."""
    for record in [name for name in list(action.keys()) if name.startswith(FILLED)]:
        known = np.array(stored.numbers(action, record), np.float64)
        known[::2] += by
        action[record] = known.tolist()


def shift_keys(curve: FCurve, by: int) -> None:
    """Moves all keys of a curve, with their handles."""
    _replace_keys(curve, lambda frames: frames + np.float32(by))


def _replace_keys(curve: FCurve, moved: Callable[[Frames], NDArray[Any]]) -> None:
    for name in ("co", "handle_left", "handle_right"):
        values = np.empty(2 * len(curve.keyframe_points), np.float32)
        curve.keyframe_points.foreach_get(name, values)
        values[::2] = moved(values[::2])
        curve.keyframe_points.foreach_set(name, values)
    curve.update()


def silence(thing: Object, action: Action) -> None:
    """Stops a take, which stays in the file; what it moved goes back to its rest."""
    actions.check(thing)
    for data, slot in actions.homes(thing, action):
        bag = found_channelbag(action, slot)
        moved = {(c.data_path, c.array_index) for c in bag.fcurves} if bag is not None else set()
        playback.take_off(data, [action])
        rest.show(data, moved)


def is_played(thing: Object, action: Action) -> bool:
    """Whether the character plays the take."""
    return any(playback.slot_of(data, action) for data, _ in actions.homes(thing, action))


def _curves(action: Action) -> Iterator[FCurve]:
    for slot in action.slots:
        bag = found_channelbag(action, slot)
        yield from bag.fcurves if bag is not None else ()
