"""Poses of an armature: frames named by markers, and pose assets, read from their F-curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import bpy
import numpy as np
from bpy.types import Action, ActionSlot, FCurve, Object, Scene

from ...errors import RigError
from ...geometry.rotations import vectors
from ...rig.channels import Channel
from ...rig.match_by_poses import Pose
from ...rig.rotations import QUATERNION, VECTOR, is_turn
from . import bones

NEUTRAL = ("neutral", "rest", "basis", "default")
"""A pose of such a name is the face at rest; without it that is the armature's rest pose."""
NO_POSES = (
    "{name} has no poses to learn from: mark each one's frame with a marker of its name, or make "
    "it a pose asset in this file."
)

Curves = Mapping[tuple[str, int], FCurve]


def poses(armature: Object, scene: Scene) -> tuple[dict[str, Pose], Pose]:
    """The armature's poses by their names, and the one at rest.

    A pose is a frame of the armature's action that a marker (of the action or of the scene)
    names, or a pose asset of this file. Raises RigError where there are none.
    """
    channels = tuple(bones.channels(armature))
    found = {
        name: _pose(channels, curves, frame) for name, curves, frame in _named(armature, scene)
    }
    rest = next((found.pop(name) for name in list(found) if name.lower() in NEUTRAL), None)
    if not found:
        raise RigError(NO_POSES.format(name=armature.name))
    return found, rest or _pose(channels, {}, 0.0)


def _named(armature: Object, scene: Scene) -> Iterator[tuple[str, Curves, float]]:
    """Name, curves and frame of each pose; assets first, so that markers win."""
    for action in _assets(armature):
        yield action.name, _curves(action, _slot(action)), action.frame_range[0]
    animation = armature.animation_data
    if animation is not None and animation.action is not None:
        curves = _curves(animation.action, animation.action_slot)
        markers = [*scene.timeline_markers, *animation.action.pose_markers]
        for marker in markers:
            yield marker.name, curves, float(marker.frame)


def _assets(armature: Object) -> Iterator[Action]:
    """The pose assets of this file that move a bone of the armature."""
    own = {bones.path(bone) for bone in armature.pose.bones}
    for action in bpy.data.actions:
        if action.asset_data is None:
            continue
        moved = {path.rpartition(".")[0] for path, _ in _curves(action, _slot(action))}
        if moved & own:
            yield action


def _slot(action: Action) -> ActionSlot | None:
    return next((slot for slot in action.slots if slot.target_id_type == "OBJECT"), None)


def _curves(action: Action, slot: ActionSlot | None) -> Curves:
    if slot is None or not action.layers or not action.layers[0].strips:
        return {}
    bag = action.layers[0].strips[0].channelbag(slot)
    return {} if bag is None else {(one.data_path, one.array_index): one for one in bag.fcurves}


def _pose(channels: tuple[Channel, ...], curves: Curves, frame: float) -> Pose:
    """Where each channel stands; what no curve moves is at rest."""
    return {channel: _value(channel, curves, frame) for channel in channels}


def _value(channel: Channel, curves: Curves, frame: float) -> float:
    if is_turn(channel):
        path = channel.path.removesuffix(VECTOR) + QUATERNION
        turn = [_number(path, part, curves, frame, float(part == 0)) for part in range(4)]
        return float(vectors(np.array([turn]))[0, channel.index])
    at_rest = float(channel.path.endswith(".scale"))
    return _number(channel.path, channel.index, curves, frame, at_rest)


def _number(path: str, index: int, curves: Curves, frame: float, at_rest: float) -> float:
    curve = curves.get((path, index))
    return at_rest if curve is None else float(curve.evaluate(frame))
