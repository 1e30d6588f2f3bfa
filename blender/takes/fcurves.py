"""F-curves: the keys of a curve written in one go, and where the curves of a slot lie."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from bpy.types import Action, ActionChannelbag, ActionGroup, ActionSlot, FCurve
from numpy.typing import NDArray

from ...animation.keyframes import Curve
from ..character.playback import GROUP

PREFIX = "intone."
"""What the RNA paths of our sliders begin with on a character."""
FILLED = "intone_filled"
"""Custom property of the action with the intensity's curve: frame, value, ... of keys of ours. For
another slider its name follows."""
LINEAR, BEZIER = 1, 2
"""bpy's numbers for interpolations, as foreach_set wants them."""
FREE = 0
"""bpy's number for a free handle. Blender's other kinds would move the handles that we set."""

KEY = {
    "co": (np.float32, 2),
    "handle_left": (np.float32, 2),
    "handle_right": (np.float32, 2),
    "handle_left_type": (np.int32, 1),
    "handle_right_type": (np.int32, 1),
    "interpolation": (np.int32, 1),
    "easing": (np.int32, 1),
}
"""The attributes of a key, as foreach_get gives them: type, and numbers a key."""


def channelbag(action: Action, slot: ActionSlot) -> ActionChannelbag:
    """Where the curves of an action's slot lie; made where there is none."""
    layer = action.layers[0] if action.layers else action.layers.new("Take")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True)


def found_channelbag(action: Action, slot: ActionSlot) -> ActionChannelbag | None:
    """The same, None where there is none: asking changes nothing."""
    bags = (strip.channelbag(slot) for layer in action.layers for strip in layer.strips)
    return next((bag for bag in bags if bag is not None), None)


def own_curves(bag: ActionChannelbag) -> list[FCurve]:
    """The curves of a take that are ours: those in groups of ours."""
    groups = [group for group in bag.groups if is_own_group(group.name)]
    return [curve for group in groups for curve in group.channels]


def is_own_group(name: str) -> bool:
    """Whether a group of that name is ours; takes of earlier versions have a single one."""
    return name == GROUP or name.startswith(f"{GROUP} ")


def region_group(bag: ActionChannelbag, name: str) -> ActionGroup:
    """Our group for curves of that name in rig.regions; made where there is none."""
    called = f"{GROUP} {name}" if name else GROUP
    return bag.groups.get(called) or bag.groups.new(called)


def copy_keys(curve: FCurve, goal: FCurve) -> None:
    """Adds the curve's keys to an empty one, equal to the last bit."""
    goal.keyframe_points.add(len(curve.keyframe_points))
    for name, (kind, width) in KEY.items():
        values = np.empty(len(curve.keyframe_points) * width, kind)
        curve.keyframe_points.foreach_get(name, values)
        goal.keyframe_points.foreach_set(name, values)
    goal.extrapolation = curve.extrapolation


def write_keys(written: FCurve, curve: Curve, near: float) -> None:
    """Writes the keys of a curve, unless all of them would move by no more than `near`."""
    keys, wanted = written.keyframe_points, _points(curve)
    if len(keys) != len(curve.frames):
        keys.clear()
        keys.add(len(curve.frames))
    elif not any(_differ(keys, name, values, near) for name, values in wanted.items()):
        return
    for name, values in wanted.items():  # all of them: a key that moves takes its handles along
        keys.foreach_set(name, values)
    written.update()


def _points(curve: Curve) -> dict[str, NDArray[Any]]:
    """The keys by the names of their attributes, as foreach_set wants them."""
    count, bezier = len(curve.frames), curve.left is not None and curve.right is not None
    points = np.stack([curve.frames, curve.values], axis=1).astype(np.float32).ravel()
    wanted: dict[str, NDArray[Any]] = {
        "co": points,
        "interpolation": np.full(count, BEZIER if bezier else LINEAR, np.int32),
    }
    for side, handles in (("left", curve.left), ("right", curve.right)) if bezier else ():
        wanted[f"handle_{side}_type"] = np.full(count, FREE, np.int32)
        wanted[f"handle_{side}"] = np.asarray(handles, np.float32).ravel()
    return wanted


def _differ(
    keys: bpy.types.FCurveKeyframePoints, name: str, wanted: NDArray[Any], near: float
) -> bool:
    there = np.empty_like(wanted)
    keys.foreach_get(name, there)
    return len(wanted) > 0 and np.abs(there - wanted).max() > near
