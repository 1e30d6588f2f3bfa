"""Turning bones: the turns of head and eyes on any skeleton, and the bones of its face, whatever
their axes and names."""

from __future__ import annotations

import numpy as np
from bpy.types import Object, PoseBone

from ...face.basis import EYES, HEAD
from ...rig.bone_names import HEADS, NECKS, head_bone, is_spine
from ...rig.mapping import Link, RigMap
from ...rig.spelling import words
from ...rig.vrm_file import Skeleton
from ...track import Array
from . import characters, eye_bones, face_bones, shape_motion, vrm

BEHIND, BESIDE = 0.15, 0.35
"""The face lies behind, or beside, the head bone where that share of the way to it leads there."""
STRAIGHT = float(np.cos(np.radians(30)))
"""A face that lies aside of its head bone's front or back by less looks straight."""
GAZE = frozenset(
    {*EYES, *(f"eyeLook{w}{s}" for w in ("In", "Out", "Up", "Down") for s in ("Left", "Right"))}
)

LIDS_FOLLOW = ("eyeLookUp", "eyeLookDown")
"""What lids go along with."""


def turned(chosen: Object, rig: RigMap, named: bool = True, told: Skeleton | None = None) -> RigMap:
    """The map with the head's turns on the skeleton's head bone, else on the neck that a
    convention names, and the eyes' on its eye bones where nothing else looks about.

    Where there are several heads, or the convention turns something else, they stay as they are.
    A turn that the artist has muted stays so. `named`: the map has all that names tell, so that
    what it lacks of jaw, tongue and lids is moved by bones. `told`: what the character's own file
    says of its bones and eyes; what VRM's add-on keeps of it, unless given.
    """
    armature = characters.map_owner(chosen)
    if armature.type != "ARMATURE" or not armature.is_editable:
        return rig
    told = told or vrm.skeleton(armature)
    head = _head(armature, rig, told)
    axes = _axes(armature, head, rig)
    links = rig.links
    if head is not None and (added := tuple(face_bones.turns(armature, head, HEAD, axes))):
        links = (*(link for link in links if link.face not in HEAD), *added)
    if not any(link.face in GAZE and not link.stand_in for link in links):
        eyes = list(eye_bones.links(armature, rig, head, axes, told))
        links = (*(link for link in links if not eyes or not _looks(link)), *eyes)
    if named:
        links = (*links, *face_bones.links(armature, links, axes))
    return RigMap(rig.convention, links, rig.amplitude)


def facing(body: Object, rig: RigMap) -> tuple[Array, ...]:
    """About which axes of the space of what a character hangs on yaw, pitch and roll turn; the last
    one is its front."""
    return _axes(body, head_of(body, rig), rig)


def head_of(body: Object, rig: RigMap) -> PoseBone | None:
    """The bone that turns the head of what a character hangs on; None where none does."""
    return _head(body, rig, vrm.skeleton(body)) if body.type == "ARMATURE" else None


def between_eyes(body: Object, rig: RigMap) -> Array | None:
    """The middle between the eye bones, in the body's space; None where it has none."""
    if body.type != "ARMATURE":
        return None
    told = vrm.skeleton(body)
    head = _head(body, rig, told)
    pair = eye_bones.eyes(body, rig, head, _axes(body, head, rig), told)
    places = [np.array(bone.bone.head_local) for _, bone in pair]
    return np.mean(places, axis=0) if places else None


def _head(armature: Object, rig: RigMap, told: Skeleton) -> PoseBone | None:
    """The head bone, or what the convention calls neck, or the only neck."""
    own = {link.channel.name for link in rig.links if link.face in HEAD}
    if any(link.face in HEAD and link.mute for link in rig.links) or not _is_plain(own):
        return None
    pose = armature.pose.bones
    whole = told.bones.get("head") or head_bone(face_bones.free(armature))
    named = {name.rpartition(":")[0] for name in own}
    necks = [name for name in face_bones.free(armature) if words(name)[-1:] == ("neck",)]
    neck = named or (necks if len(necks) == 1 else ())
    return pose.get(whole or (next(iter(neck)) if len(neck) == 1 else ""))


def _looks(link: Link) -> bool:
    """Whether a link turns the eyes; lids that stand in for looking up or down follow them."""
    return link.face in GAZE and not (link.stand_in and link.face.startswith(LIDS_FOLLOW))


def _is_plain(names: set[str]) -> bool:
    """Whether what turns with the head are bones called neck or head, and the spine that shares."""
    bones_of = {name.rpartition(":")[0] for name in names}
    shares = (name for name in bones_of if not HEADS & set(words(name)[-1:]))
    return all(NECKS & set(words(name)) or is_spine(name) for name in shares)


def _axes(armature: Object, head: PoseBone | None, rig: RigMap) -> tuple[Array, ...]:
    """About which axes of the armature's own space yaw, pitch and roll turn, as on our own head.

    Blender's characters look along -y, their z up; those of game engines along z, their y up. One
    whose face lies behind its head bone looks the other way, and one that was modelled turned looks
    where its face lies.
    """
    up = np.array(armature.matrix_world.to_3x3().normalized())[2]
    stands = abs(up[1]) > abs(up[2])
    upward, front = np.eye(3)[1 if stands else 2], np.eye(3)[2] if stands else -np.eye(3)[1]
    to_face = shape_motion.middle(rig, armature) if head is not None else None
    if to_face is not None:
        front = _looking(to_face - np.array(head.bone.head_local), upward, front)
    return -upward, np.cross(upward, front), front


def _looking(to_face: Array, upward: Array, front: Array) -> Array:
    """The front of a face that lies there from its head bone, across the way up."""
    level = to_face - (to_face @ upward) * upward
    whole, far = float(np.linalg.norm(to_face)), float(np.linalg.norm(level))
    ahead = float(to_face @ front)
    if far > BESIDE * whole and abs(ahead) < STRAIGHT * far:
        return level / far
    return -front if ahead < -BEHIND * whole else front
