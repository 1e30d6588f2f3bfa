"""Turning bones: the turns of head and eyes on any skeleton, and the bones of its face, whatever
their axes and names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from bpy.types import Object, PoseBone

from ...face.basis import EYES, HEAD
from ...rig.bone_names import HEADS, eye_bones, head_bone
from ...rig.mapping import RigMap
from ...rig.spelling import words
from ...track import Array
from . import characters, face_bones, shape_motion, vrm

EYE_RADIUS, LEAST_GAZE = 0.25, 0.2
"""A human eye's radius, of the way between the eyes, with some room; and the least share left."""
BEHIND = 0.15
"""The face lies behind the head bone where that share of the way to it leads backwards."""
EYE_TURNS = {side: (f"{side}EyeYaw", f"{side}EyePitch") for side in ("left", "right")}
"""An eye rolls by itself and not by a bone."""
GAZE = frozenset(
    {*EYES, *(f"eyeLook{w}{s}" for w in ("In", "Out", "Up", "Down") for s in ("Left", "Right"))}
)


def turned(chosen: Object, rig: RigMap, named: bool = True) -> RigMap:
    """The map with the head's turns on the skeleton's head bone, else on the neck that a
    convention names, and the eyes' on its eye bones where nothing else looks about.

    Where there are several heads, or the convention turns something else, they stay as they are.
    A turn that the artist has muted stays so. `named`: the map has all that names tell, so that
    what it lacks of jaw, tongue and lids is moved by bones.
    """
    armature = characters.map_owner(chosen)
    if armature.type != "ARMATURE" or not armature.is_editable:
        return rig
    head = _head(armature, rig)
    about = axes_about(armature, head, rig)
    links = rig.links
    if head is not None and (added := tuple(face_bones.turns(armature, head, HEAD, about))):
        links = (*(link for link in links if link.face not in HEAD), *added)
    if not any(link.face in GAZE and not link.stand_in for link in links):
        reach = _gaze(armature, rig, about[2])
        looking = [
            link
            for side, bone in eyes(armature)
            for link in face_bones.turns(armature, bone, EYE_TURNS[side], about[:2], reach)
        ]
        links = (
            *(link for link in links if not looking or link.face not in GAZE),
            *looking,
        )
    if named:
        links = (*links, *face_bones.links(armature, links, about))
    return RigMap(rig.convention, links, rig.amplitude)


def _head(armature: Object, rig: RigMap) -> PoseBone | None:
    """The head bone, or what the convention calls neck, or the only neck."""
    own = {link.channel.name for link in rig.links if link.face in HEAD}
    if any(link.face in HEAD and link.mute for link in rig.links) or not _is_plain(own):
        return None
    pose = armature.pose.bones
    told = vrm.humanoid(armature).get("head") or head_bone(face_bones.free(armature))
    named = {name.rpartition(":")[0] for name in own}
    necks = [name for name in face_bones.free(armature) if words(name)[-1:] == ("neck",)]
    neck = named or (necks if len(necks) == 1 else ())
    return pose.get(told or (next(iter(neck)) if len(neck) == 1 else ""))


def eyes(armature: Object) -> Iterator[tuple[str, PoseBone]]:
    """The side and the bone of each eye, where a skeleton has a pair."""
    if armature.type != "ARMATURE":
        return
    told, pose = vrm.humanoid(armature), armature.pose.bones
    pair = (told.get("leftEye"), told.get("rightEye"))
    pair = pair if all(pair) else eye_bones(face_bones.free(armature))
    for side, name in zip(EYE_TURNS, pair or (), strict=False):
        if name in pose:
            yield side, pose[name]


def _is_plain(names: set[str]) -> bool:
    """Whether a convention turns at most a bone called neck or head."""
    bones_of = {name.rpartition(":")[0] for name in names}
    return all({"neck", *HEADS} & set(words(name)[-1:]) for name in bones_of)


def _gaze(armature: Object, rig: RigMap, front: Array) -> float:
    """How far the eye bones turn for a human's radian: those that lie deep behind flat eyes, as
    drawn characters have them, would move these out of the face."""
    pair = [np.array(bone.bone.head_local) for _, bone in eyes(armature)]
    if not {"eyeBlinkLeft", "eyeBlinkRight"} <= {link.face for link in rig.links}:
        return 1.0
    lids = shape_motion.middle(rig, armature, ("eyeBlink",))
    if len(pair) != 2 or lids is None:
        return 1.0
    depth = float((lids - (pair[0] + pair[1]) / 2) @ front)
    apart = float(np.linalg.norm(pair[0] - pair[1]))
    return float(np.clip(EYE_RADIUS * apart / max(depth, 1e-9), LEAST_GAZE, 1.0))


def axes(armature: Object, rig: RigMap) -> tuple[Array, ...]:
    """About which axes of a body's own space yaw, pitch and roll turn; the last one is its front.

    armature   also another object that a character hangs on
    """
    head = _head(armature, rig) if armature.type == "ARMATURE" else None
    return axes_about(armature, head, rig)


def axes_about(armature: Object, head: PoseBone | None, rig: RigMap) -> tuple[Array, ...]:
    """About which axes of the armature's own space yaw, pitch and roll turn, as on our own head.

    Blender's characters look along -y, their z up; those of game engines along z, their y up. One
    whose face lies behind its head bone looks the other way.
    """
    up = np.array(armature.matrix_world.to_3x3().normalized())[2]
    stands = abs(up[1]) > abs(up[2])
    upward, front = np.eye(3)[1 if stands else 2], np.array([0, 0, 1] if stands else [0, -1, 0])
    right = np.array([1, 0, 0])
    to_face = shape_motion.middle(rig, armature) if head is not None else None
    if to_face is not None:
        away = to_face - np.array(head.bone.head_local)
        if away @ front < -BEHIND * float(np.linalg.norm(away)):
            front, right = -front, -right
    return -upward, right, front
