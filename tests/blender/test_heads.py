"""The head bone of any skeleton nods, turns and tilts as the embedded head does."""

from __future__ import annotations

import math

import numpy as np
import pytest


def skeleton(name, up="z", roll=0.0, lean=0.0, heading=0.0, mode="QUATERNION"):
    """An armature with a spine and a head bone, as Blender or as a game engine has it."""
    import bpy

    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for bone, height in (("hips", 0.0), ("chest", 1.0), (name, 2.0)):
        made = rig.data.edit_bones.new(bone)
        tip = (0, lean, 1) if up == "z" else (0, 1, -lean)
        made.head = (0, 0, height) if up == "z" else (0, height, 0)
        made.tail, made.roll = made.head + type(made.head)(tip), roll
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.rotation_euler = (math.pi / 2 if up == "y" else 0.0, 0, heading)
    rig.pose.bones[name].rotation_mode = mode
    bpy.context.view_layer.update()
    return rig


def face_on(rig):
    """A mesh with three known shapes on the armature."""
    import bpy

    mesh = bpy.data.meshes.new("Face")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    face = bpy.data.objects.new("Face", mesh)
    bpy.context.scene.collection.objects.link(face)
    for shape in ("Basis", "Jaw_Open", "Mouth_Close", "Cheek_Puff_L", "Tongue_Out", "vrc.v_aa"):
        face.shape_key_add(name=shape, from_mix=False)
    face.parent = rig
    return face


def turn(part, rig, bone, face, value):
    """How the bone's turn moves directions of the body, [3, 3], its heading taken off."""
    import bpy

    trials, posing = part("blender.character.preview"), part("blender.character.posing")
    posing.put(trials.standing(part("blender.character.rig_map").rig_of("Face"), {face: value}))
    bpy.context.view_layer.update()
    posed, rest = rig.pose.bones[bone].matrix, rig.pose.bones[bone].bone.matrix_local
    world = rig.matrix_world.to_3x3() @ (posed @ rest.inverted()).to_3x3()
    world = world @ rig.matrix_world.to_3x3().inverted()
    off = type(world).Rotation(-rig.rotation_euler.z, 3, "Z")
    return np.array(off @ world @ off.inverted())


FRONT, UP, LEFT = (0, -1, 0), (0, 0, 1), (1, 0, 0)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("head", {}),
        ("mixamorig:Head", {"up": "y"}),
        ("CC_Base_Head", {"up": "y", "roll": 1.0, "heading": 2.0}),
        ("J_Bip_C_Head", {"roll": 2.0, "heading": -1.0}),
        ("c_head.x", {"lean": 0.3, "roll": 0.7}),
        ("Bip001 Head", {"roll": math.pi / 2, "mode": "XYZ"}),
        ("頭", {"lean": -0.2, "mode": "XYZ"}),
    ],
)
def test_a_head_of_any_axes_turns_as_ours(part, name, how):
    rig = skeleton(name, **how)
    face_on(rig)
    nod, look, tilt = (turn(part, rig, name, f"head{way}", 0.2) for way in ("Pitch", "Yaw", "Roll"))
    s, c = math.sin(0.2), math.cos(0.2)
    assert nod @ FRONT == pytest.approx((0, -c, -s), abs=0.02), "the nose goes down"
    assert look @ FRONT == pytest.approx((-s, -c, 0), abs=0.02)
    assert tilt @ UP == pytest.approx((-s, 0, c), abs=0.02)


def test_it_is_the_embedded_heads_way(part):
    """What the tests above hold the others to, measured on our own head."""
    import bpy

    head = part("blender.head.head_mesh").add_head(bpy.context.scene.collection)
    bpy.data.objects[head.mesh.name].name = "Face"
    rig, s, c = head.armature, math.sin(0.2), math.cos(0.2)
    assert turn(part, rig, "neck", "headPitch", 0.2) @ FRONT == pytest.approx((0, -c, -s), abs=0.02)
    assert turn(part, rig, "neck", "headYaw", 0.2) @ FRONT == pytest.approx((-s, -c, 0), abs=0.02)
    assert turn(part, rig, "neck", "headRoll", 0.2) @ UP == pytest.approx((-s, 0, c), abs=0.02)


@pytest.mark.parametrize("name", ["headEnd", "HeadTop_End", "head_target", "arrowhead"])
def test_what_only_sounds_like_a_head_stays_still(part, name):
    face_on(skeleton(name))
    assert {"headPitch", "headYaw"} <= set(part("blender.character.rig_map").rig_of("Face").unmoved)


def test_two_heads_are_not_guessed_between(part):
    import bpy

    rig = skeleton("a:Head")
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new("b:Head").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    face_on(rig)
    assert "headPitch" in part("blender.character.rig_map").rig_of("Face").unmoved
