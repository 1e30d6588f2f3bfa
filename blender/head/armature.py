"""Armatures of heads: the bones of their joints, and the skin bound to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import bpy
import numpy as np
from mathutils import Vector

from ...head.model import Floats, HeadModel

BONES: dict[str, str] = {
    "root": "root",
    "neck": "neck",
    "jaw": "jaw",
    "eye_left": "eye.L",
    "eye_right": "eye.R",
}
"""The bone (and vertex group) of each joint of the head's file. The neck's own axes are X to its
left, Y up, Z out of the face; assets/rigs/arkit.toml turns it by them."""


def add_armature(collection: bpy.types.Collection, name: str, head: HeadModel) -> bpy.types.Object:
    """An armature with one bone for each joint of the head, in the collection."""
    with new_armature(collection, name) as armature:
        data = armature.data
        for joint, bone_name in BONES.items():
            bone = data.edit_bones.new(bone_name)
            bone.head = head.joints[joint].position
            bone.tail = _tail(joint, head)
            upright = joint in ("root", "neck")
            bone.align_roll(Vector((0, -1, 0)) if upright else Vector((0, 0, 1)))
            parent = head.joints[joint].parent
            bone.parent = data.edit_bones[BONES[parent]] if parent else None
    return armature


@contextmanager
def new_armature(collection: bpy.types.Collection, name: str) -> Iterator[bpy.types.Object]:
    """A new armature in the collection, in edit mode; its bones turn by Euler angles XYZ."""
    data = bpy.data.armatures.new(name)
    armature = bpy.data.objects.new(name, data)
    collection.objects.link(armature)
    data.display_type = "STICK"
    with editing(armature):
        yield armature
    for bone in armature.pose.bones:
        bone.rotation_mode = "XYZ"


def _tail(joint: str, head: HeadModel) -> Vector:
    """Where a joint's bone ends, inside the head.

    Neck and root stand upright, so that their axes are the head's. The jaw's is so short that an
    open mouth does not show it.
    """
    start = Vector(head.joints[joint].position)
    if joint == "jaw":
        return start.lerp(Vector(head.vertices[head.landmarks["chin"]]), 0.33)
    if joint in ("root", "neck"):
        return start + Vector((0, 0, 0.08))
    return start + Vector((0, -0.01, 0))


@contextmanager
def editing(armature: bpy.types.Object) -> Iterator[None]:
    """The armature in edit mode, the only place where Blender lets bones be made.

    What was active stays active; the armature is shown to the view layer while it is edited.
    """
    layer = bpy.context.view_layer
    layer.update()
    hidden = armature.name not in layer.objects
    if hidden:
        bpy.context.scene.collection.objects.link(armature)
    before = layer.objects.active
    layer.objects.active = armature
    try:
        bpy.ops.object.mode_set(mode="EDIT")
        yield
        bpy.ops.object.mode_set(mode="OBJECT")
    finally:
        layer.objects.active = before
        if hidden:
            bpy.context.scene.collection.objects.unlink(armature)


def add_weights(mesh: bpy.types.Object, joints: Iterable[str], rows: Floats) -> None:
    """Vertex groups of the joints' bones with weights [v, joints]."""
    for joint, weights in zip(joints, rows.T, strict=True):
        group = mesh.vertex_groups.new(name=BONES[joint])
        for weight in np.unique(weights[weights > 0]):
            group.add(np.flatnonzero(weights == weight).tolist(), float(weight), "REPLACE")
