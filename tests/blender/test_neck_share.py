"""The neck does its share of the head's turn, both turn as far as the head did alone, and lids
follow the eyes."""

from __future__ import annotations

import numpy as np
import pytest


def skeleton(bones=("hips", "neck", "head"), eyes=()):
    """A face on an armature of bones one above the other, each the next one's parent."""
    import bpy

    mesh = bpy.data.meshes.new("Turns")
    mesh.from_pydata([(0, -0.1, 1.25), (0.1, -0.1, 1.25), (0, -0.1, 1.3)], [], [(0, 1, 2)])
    face = bpy.data.objects.new("Turns", mesh)
    bpy.context.scene.collection.objects.link(face)
    for name in ("Basis", "jawOpen", "mouthClose", "mouthSmileLeft", "eyeBlinkLeft"):
        block = face.shape_key_add(name=name, from_mix=False)
        block.data[0].co.z -= 0 if name == "Basis" else 0.01
        block.value = 0.0
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    below = None
    for number, name in enumerate(bones):
        made = rig.data.edit_bones.new(name)
        made.head, made.tail = (0, 0, 1 + 0.1 * number), (0, 0.02, 1.1 + 0.1 * number)
        made.parent = below
        below = made
    for side, name in zip((1, -1), eyes, strict=False):
        made = rig.data.edit_bones.new(name)
        made.head, made.tail = (0.03 * side, -0.05, 1.25), (0.03 * side, -0.08, 1.25)
        made.parent = below
    bpy.ops.object.mode_set(mode="OBJECT")
    face.modifiers.new("Armature", "ARMATURE").object = rig
    bpy.context.scene.intone_settings.character = face
    return rig


def test_lids_of_shapes_follow_eyes_of_bones(part):
    skeleton(eyes=("eye.L", "eye.R"))
    links = part("blender.character.rig_map").rig_of("Turns").links
    assert any(n.face == "leftEyePitch" and n.channel.name.startswith("eye.L") for n in links)
    lids = [n for n in links if n.face == "eyeLookDownLeft"]
    assert [n.channel.name for n in lids] == ["eyeBlinkLeft"]
    assert 0.2 < lids[0].weight < 0.6
    assert not any(n.face.startswith(("eyeLookIn", "eyeLookOut")) for n in links)


@pytest.fixture
def rig(part):
    return skeleton()


def turned(part, rig, bone, channel):
    """How a turn of .2 of the face turns the bone, [3, 3]."""
    import bpy

    preview, posing = part("blender.character.preview"), part("blender.character.posing")
    posing.put(preview.standing(part("blender.character.rig_map").rig_of("Turns"), {channel: 0.2}))
    bpy.context.view_layer.update()
    pose = rig.pose.bones[bone]
    return np.array((pose.matrix @ pose.bone.matrix_local.inverted()).to_3x3())


@pytest.mark.parametrize("channel", ["headYaw", "headPitch", "headRoll"])
@pytest.mark.parametrize("share", [0.35, 1.0])
def test_neck_and_head_turn_as_far_as_the_head_alone(part, rig, channel, share):
    import bpy

    alone = turned(part, rig, "head", channel)
    assert turned(part, rig, "neck", channel) == pytest.approx(np.eye(3), abs=1e-4)
    assert bpy.ops.intone.neck_share(share=share) == {"FINISHED"}
    assert turned(part, rig, "head", channel) == pytest.approx(alone, abs=0.003)
    if share == 1.0:
        assert rig.pose.bones["head"].matrix_basis.is_identity
    neck = turned(part, rig, "neck", channel)
    assert np.arccos((np.trace(neck) - 1) / 2) == pytest.approx(0.2 * share, abs=0.003)


def turns_of(rig):
    return {(n.face, n.channel.name, round(n.weight, 3)) for n in rig.links if "head" in n.face}


def test_no_share_is_the_head_alone_again(part, rig):
    import bpy

    rig_map = part("blender.character.rig_map")
    before = rig_map.rig_of("Turns")
    bpy.ops.intone.neck_share(share=0.4)
    shared = rig_map.rig_of("Turns")
    assert len(shared.links) > len(before.links)
    bpy.ops.intone.neck_share(share=0.0)
    again = rig_map.rig_of("Turns")
    assert turns_of(again) == turns_of(before)


def test_what_was_captured_is_read_back_from_both(part, rig):
    import bpy

    for bone in rig.pose.bones:
        bone.rotation_mode = "XYZ"
    bpy.ops.intone.neck_share(share=0.35)
    retarget = part("rig.retarget")
    rig_map = part("blender.character.rig_map").rig_of("Turns")
    track, basis = part("track").Track, part("face.basis")
    face = np.zeros((5, len(basis.CHANNELS)), np.float32)
    face[:, basis.index("headYaw")] = np.linspace(0, 0.3, 5)
    moved = retarget.retarget(track(face, 25.0, basis.CHANNELS), rig_map)
    back = retarget.read_back(moved, rig_map)
    np.testing.assert_allclose(back["headYaw"], face[:, basis.index("headYaw")], atol=2e-3)


def test_a_head_without_a_neck_says_so(part):
    import bpy

    skeleton(("hips", "head"))
    with pytest.raises(RuntimeError, match="no neck bone"):
        bpy.ops.intone.neck_share()
