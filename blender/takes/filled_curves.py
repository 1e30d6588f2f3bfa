"""Curves of a character's sliders that are filled from the voice, around what the artist edited."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from bpy.types import FCurve, Object

from ...animation.keyframes import simplify
from ...animation.user_edits import Keys, Stretch, edited, fill_record, refilled, user_keys_within
from ...track import Track
from ..character import stored
from . import curves
from .curves import filled_record

TOLERANCE = 0.01
"""How far the filled curve may be off what is heard: few enough keys to draw with."""


def edited_stretches(thing: Object, slider: str) -> list[Stretch]:
    """The edited stretches of a slider's curve: first and last frame of each."""
    curve = curves.find(thing, slider)
    return edited(_filled(curve), _keys(curve)) if curve is not None else []


def heard_keys(heard: Track, fps: float, start: int, column: int = 0) -> Keys:
    """A column of what is heard, [frames, columns], as keys on the scene's frames: [keys, 2]."""
    values = heard.resampled(fps).values[:, column]
    kept = simplify(values, TOLERANCE)
    return np.stack([kept + start, values[kept]], axis=1).astype(np.float64)


def fill(
    thing: Object, slider: str, fresh: Keys, given_back: Iterable[Stretch] = ()
) -> list[Stretch]:
    """Fills the slider's curve with those keys around the edited stretches, which it returns.

    The stretches `given_back` are filled too: their edits are lost.
    """
    curve = curves.find(thing, slider)
    if curve is None:
        curve = curves.place(thing).fcurves.new(curves.PREFIX + slider)
    before, keys = _filled(curve), _keys(curve)
    stretches = [s for s in edited(before, keys) if s not in set(given_back)]
    kept = user_keys_within(before, keys, stretches)
    ours = refilled(fresh, keys[kept], stretches)
    points = curve.keyframe_points
    for number in np.flatnonzero(~kept)[::-1]:
        points.remove(points[int(number)], fast=True)
    for frame, value in ours.tolist():
        points.insert(frame, value, options={"FAST"}).interpolation = "LINEAR"
    curve.update()
    curve.id_data[filled_record(slider)] = fill_record(fresh, ours, stretches).ravel().tolist()
    return stretches


def _keys(curve: FCurve) -> Keys:
    values = np.empty(2 * len(curve.keyframe_points), np.float32)
    curve.keyframe_points.foreach_get("co", values)
    return values.reshape(-1, 2).astype(np.float64)


def _filled(curve: FCurve) -> Keys:
    """The keys as we set them the last time; none where that is not known."""
    record = filled_record(curve.data_path[len(curves.PREFIX) :])
    known = stored.numbers(curve.id_data, record)
    return np.array(known[: len(known) // 2 * 2], np.float64).reshape(-1, 2)
