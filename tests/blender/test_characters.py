"""What a chosen object offers, over the whole character."""

from __future__ import annotations

import pytest


def test_a_mesh_offers_its_keys_and_its_armatures_bones(part, face_mesh):
    face = face_mesh()
    found = part("blender.characters").inventory(face)
    by_name = {channel.name: channel for channel in found}
    assert by_name["jawOpen"].path == 'key_blocks["jawOpen"].value'
    assert by_name["neck:y"].path == 'pose.bones["neck"].rotation_euler'
    assert (by_name["neck:y"].owner, by_name["neck:y"].index) == ("Rig", 1)
    assert "Basis" not in by_name
    for channel in found:
        keys = face.data.shape_keys
        if channel.kind == "KEY":
            assert keys.path_resolve(channel.path) == 0.0


def test_any_part_of_a_character_offers_the_whole(part, face_mesh):
    import bpy

    face = face_mesh()
    teeth = bpy.data.objects.new("Teeth", face.data.copy())
    bpy.context.scene.collection.objects.link(teeth)
    teeth.parent = bpy.data.objects["Rig"]
    inventory = part("blender.characters").inventory
    offers = [set(inventory(bpy.data.objects[name])) for name in ("Face", "Rig", "Teeth")]
    assert offers[0] == offers[1] == offers[2]
    assert {channel.owner for channel in offers[0]} == {"Face", "Rig", "Teeth"}


def test_objects_that_share_their_shape_keys_offer_them_once(part, face_mesh):
    import bpy

    face = face_mesh()
    twin = bpy.data.objects.new("Twin", face.data)
    twin.parent = bpy.data.objects["Rig"]
    assert {c.owner for c in part("blender.characters").inventory(face)} == {"Face", "Rig"}


def test_quaternion_bones_are_left_out(part, face_mesh):
    import bpy

    face = face_mesh()
    bpy.data.objects["Rig"].pose.bones["neck"].rotation_mode = "QUATERNION"
    assert {c.kind for c in part("blender.characters").inventory(face)} == {"KEY"}


def test_a_mesh_without_shape_keys_is_one_plain_sentence(part, face_mesh):
    import bpy

    face = face_mesh(names=())
    characters = part("blender.characters")
    assert not characters.is_character(face)
    with pytest.raises(part("errors").RigError, match="Face has no shape keys"):
        characters.inventory(face)
    assert not bpy.data.actions
