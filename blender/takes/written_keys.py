"""Written keys: what we wrote into a take's curves, kept on its action to find the artist's edits.

The record lies on the same data-block as the keys, so that undo, saving and copying keep both
together. It is about a tenth of the keys' own size.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import bpy
import numpy as np
from bpy.types import Action, ActionChannelbag, ActionSlot, FCurve
from numpy.typing import NDArray

from ...animation.sparse import Precision, fitted
from ..character import stored
from ..character.playback import FINGERPRINT
from .fcurves import BEZIER, FREE, LINEAR, channelbag, copy_keys, found_channelbag, own_curves

UNFINISHED = "unfinished"
"""The fingerprint of a take that is being written."""
CURVES, KEYS = "intone_written_curves", "intone_written_keys"
"""Custom properties of an action: JSON of [slot, path, index, keys, width] of each curve that we
wrote, and the bytes of all keys, float32 [keys, width]."""
PLAIN, HANDLED = 2, 6
"""Numbers of a key between lines (frame, value), and of a Bezier key (both handles, too)."""
NOTHING = 1e-6
"""Differences below this are rounding."""

Values = NDArray[np.float32]
Written = dict[tuple[str, str, int], Values]
"""Keys [keys, PLAIN or HANDLED] by slot identifier, RNA path and index."""


@dataclass(frozen=True)
class Edit:
    """What the artist changed of a curve: `offsets` [keys] to add at `frames` [keys]."""

    slot: ActionSlot
    path: str
    index: int
    frames: NDArray[np.float64]
    offsets: NDArray[np.float64]


def remember(action: Action) -> None:
    """Keeps all keys of our curves as they are now."""
    heads, blocks = [], []
    for slot, curve in _own_curves(action):
        keys = _keys(curve)
        heads.append([slot.identifier, curve.data_path, curve.array_index, *keys.shape])
        blocks.append(keys.tobytes())
    action[CURVES], action[KEYS] = json.dumps(heads), b"".join(blocks)


def forget(action: Action) -> None:
    """Drops the record: the keys are being written, or are the artist's from now on."""
    for name in (CURVES, KEYS):
        action.pop(name, None)


def is_unrecorded(action: Action) -> bool:
    """Whether keys of ours are there, of which no record was ever kept: as 0.1.0 wrote them."""
    whole = action.get(FINGERPRINT) not in (None, UNFINISHED)
    return whole and CURVES not in action and any(True for _ in _own_curves(action))


def take_edits(action: Action) -> list[Edit]:
    """The artist's edits of our curves, each of which then is again as it was written."""
    written, found = _written(action), list[Edit]()
    for slot, curve in list(_own_curves(action)):
        keys = written.get((slot.identifier, curve.data_path, curve.array_index))
        if keys is None or not len(curve.keyframe_points) or _is_as_written(curve, keys):
            continue
        frames, offsets = _difference(curve, keys)
        if offsets.any():
            found.append(Edit(slot, curve.data_path, curve.array_index, frames, offsets))
        set_keys(curve, keys)
    return found


def set_keys(curve: FCurve, keys: Values) -> None:
    """Replaces all keys of a curve by those [keys, PLAIN or HANDLED]."""
    points, bezier = curve.keyframe_points, keys.shape[1] == HANDLED
    points.clear()
    points.add(len(keys))
    points.foreach_set("co", np.ascontiguousarray(keys[:, :2]).ravel())
    kind = BEZIER if bezier else LINEAR
    points.foreach_set("interpolation", np.full(len(keys), kind, np.int32))
    for side, first in (("left", 2), ("right", 4)) if bezier else ():
        points.foreach_set(f"handle_{side}_type", np.full(len(keys), FREE, np.int32))
        handles = np.ascontiguousarray(keys[:, first : first + 2])
        points.foreach_set(f"handle_{side}", handles.ravel())
    curve.update()


def _own_curves(action: Action) -> Iterator[tuple[ActionSlot, FCurve]]:
    for slot in action.slots:
        bag = found_channelbag(action, slot)
        for curve in own_curves(bag) if bag is not None else ():
            yield slot, curve


def _written(action: Action) -> Written:
    blocks, at, found = action.get(KEYS), 0, Written()
    heads = stored.rows(action, CURVES, str, str, int, int, int)
    sizes = [
        count * width for *_, count, width in heads if count >= 0 and width in (PLAIN, HANDLED)
    ]
    if not isinstance(blocks, bytes) or len(sizes) < len(heads) or 4 * sum(sizes) != len(blocks):
        return found  # somebody changed it
    for slot, path, index, count, width in heads:
        values = np.frombuffer(blocks, np.float32, count * width, at).reshape(count, width)
        found[slot, path, index], at = values, at + values.nbytes
    return found


def _keys(curve: FCurve) -> Values:
    parts = [_read(curve, "co")]
    if (_interpolations(curve) == BEZIER).any():
        parts += [_read(curve, "handle_left"), _read(curve, "handle_right")]
    return np.concatenate(parts, axis=1)


def _read(curve: FCurve, name: str) -> Values:
    values = np.empty(2 * len(curve.keyframe_points), np.float32)
    curve.keyframe_points.foreach_get(name, values)
    return values.reshape(-1, 2)


def _interpolations(curve: FCurve) -> NDArray[np.int32]:
    values = np.empty(len(curve.keyframe_points), np.int32)
    curve.keyframe_points.foreach_get("interpolation", values)
    return values


def _is_as_written(curve: FCurve, keys: Values) -> bool:
    kind = BEZIER if keys.shape[1] == HANDLED else LINEAR
    there = _keys(curve)
    same = there.shape == keys.shape and bool((there == keys).all())
    return same and bool((_interpolations(curve) == kind).all())


def _difference(curve: FCurve, keys: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The curve less what was written, as few keys of lines: on whole frames, and on its keys."""
    theirs = _read(curve, "co")[:, 0].astype(np.float64)
    ends = np.concatenate([theirs, keys[:, 0].astype(np.float64)])
    whole = np.arange(np.ceil(ends.min()), np.floor(ends.max()) + 1)
    frames = np.unique(np.concatenate([whole, ends]))
    with _scratch() as bag:
        ours, plain = bag.fcurves.new("written"), bag.fcurves.new("edited")
        set_keys(ours, keys)
        copy_keys(curve, plain)
        offsets = np.array([plain.evaluate(f) - ours.evaluate(f) for f in frames.tolist()])
    offsets[np.abs(offsets) < NOTHING] = 0.0
    kept = _needed(frames, offsets, np.isin(frames, theirs[~np.isin(theirs, keys[:, 0])]))
    return frames[kept], offsets[kept]


@contextmanager
def _scratch() -> Iterator[ActionChannelbag]:
    """Curves that nothing plays, to be evaluated without modifiers."""
    action = bpy.data.actions.new("Scratch")
    try:
        yield channelbag(action, action.slots.new("OBJECT", "Scratch"))
    finally:
        bpy.data.actions.remove(action)


def _needed(
    frames: NDArray[np.float64], offsets: NDArray[np.float64], theirs: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which samples stay as keys: those of the artist, those that lines need, a 0 at each end."""
    changed = offsets != 0
    near = changed.copy()
    near[1:] |= changed[:-1]
    near[:-1] |= changed[1:]
    if (frames % 1).any():  # between frames the samples are not even
        return near
    kept = fitted(offsets[None], 1.0, Precision(NOTHING), (near & theirs)[None]).keys[0]
    return kept & near
