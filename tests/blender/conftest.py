"""Characters and takes for the tests inside Blender."""

from __future__ import annotations

import numpy as np
import pytest

NAMES = ("jawOpen", "mouthClose", "mouthSmileLeft", 'odd"name\\', "own")


@pytest.fixture
def face_mesh(part):
    """Builds a mesh "Face" with shape keys of these names, on an armature "Rig" with a neck."""
    import bpy

    def build(names=NAMES, name="Face"):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
        face = bpy.data.objects.new(name, mesh)
        bpy.context.scene.collection.objects.link(face)
        for key in ("Basis", *names) if names else ():
            face.shape_key_add(name=key, from_mix=False).value = 0.0
        face.modifiers.new("Armature", "ARMATURE").object = _armature()
        return face

    return build


def _armature():
    import bpy

    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    bone = rig.data.edit_bones.new("neck")
    bone.head, bone.tail = (0, 0, 0), (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.pose.bones["neck"].rotation_mode = "XYZ"
    return rig


@pytest.fixture
def take(part):
    """Makes a motion at 50 frames/s of all that a face mesh can move, except the key "own"."""

    def make(face, frames=60):
        inventory = part("blender.characters").inventory(face)
        channels = tuple(channel for channel in inventory if channel.name != "own")
        values = np.random.default_rng(0).random((frames, len(channels))).astype(np.float32)
        return part("rig.channels").Motion(channels, values, 50.0)

    return make
