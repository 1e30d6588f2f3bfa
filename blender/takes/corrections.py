"""Corrections: what the artist changed of a take, kept in a layer that is added to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy
import numpy as np
from bpy.types import ID, Action, ActionSlot, FCurve
from numpy.typing import NDArray

from ..character import correction_layer, playback, stored
from ..character.correction_layer import layer_of, slot_in
from ..character.playback import MARK
from . import correction_fade, written_keys
from .fcurves import PREFIX, channelbag, found_channelbag
from .written_keys import Edit

BEGINS = "intone_begins"
"""Custom property of a take's action: the frame on which its sound begins."""
EARLIER, EARLIER_NAME = "intone_earlier", "{name} as saved by 0.1.0"
"""Custom property of a take's action: a copy from before Intone recorded its keys; its name."""
Homes = Iterable[tuple[ID, ActionSlot]]
"""The data-blocks that a take moves, each with the take's slot for it."""


def keep_edits(take: Action) -> None:
    """Moves the artist's edits of the take's own curves into its layer; keys there stay.

    Of a take whose keys were not recorded, as in 0.1.0, edits cannot be told from what was written:
    a copy of it stays in the file.
    """
    if written_keys.is_unrecorded(take):
        take[EARLIER] = earlier = take.copy()
        earlier.name, earlier.use_fake_user = EARLIER_NAME.format(name=take.name), True
        earlier.pop(MARK)
    edits = written_keys.take_edits(take)
    layer = layer_of(take) or (correction_layer.new_layer(take) if edits else None)
    for edit in edits:
        _add(layer, edit)
    correction_fade.refresh(take)


def _add(layer: Action, edit: Edit) -> None:
    """Adds the edit to the layer's curve of its channel."""
    bag = channelbag(layer, slot_in(layer, edit.slot))
    curve = bag.fcurves.find(edit.path, index=edit.index)
    if curve is None:
        curve = bag.fcurves.new(edit.path, index=edit.index)
    there = [p.co.x for p in curve.keyframe_points]
    inside = [f for f in there if edit.frames[0] <= f <= edit.frames[-1]]
    frames = np.unique([*edit.frames.tolist(), *inside])
    with correction_fade.unfaded(curve):
        before = [curve.evaluate(f) if there else 0.0 for f in frames.tolist()]
    wanted = np.array(before) + np.interp(frames, edit.frames, edit.offsets)
    for frame, value in zip(frames.tolist(), wanted.tolist(), strict=True):
        curve.keyframe_points.insert(frame, value, options={"FAST"}).interpolation = "LINEAR"
    curve.update()


def follow(take: Action, begins: float) -> None:
    """The sound of the take begins on that frame from now on: its corrections move along."""
    before = stored.number(take, BEGINS)
    moved = begins - before if before is not None else 0.0
    take[BEGINS] = begins
    for curve in _curves(take) if moved else ():
        shift(curve, moved)


def shift(curve: FCurve, frames: float) -> None:
    """Moves all keys of the curve by so many frames."""
    for name in ("co", "handle_left", "handle_right"):
        values = np.empty((len(curve.keyframe_points), 2), np.float32)
        curve.keyframe_points.foreach_get(name, values.ravel())
        curve.keyframe_points.foreach_set(name, (values + (frames, 0)).ravel())
    curve.update()


def count(take: Action, first: float = -np.inf, last: float = np.inf) -> int:
    """How many keys correct the take, within these frames; those at 0 only end a correction."""
    points = [_points(curve) for curve in _curves(take)]
    inside = ((keys[:, 0] >= first) & (keys[:, 0] <= last) & (keys[:, 1] != 0) for keys in points)
    return sum(int(those.sum()) for those in inside)


def frame_range(take: Action) -> tuple[int, int]:
    """First and last frame with keys that correct the take; of the take, where there are none."""
    ends = [curve.range() for curve in _curves(take) if len(curve.keyframe_points)]
    first, last = zip(*(ends or [take.frame_range]), strict=True)
    return int(np.floor(min(first))), int(np.ceil(max(last)))


def clear(take: Action, first: float, last: float) -> int:
    """Takes the corrections from the first to the last frame away; how many keys.

    Outside of these frames they stay as they are, to the frame before and after.
    """
    before = count(take)
    for curve in list(_curves(take)):
        with correction_fade.unfaded(curve):
            _clear(curve, first, last)
    return before - count(take)


