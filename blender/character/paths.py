"""Paths: where objects are over time, from their keys, without a change of the scene's frame.

What constraints, drivers and NLA strips do is taken as it is on the current frame.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from bpy.types import FCurve, Object
from mathutils import Euler, Matrix, Quaternion, Vector

from ...track import Array
from .correction_layer import is_layer
from .playback import is_ours

_TURNS = ("rotation_euler", "rotation_quaternion")
_MOVES = ("location", *_TURNS, "scale")
Curves = dict[tuple[str, int], FCurve]


def moves(thing: Object) -> bool:
    """Whether the object, or what it hangs on, has keys that move it."""
    return any(bool(_curves(one)) for one in _chain(thing))


def worlds(thing: Object, frames: Array) -> Array:
    """The object's world matrix on each frame, [frames, 4, 4]: the current one without keys."""
    curves = {one: _curves(one) for one in _chain(thing)}
    if not any(curves.values()):
        return np.broadcast_to(np.array(thing.matrix_world), (len(frames), 4, 4))
    return np.array([_world(thing, float(frame), curves) for frame in frames])


def _chain(thing: Object | None) -> list[Object]:
    """The object and all that it hangs on."""
    found = list[Object]()
    while thing is not None:
        found.append(thing)
        thing = thing.parent
    return found


def _world(thing: Object, frame: float, curves: Mapping[Object, Curves]) -> Matrix:
    basis = _basis(thing, frame, curves[thing])
    if thing.parent is None:
        return basis
    bone = thing.parent.pose.bones.get(thing.parent_bone) if thing.parent_type == "BONE" else None
    between = thing.matrix_parent_inverse
    if bone is not None:
        tail = Matrix.Translation(Vector((0, bone.length, 0)))
        between = bone.matrix @ tail @ between
    return _world(thing.parent, frame, curves) @ between @ basis


def _basis(thing: Object, frame: float, curves: Curves) -> Matrix:
    if not curves:
        return thing.matrix_basis.copy()

    def value(name: str) -> list[float]:
        own = enumerate(getattr(thing, name))
        return [curves[name, k].evaluate(frame) if (name, k) in curves else v for k, v in own]

    if thing.rotation_mode == "QUATERNION":
        turn = Quaternion(value("rotation_quaternion")).normalized()
    else:
        turn = Euler(value("rotation_euler"), thing.rotation_mode).to_quaternion()
    return Matrix.LocRotScale(Vector(value("location")), turn, Vector(value("scale")))


def _curves(thing: Object) -> Curves:
    """The artist's curves of the object's place, turn and size in its active action."""
    animation = thing.animation_data
    action = animation.action if animation is not None else None
    if action is None or is_ours(action) or is_layer(action) or animation.action_slot is None:
        return {}
    bags = (s.channelbag(animation.action_slot) for layer in action.layers for s in layer.strips)
    curves = (curve for bag in bags if bag is not None for curve in bag.fcurves)
    return {(c.data_path, c.array_index): c for c in curves if c.data_path in _MOVES}
