"""Curves: the F-curves of a character's own sliders, wherever in its animation they lie."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from bpy.types import Action, ActionSlot, FCurve, Object, Scene

from ..track import Array
from . import scene as scenes
from .playback import is_ours

PREFIX = "intone."
"""What the RNA paths of our sliders begin with on a character."""
MARGIN_S = 1.0
"""Seconds sampled past the last key and the scene: what lies further off holds the last value."""


def find(thing: Object, name: str) -> FCurve | None:
    """The curve of the slider `name`: the one of the active action, else one in a strip of ours."""
    bags = (_bag(*place) for place in _places(thing))
    found = (bag.fcurves.find(PREFIX + name) for bag in bags if bag is not None)
    return next((curve for curve in found if curve is not None), None)


def _places(thing: Object) -> Iterator[tuple[Action, ActionSlot]]:
    animation = thing.animation_data
    if animation is None:
        return
    if animation.action is not None and animation.action_slot is not None:
        yield animation.action, animation.action_slot
    for strip in (strip for track in animation.nla_tracks for strip in track.strips):
        if is_ours(strip.action) and strip.action_slot is not None:
            yield strip.action, strip.action_slot


def _bag(action: Action, slot: ActionSlot):  # noqa: ANN202  its type is new in each Blender
    bags = (strip.channelbag(slot) for layer in action.layers for strip in layer.strips)
    return next((bag for bag in bags if bag is not None), None)


def sampled(thing: Object, scene: Scene, name: str, rate: float) -> Array:
    """A slider from the take's start on, [frames] at `rate`; [1] where it is not keyed."""
    recipe, curve = thing.intone, find(thing, name)
    if curve is None or curve.is_empty:
        return np.array([getattr(recipe, name)], np.float32)
    fps = scenes.frame_rate(scene)
    last = max(scene.frame_end, curve.range()[1]) + MARGIN_S * fps
    count = max(1, int((last - recipe.start) / fps * rate))
    frames = (recipe.start + k * fps / rate for k in range(count))
    return np.fromiter(map(curve.evaluate, frames), np.float32, count)
