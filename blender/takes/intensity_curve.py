"""Drawing: a character's own intensity curve, filled from the voice around what the artist drew."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from bpy.types import FCurve, Object

from ...animation.keyframes import simplify
from ...animation.user_edits import Keys, Stretch, drawn, refilled, remembered, theirs_within
from ...track import Track
from . import curves
from .curves import FILLED, INTENSITY

TOLERANCE = 0.01
"""How far the filled curve may be off what is heard: few enough keys to draw with."""


def drawn_stretches(thing: Object) -> list[Stretch]:
    """The artist's stretches of the character's intensity curve: first and last frame of each."""
    curve = curves.find(thing, INTENSITY)
    return drawn(_filled(curve), _keys(curve)) if curve is not None else []


def heard_keys(heard: Track, fps: float, start: int) -> Keys:
    """What is heard, [frames, 1], as keys on the scene's frames: [keys, 2]."""
    values = heard.resampled(fps).values[:, 0]
    kept = simplify(values, TOLERANCE)
    return np.stack([kept + start, values[kept]], axis=1).astype(np.float64)


def fill(thing: Object, fresh: Keys, given_back: Iterable[Stretch] = ()) -> list[Stretch]:
    """Fills the curve with those keys around the artist's stretches, which stay and are returned.

    `given_back` are stretches that are filled too, with all that the artist drew there.
    """
    curve = curves.find(thing, INTENSITY) or _new_curve(thing)
    before, keys = _filled(curve), _keys(curve)
    stretches = [s for s in drawn(before, keys) if s not in set(given_back)]
    kept = theirs_within(before, keys, stretches)
    ours = refilled(fresh, keys[kept], stretches)
    points = curve.keyframe_points
    for number in np.flatnonzero(~kept)[::-1]:
        points.remove(points[int(number)], fast=True)
    for frame, value in ours.tolist():
        points.insert(frame, value, options={"FAST"}).interpolation = "LINEAR"
    curve.update()
    curve.id_data[FILLED] = remembered(fresh, ours, stretches).ravel().tolist()
    return stretches


def _new_curve(thing: Object) -> FCurve:
    return curves.place(thing).fcurves.new(curves.PREFIX + INTENSITY)


def _keys(curve: FCurve) -> Keys:
    values = np.empty(2 * len(curve.keyframe_points), np.float32)
    curve.keyframe_points.foreach_get("co", values)
    return values.reshape(-1, 2).astype(np.float64)


def _filled(curve: FCurve) -> Keys:
    """The keys as we set them, as far as it is known."""
    known = curve.id_data.get(FILLED)
    return np.array(known.to_list() if known is not None else [], np.float64).reshape(-1, 2)
