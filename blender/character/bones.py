"""Bones: what of an armature's pose may be moved, each number in the bone's local space.

What is locked or has no effect (the location of a connected bone) is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import bpy
from bpy.types import Object, PoseBone

from ...rig.channels import Channel
from ...rig.rotations import VECTOR

AXES = "xyz"
NECK, EYE = "intone_neck", "intone_eye"
"""Custom properties of an Empty that a head without a skeleton turns about, and of an eyeball that
turns as an object."""
FEWEST_BONES = 3
"""An armature of fewer bones has no face of its own."""
TURNED = ("COPY_ROTATION", "COPY_TRANSFORMS", "DAMPED_TRACK", "TRACK_TO", "LOCKED_TRACK")
OVERRULED = {
    VECTOR: TURNED,
    ".rotation_euler": TURNED,
    ".location": ("COPY_LOCATION", "COPY_TRANSFORMS"),
    ".scale": ("COPY_SCALE", "COPY_TRANSFORMS"),
}
"""Constraints that replace a bone's own rotation, location or scale."""
FULL_INFLUENCE = 0.95
"""A constraint of less influence does not wholly replace it."""


def is_face(armature: Object) -> bool:
    """Whether an armature has bones enough to be a face of its own."""
    return armature.type == "ARMATURE" and len(armature.pose.bones) >= FEWEST_BONES


def channels(armature: Object) -> Iterator[Channel]:
    """Rotation ("jaw:x", radians), location ("jaw:tx", metres) and scale ("jaw:sx") of each bone,
    and its own number properties by their names.

    A quaternion bone is rotated by a rotation vector, see rig.rotations.
    """
    for bone in armature.pose.bones:
        yield from _moves(armature.name, bone)
        yield from properties(armature.name, bone, path(bone))


def channel(armature: Object, name: str) -> Channel | None:
    """The channel of that name, where the armature offers it."""
    bone = armature.pose.bones.get(name.rpartition(":")[0])
    own = _moves(armature.name, bone) if bone is not None else channels(armature)
    return next((one for one in own if one.name == name), None)


def _moves(owner: str, bone: PoseBone) -> Iterator[Channel]:
    for prefix, prop, locks in _parts(bone):
        for index, axis in enumerate(AXES):
            if not locks[index]:
                name = f"{bone.name}:{prefix}{axis}"
                yield Channel(owner, "OBJECT", name, path(bone) + prop, index)


def properties(owner: str, thing: Object | PoseBone, before: str = "") -> Iterator[Channel]:
    """The custom properties of an object or a bone that are numbers, without booleans."""
    for name, value in thing.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            escaped = bpy.utils.escape_identifier(name)
            yield Channel(owner, "OBJECT", name, f'{before}["{escaped}"]')


def turns_of_object(thing: Object) -> Iterator[Channel]:
    """The angles (rotation:x, radians) of an Empty that is a head's neck, or by which an eyeball
    turns; none of other objects."""
    neck = thing.type == "EMPTY" and NECK in thing
    path = "rotation_euler" if neck else "delta_rotation_euler"
    for index, axis in enumerate(AXES) if neck or EYE in thing else ():
        yield Channel(thing.name, "OBJECT", f"rotation:{axis}", path, index)


def overruled(bone: PoseBone, prop: str) -> bool:
    """Whether constraints replace the bone's own rotation, location or scale."""
    kinds = OVERRULED.get(prop, ())
    working = (one for one in bone.constraints if one.type in kinds and one.enabled)
    return any(one.influence > FULL_INFLUENCE and _replaces(one) for one in working)


def _replaces(constraint: bpy.types.Constraint) -> bool:
    mixed = getattr(constraint, "mix_mode", "REPLACE") != "REPLACE"
    return not mixed and not getattr(constraint, "use_offset", False)


def reach(data: Object, channel: Channel) -> tuple[float, float]:
    """The range within which Blender holds a custom property; infinite for anything else."""
    owner, found, name = channel.path.rpartition('["')
    if not (found and name.endswith('"]')):
        return -math.inf, math.inf
    ui = (data.path_resolve(owner) if owner else data).id_properties_ui(channel.name).as_dict()
    return ui.get("min", -math.inf), ui.get("max", math.inf)


def path(bone: PoseBone) -> str:
    """The RNA path of a bone's pose."""
    return f'pose.bones["{bpy.utils.escape_identifier(bone.name)}"]'


def _parts(bone: PoseBone) -> Iterator[tuple[str, str, tuple[bool, ...]]]:
    """Prefix, property and locks of what may be moved of a bone."""
    if bone.rotation_mode != "AXIS_ANGLE":
        turn = VECTOR if bone.rotation_mode == "QUATERNION" else ".rotation_euler"
        yield "", turn, tuple(bone.lock_rotation)
    if not (bone.bone.use_connect and bone.parent):
        yield "t", ".location", tuple(bone.lock_location)
    yield "s", ".scale", tuple(bone.lock_scale)
