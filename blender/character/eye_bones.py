"""Eye bones: the pair that turns a character's eyes, by VRM, name or position, and how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from bpy.types import Object, PoseBone

from ...rig.bone_names import eye_bones
from ...rig.eye_positions import Turned, eye_pair
from ...rig.mapping import Link, RigMap
from ...rig.vrm_file import Skeleton
from ...track import Array
from . import characters, face_bones, measuring, shape_motion

EYE_RADIUS, LEAST_GAZE = 0.25, 0.2
"""A human eye's radius, of the way between the eyes, with some room; and the least share left."""
TURNS = {side: (f"{side}EyeYaw", f"{side}EyePitch") for side in ("left", "right")}
"""An eye rolls by itself and not by a bone."""
OWN_WEIGHT = 0.5
"""A bone alone moves points that follow it by more than this."""

Eyes = tuple[tuple[str, PoseBone], ...]
"""The sides and their bones; none, or two."""


def links(
    armature: Object,
    rig: RigMap,
    head: PoseBone | None,
    axes: tuple[Array, Array, Array],
    told: Skeleton,
) -> Iterator[Link]:
    """Links that turn the eyes: `axes` are those of yaw, pitch and roll, `told` is what the
    character's own file says of its eyes."""
    pair, look = eyes(armature, rig, head, axes, told), told.look
    reach = _gaze(armature, rig, pair, axes[2]) if look is None else 1.0
    for side, bone in pair:
        for link in face_bones.turns(armature, bone, TURNS[side], axes[:2], reach):
            yield from (link,) if look is None else look.limited(link)


def eyes(
    armature: Object,
    rig: RigMap,
    head: PoseBone | None,
    axes: tuple[Array, Array, Array],
    told: Skeleton,
) -> Eyes:
    """The bones of the left and the right eye: those that VRM tells, else those that are named so,
    else the one pair below the head that turns a pair of balls."""
    pose = armature.pose.bones
    pair = (told.bones.get("leftEye"), told.bones.get("rightEye"))
    found = pair if all(pair) else eye_bones(face_bones.free(armature))
    if found is None and head is not None:
        found = _by_position(armature, rig, head, axes)
    if found is None or not set(found) <= set(pose.keys()):
        return ()
    return tuple((side, pose[name]) for side, name in zip(TURNS, found, strict=True))


def _by_position(
    armature: Object, rig: RigMap, head: PoseBone, axes: tuple[Array, Array, Array]
) -> tuple[str, str] | None:
    free = set(face_bones.free(armature))
    below = {b.name: np.array(b.head_local) for b in head.bone.children_recursive if b.name in free}
    moved = _moved(armature, below)
    turned = {name: Turned(below[name], points) for name, points in moved.items()}
    lids = shape_motion.middle(rig, armature, ("eyeBlink",))
    mouth = shape_motion.middle(rig, armature, ("jaw", "mouth"))
    begin, (yaw, left, _) = np.array(head.bone.head_local), axes
    return eye_pair(turned, left, -yaw, begin, lids, mouth)


def _moved(armature: Object, names: Mapping[str, Array]) -> Mapping[str, Array]:
    """By bone the points [n, 3] that it alone moves, in the armature's own space."""
    own, found = np.array(armature.matrix_world.inverted()), dict[str, list[Array]]()
    for thing in characters.visible_members(armature):
        groups = {g.index: g.name for g in thing.vertex_groups if g.name in names} if (
            thing.type == "MESH") else {}  # fmt: skip
        if not groups:
            continue
        to_armature = own @ np.array(thing.matrix_world)
        points = measuring.coordinates(thing.data.vertices) @ to_armature[:3, :3].T
        points += to_armature[:3, 3]
        for vertex in thing.data.vertices:
            for group in vertex.groups:
                if group.group in groups and group.weight > OWN_WEIGHT:
                    found.setdefault(groups[group.group], []).append(points[vertex.index])
    return {name: np.array(of) for name, of in found.items()}


def _gaze(armature: Object, rig: RigMap, pair: Eyes, front: Array) -> float:
    """How far the eye bones turn for a human's radian: those that lie deep behind flat eyes, as
    drawn characters have them, would move these out of the face."""
    if not {"eyeBlinkLeft", "eyeBlinkRight"} <= {link.face for link in rig.links}:
        return 1.0
    lids = shape_motion.middle(rig, armature, ("eyeBlink",))
    if len(pair) != 2 or lids is None:
        return 1.0
    left, right = (np.array(bone.bone.head_local) for _, bone in pair)
    depth = float((lids - (left + right) / 2) @ front)
    apart = float(np.linalg.norm(left - right))
    return float(np.clip(EYE_RADIUS * apart / max(depth, 1e-9), LEAST_GAZE, 1.0))