def _clear(curve: FCurve, first: float, last: float) -> None:
    points = curve.keyframe_points
    frames = _points(curve)[:, 0]
    inside = np.flatnonzero((frames >= first) & (frames <= last))
    if len(inside) == len(frames):
        points.clear()
        return
    if not len(inside) and not curve.evaluate(first) and not curve.evaluate(last):
        return
    edges = {f: curve.evaluate(f) for f in (first - 1, last + 1)}
    for number in inside[::-1].tolist():
        points.remove(points[number], fast=True)
    for frame, value in {**edges, first: 0.0, last: 0.0}.items():
        points.insert(frame, value, options={"FAST"}).interpolation = "LINEAR"
    curve.update()


def delete(homes: Homes, take: Action) -> None:
    """Deletes the layer of the take."""
    layer = layer_of(take)
    release(homes, take)
    if layer is not None:
        bpy.data.actions.remove(layer)


def mute(homes: Homes, take: Action, *, muted: bool) -> None:
    """Mutes the take's corrections, or plays them again."""
    layer = layer_of(take)
    if layer is None:
        return
    layer.pop(correction_layer.MUTED, None)
    if muted:
        layer[correction_layer.MUTED] = True
    for data, _ in homes:
        correction_layer.mute(data, layer, muted=muted)


def merge(homes: Homes, take: Action) -> None:
    """Adds the corrections to the take's own curves: the face stays as it is on every frame.

    A muted layer is not seen, not merged, and stays in the file, as the action that it is.
    """
    layer = layer_of(take)
    if layer is None:
        return
    if not correction_layer.is_muted(layer):
        for data, slot in homes:
            added = found_channelbag(layer, slot_in(layer, slot))
            for curve in added.fcurves if added is not None else ():
                if not curve.mute:
                    _merge(curve, take, slot, data)
        layer.use_fake_user = False
    release(homes, take)
    if correction_layer.is_empty(layer):
        bpy.data.actions.remove(layer)


def _merge(curve: FCurve, take: Action, slot: ActionSlot, data: ID) -> None:
    """One key a frame, on every frame of the take and of its corrections."""
    bag = channelbag(take, slot)
    goal = bag.fcurves.find(curve.data_path, index=curve.array_index)
    if goal is None:
        goal = bag.fcurves.new(curve.data_path, index=curve.array_index)
    ends = [*take.frame_range, *curve.range()]
    frames = np.arange(np.floor(min(ends)), np.ceil(max(ends)) + 1)
    base = 0.0 if len(goal.keyframe_points) else default(data, curve)
    below = [goal.evaluate(f) if len(goal.keyframe_points) else base for f in frames.tolist()]
    values = np.array(below) + [curve.evaluate(f) for f in frames.tolist()]
    written_keys.set_keys(goal, np.stack([frames, values], axis=1).astype(np.float32))
    for modifier in list(goal.modifiers):  # they are in the keys
        goal.modifiers.remove(modifier)


def default(data: ID, curve: FCurve) -> float:
    """What Blender adds a curve to where nothing else moves its channel."""
    owner, _, name = curve.data_path.rpartition(".")
    thing = data.path_resolve(owner) if owner else data
    known = thing.bl_rna.properties.get(name)
    if known is None:  # a custom property
        return 0.0
    return known.default_array[curve.array_index] if known.is_array else known.default


def release(homes: Homes, take: Action) -> None:
    """Takes the layer off the data-blocks and off its take; the file keeps it."""
    take.pop(correction_layer.LAYER, None)
    for data, _ in homes:
        correction_layer.drop_others(data, playback.played(data))


def _points(curve: FCurve) -> NDArray[np.float32]:
    """Frame and value of each key, [keys, 2]."""
    values = np.empty(2 * len(curve.keyframe_points), np.float32)
    curve.keyframe_points.foreach_get("co", values)
    return values.reshape(-1, 2)


def _curves(take: Action) -> Iterator[FCurve]:
    layer = layer_of(take)
    for slot in layer.slots if layer is not None else ():
        bag = found_channelbag(layer, slot)
        yield from (c for c in (bag.fcurves if bag else ()) if not c.data_path.startswith(PREFIX))
