"""Upper body: the neck, the upper spine and the shoulders of a skeleton, as people name them.

What hangs between them is told by the skeleton; names say only which bone is which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpy.types import Bone, Object, PoseBone
from mathutils import Matrix

from ...rig.bone_names import NECKS, is_shoulder, is_spine
from ...rig.mapping import RigMap
from ...rig.spelling import words
from . import characters, face_bones, rig_map, vrm

CHESTS = ("upperChest", "chest", "spine")
"""VRM's names for bones of the upper spine, the nearest to the neck first."""


def necks(armature: Object, head: PoseBone) -> tuple[PoseBone, ...]:
    """The bones of the neck that a head bone hangs on and no constraint leads."""
    told = vrm.skeleton(armature).bones.get("neck")
    above = _above(armature, head)
    return tuple(one for one in above if one.name == told or NECKS & set(words(one.name)))


def upper_spine(armature: Object, head: PoseBone) -> PoseBone | None:
    """The bone of the chest that a head bone hangs on, which no constraint leads; the highest of
    several."""
    told = vrm.skeleton(armature).bones
    chests = {told[name] for name in CHESTS if name in told}
    taken = necks(armature, head)
    above = (bone for bone in _above(armature, head) if bone not in taken)
    return next((bone for bone in above if bone.name in chests or is_spine(bone.name)), None)


def shoulders(armature: Object, head: PoseBone) -> tuple[PoseBone, ...]:
    """The collar bones beside the bones that a head bone hangs on, which no constraint leads."""
    told = vrm.skeleton(armature).bones
    names = {told[name] for name in ("leftShoulder", "rightShoulder") if name in told}
    free, trunk = set(face_bones.free(armature)), {bone.name for bone in head.parent_recursive}
    beside = (bone for bone in armature.pose.bones if bone.parent and bone.parent.name in trunk)
    found = (bone for bone in beside if bone.name in free and bone.name not in trunk)
    return tuple(bone for bone in found if bone.name in names or is_shoulder(bone.name))


def reach(bone: Bone) -> list[float]:
    """From a bone's beginning to that of what hangs on it, or to its own end, [3]."""
    ends = [child.head_local for child in bone.children if child.head_local != bone.head_local]
    return list((ends[0] if ends else bone.tail_local) - bone.head_local)


def _above(armature: Object, head: PoseBone) -> Iterator[PoseBone]:
    free = set(face_bones.free(armature))
    return (bone for bone in head.parent_recursive if bone.name in free)


def remap(chosen: Object, change: Callable[[RigMap], RigMap]) -> None:
    """Stores the character's map as `change` makes it; bones that it no longer moves go to their
    rest. Raises RigError as `change` does."""
    before = rig_map.rig_of(chosen.name)
    after = change(before)
    rig_map.store(chosen, after)
    bones_of = [{c.name.rpartition(":")[0] for c in rig.channels} for rig in (before, after)]
    pose = characters.map_owner(chosen).pose.bones
    for name in (bones_of[0] - bones_of[1]) & set(pose.keys()):
        pose[name].matrix_basis = Matrix()
