"""What a chosen object offers, over the whole character."""

from __future__ import annotations

import pytest


def test_a_mesh_offers_its_keys_and_its_armatures_bones(part, face_mesh):
    face = face_mesh()
    found = part("blender.character.inventories").inventory(face)
    by_name = {channel.name: channel for channel in found}
    assert by_name["jawOpen"].path == 'key_blocks["jawOpen"].value'
    assert by_name["neck:y"].path == 'pose.bones["neck"].rotation_euler'
    assert (by_name["neck:y"].owner, by_name["neck:y"].index) == ("Rig", 1)
    assert "Basis" not in by_name
    paths = [channel.path for channel in found if channel.kind == "KEY"]
    assert [face.data.shape_keys.path_resolve(path) for path in paths] == [0.0] * 5


def test_any_part_of_a_character_offers_the_whole(part, face_mesh):
    import bpy

    face = face_mesh()
    teeth = bpy.data.objects.new("Teeth", face.data.copy())
    bpy.context.scene.collection.objects.link(teeth)
    teeth.parent = bpy.data.objects["Rig"]
    inventory = part("blender.character.inventories").inventory
    offers = [set(inventory(bpy.data.objects[name])) for name in ("Face", "Rig", "Teeth")]
    assert offers[0] == offers[1] == offers[2]
    assert {channel.owner for channel in offers[0]} == {"Face", "Rig", "Teeth"}


def test_objects_that_share_their_shape_keys_offer_them_once(part, face_mesh):
    import bpy

    face = face_mesh()
    twin = bpy.data.objects.new("Twin", face.data)
    twin.parent = bpy.data.objects["Rig"]
    assert {c.owner for c in part("blender.character.inventories").inventory(face)} == {
        "Face",
        "Rig",
    }


def test_a_quaternion_bone_offers_its_rotation_vector(part, face_mesh):
    import bpy

    face = face_mesh()
    bpy.data.objects["Rig"].pose.bones["neck"].rotation_mode = "QUATERNION"
    by_name = {
        channel.name: channel for channel in part("blender.character.inventories").inventory(face)
    }
    assert by_name["neck:y"].path == 'pose.bones["neck"].rotation_vector'
    bpy.data.objects["Rig"].pose.bones["neck"].rotation_mode = "AXIS_ANGLE"
    assert "neck:y" not in {
        one.name for one in part("blender.character.inventories").inventory(face)
    }


def test_what_is_locked_is_not_offered(part, face_mesh):
    import bpy

    face = face_mesh()
    bone = bpy.data.objects["Rig"].pose.bones["neck"]
    bone.lock_rotation[1] = bone.lock_location[0] = bone.lock_scale[2] = True
    names = {channel.name for channel in part("blender.character.inventories").inventory(face)}
    assert names >= {"neck:x", "neck:z", "neck:ty", "neck:sx"}
    assert not names & {"neck:y", "neck:tx", "neck:sz"}


def test_number_properties_of_objects_and_bones_are_offered(part, face_mesh):
    import bpy

    face, bone = face_mesh(), bpy.data.objects["Rig"].pose.bones["neck"]
    face["mood"], bone['odd"one'], face["note"] = 0.5, 3, "no number"
    inventory = part("blender.character.inventories").inventory(face)
    assert {"mood", 'odd"one'} <= {channel.name for channel in inventory}
    assert "note" not in {channel.name for channel in inventory}
    values = part("blender.character.posing").values(inventory)
    assert {c.name: v for c, v in values.items() if c.name in ("mood", 'odd"one')} == {
        "mood": 0.5,
        'odd"one': 3.0,
    }


def test_an_armature_alone_can_be_a_character(part, face_mesh):
    import bpy

    face_mesh(names=())
    rig, characters = bpy.data.objects["Rig"], part("blender.character.characters")
    assert not characters.is_character(rig), "a neck is no face"
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name in ("jaw", "lip"):
        rig.data.edit_bones.new(name).tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    assert characters.is_character(rig)
    assert {channel.owner for channel in part("blender.character.inventories").inventory(rig)} == {
        "Rig"
    }


@pytest.mark.parametrize("mode", ["XYZ", "QUATERNION"])
def test_whatever_is_offered_can_be_put_and_read(part, face_mesh, mode):
    import bpy

    face = face_mesh()
    bpy.data.objects["Rig"].pose.bones["neck"].rotation_mode = mode
    face["mood"] = 0.0
    inventory, posing = (
        part("blender.character.inventories").inventory(face),
        part("blender.character.posing"),
    )
    wanted = {channel: 0.1 + 0.01 * k for k, channel in enumerate(inventory)}
    posing.put(wanted)
    assert posing.values(inventory) == pytest.approx(wanted, abs=1e-6)


def test_a_mesh_without_shape_keys_is_one_plain_sentence(part, face_mesh):
    import bpy

    face = face_mesh(names=())
    characters = part("blender.character.characters")
    assert not characters.is_character(face)
    with pytest.raises(part("errors").RigError, match="Face has no shape keys"):
        part("blender.character.inventories").inventory(face)
    assert not bpy.data.actions


def test_keys_that_were_deleted_meanwhile_are_not_posed(part, face_mesh):
    face = face_mesh()
    posing = part("blender.character.posing")
    jaw = next(
        channel
        for channel in part("blender.character.inventories").inventory(face)
        if channel.name == "jawOpen"
    )
    face.shape_key_clear()
    posing.put({jaw: 1.0})
    with pytest.raises(part("errors").RigError, match="Face has no shape keys"):
        posing.values([jaw])
