"""The person, the hair and the skin of a head that is in the scene already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest


@pytest.fixture
def people(part):
    return part("head.people").PEOPLE


@pytest.fixture
def head(part):
    import bpy

    assert bpy.ops.intone.add_head() == {"FINISHED"}
    return bpy.context.scene.intone_settings.character


def change(**asked):
    import bpy

    return bpy.ops.intone.change_head(**asked)


def points(key):
    found = np.empty((len(key.data), 3), np.float32)
    key.data.foreach_get("co", found.ravel())
    return found


def pixels(mesh, name):
    materials = mesh.data.materials
    node = next(one for one in materials if one.name.startswith(name)).node_tree.nodes.active
    found = np.empty(node.image.size[0] * node.image.size[1] * 4, np.float32)
    node.image.pixels.foreach_get(found)
    return found


def read(collection, attribute, width):
    found = np.empty((len(collection), width), np.float32)
    collection.foreach_get(attribute, found.ravel())
    return found


def inputs(mesh):
    nodes = mesh.data.materials[0].node_tree.nodes
    return [node.inputs["To Min"].default_value for node in nodes if node.type == "MAP_RANGE"]


@pytest.mark.parametrize(
    ("first", "second"), [("YOUNG", "OLD_WOMAN"), ("DARK_MAN", "YOUNG"), ("OLD_WOMAN", "RED_GIRL")]
)
def test_it_becomes_what_a_new_head_would_be(part, people, first, second):
    import bpy

    scene, add = bpy.context.scene, part("blender.head.head_mesh").add_head
    mesh = add(scene.collection, person=people[first]).mesh
    assert part("blender.head.change").change_head(mesh, people[second]) == []
    new = add(scene.collection, person=people[second]).mesh
    for key, other in zip(
        mesh.data.shape_keys.key_blocks, new.data.shape_keys.key_blocks, strict=True
    ):
        assert (key.name, key.value) == (other.name, pytest.approx(other.value))
        np.testing.assert_allclose(points(key), points(other), atol=1e-6)
    for attribute, name, width in (("uv_layers", "uv", 2), ("color_attributes", "color_srgb", 4)):
        mine, theirs = (getattr(one.data, attribute)[0].data for one in (mesh, new))
        np.testing.assert_allclose(read(mine, name, width), read(theirs, name, width), atol=0.008)
    materials = [[polygon.material_index for polygon in one.data.polygons] for one in (mesh, new)]
    assert materials[0] == materials[1]
    weights = [
        [[(g.group, g.weight) for g in v.groups] for v in m.data.vertices] for m in (mesh, new)
    ]
    assert weights[0] == weights[1]
    for name in ("Head Skin", "Head Hair", "Head Eyes"):
        np.testing.assert_array_equal(pixels(mesh, name), pixels(new, name))
    assert inputs(mesh) == pytest.approx(inputs(new))
    assert not mesh.data.validate()
    assert sum(image.name.startswith("Head Skin") for image in bpy.data.images) == 2


def test_keys_takes_and_the_map_stay(part, actor, head, voice):
    import bpy

    head.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    keys = head.data.shape_keys
    keys.key_blocks["tongueOut"].keyframe_insert("value", frame=5)
    action, rows = keys.animation_data.action, len(head.intone_rig.rows)
    bpy.context.scene.frame_set(10)
    before = {key.name: key.value for key in keys.key_blocks}
    assert change(hair="BOB", hair_colour=(0.8, 0.1, 0.1)) == {"FINISHED"}
    assert (head.data.shape_keys, keys.animation_data.action) == (keys, action)
    assert (len(head.intone.takes), len(head.intone_rig.rows)) == (1, rows)
    bpy.context.scene.frame_set(11)
    bpy.context.scene.frame_set(10)
    assert {key.name: key.value for key in keys.key_blocks} == before
    assert len(head.data.vertices) == len(whole(part, "BOB").vertices)


def whole(part, style):
    return part("head.hair").dressed(part("head.container").read_head(), style)


def test_it_is_one_undo_step(part, head):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    bpy.ops.intone.change_head("EXEC_DEFAULT", True, person="OLD_WOMAN")
    assert len(bpy.data.objects["Head"].data.vertices) == len(whole(part, "TIED").vertices)
    bpy.ops.ed.undo()
    found = bpy.data.objects["Head"]
    assert len(found.data.vertices) == len(whole(part, "CROP").vertices)
    assert found.data.shape_keys.key_blocks["id_age"].value == 0
    assert part("blender.head.noted").noted_person(found.data).hair == "CROP"


def test_only_what_is_asked_for_changes(people, head):
    head.data.shape_keys.key_blocks["id_lips"].value = 0.7
    skin = pixels(head, "Head Skin")
    change(hair="CURLS")
    assert head.data.shape_keys.key_blocks["id_lips"].value == pytest.approx(0.7)
    np.testing.assert_array_equal(pixels(head, "Head Skin"), skin)
    change(person="OLD_WOMAN", hair="BOB")
    assert head.data.shape_keys.key_blocks["id_lips"].value == pytest.approx(-0.8)
    change(hair="NONE")
    assert head.data["intone_person"] == "OLD_WOMAN"
    assert head.data["intone_hair_colour"].to_list() == pytest.approx(
        people["OLD_WOMAN"].hair_colour
    )


def test_hair_that_was_edited_by_hand_stays(part, head):
    import bpy

    basis = head.data.shape_keys.key_blocks[0]
    basis.data[-1].co.x += 0.01
    place, count = basis.data[-1].co.copy(), len(basis.data)
    assert change(person="BROWN_WOMAN") == {"FINISHED"}
    basis = head.data.shape_keys.key_blocks[0]
    assert (len(basis.data), basis.data[-1].co) == (count, place)
    assert head.data.shape_keys.key_blocks["id_lips"].value == pytest.approx(0.9)
    assert part("operators.change_head").KEPT_NAMES[part("blender.head.change").HAIR] == "the hair"
    assert change(hair="BOB", overwrite=True) == {"FINISHED"}
    assert len(head.data.vertices) == len(whole(part, "BOB").vertices)
    assert bpy.ops.intone.change_head.poll()


def test_what_is_kept_is_named(part, people, head):
    module = part("blender.head.change")
    mesh = head.data
    image = mesh.materials[0].node_tree.nodes.active.image
    values = np.ones(len(image.pixels), np.float32)
    image.pixels.foreach_set(values)
    mesh.shape_keys.key_blocks["jawOpen"].data[-1].co.x += 0.01
    assert module.change_head(head, people["DARK_MAN"]) == [module.HAIR, "skin"]
    np.testing.assert_array_equal(pixels(head, "Head Skin"), values)
    assert module.change_head(head, people["OLD_WOMAN"], overwrite=True) == []
    assert pixels(head, "Head Skin").min() < 0.5


def test_inputs_and_materials_of_the_artist_stay(head):
    import bpy

    nodes = head.data.materials[0].node_tree.nodes
    shader = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Subsurface Scale"].default_value = 0.02
    slot = head.data.materials.keys().index("Head Hair")
    own = head.data.materials[slot] = bpy.data.materials.new("Mine")
    change(person="DARK_MAN")
    assert shader.inputs["Subsurface Scale"].default_value == pytest.approx(0.02)
    assert shader.inputs["Subsurface Weight"].default_value < 0.2
    assert head.data.materials[slot] == own
    assert {p.material_index for p in head.data.polygons[-9:]} == {slot}


def test_a_shape_key_and_a_part_of_the_artists_stay(part, head):
    import bmesh

    first = len(part("head.container").read_head().vertices)
    key = head.shape_key_add(name="Mine", from_mix=False)
    key.data[5].co.z += 0.1
    work = bmesh.new()
    work.from_mesh(head.data)
    corners = [work.verts.new((x, 0, 2)) for x in (0, 1, 2)]
    corners[1].co.y = 1
    work.faces.new(corners)
    work.to_mesh(head.data)
    work.free()
    change(hair="BOB")
    keys = head.data.shape_keys.key_blocks
    moved = np.abs(points(keys["Mine"]) - points(keys[0])).max(axis=1)
    assert np.flatnonzero(moved > 1e-6).tolist() == [5]
    assert points(keys[0])[first : first + 3, 2] == pytest.approx(2)
    assert len(head.data.vertices) == len(whole(part, "BOB").vertices) + 3


def test_a_copy_that_shares_its_materials_stays_as_it_is(head):
    import bpy

    other = head.copy()
    other.data = head.data.copy()
    bpy.context.scene.collection.objects.link(other)
    assert other.data.materials[0] == head.data.materials[0]
    skin = pixels(other, "Head Skin")
    change(skin_tone=0.9)
    np.testing.assert_array_equal(pixels(other, "Head Skin"), skin)
    assert pixels(head, "Head Skin").mean() < skin.mean()
    drivers = head.data.materials[0].node_tree.animation_data.drivers
    followed = {v.targets[0].id for curve in drivers for v in curve.driver.variables}
    assert followed == {head.data.shape_keys}


def test_a_light_heads_hair_is_only_painted(part):
    import bpy

    bpy.ops.intone.add_head(detail="LIGHT")
    head = bpy.context.scene.intone_settings.character
    count = len(head.data.vertices)
    change(hair="BOB", hair_colour=(0.8, 0.1, 0.1))
    assert (head.data["intone_hair"], len(head.data.vertices)) == ("SHAVED", count)
    change(hair="NONE")
    assert head.data["intone_hair"] == "NONE"


def test_a_grey_button_says_why(part, face_mesh, head):
    import bpy

    why = part("operators.change_head").INTONE_OT_change_head.why_not
    assert why(bpy.context) == ""
    bpy.ops.object.mode_set(mode="EDIT")
    assert "Edit Mode" in why(bpy.context)
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.context.scene.intone_settings.character = face_mesh()
    assert why(bpy.context).startswith("Face is no Intone head")
    with pytest.raises(RuntimeError):
        change(hair="BOB")


def test_the_armature_is_the_head_too(part, head):
    import bpy

    bpy.context.scene.intone_settings.character = head.parent
    assert change(hair="SHAVED") == {"FINISHED"}
    assert head.data["intone_hair"] == "SHAVED"


def test_what_somebody_spoils_is_the_persons_own(part, people, head):
    head.data["intone_person"], head.data["intone_hair_colour"] = "OLD_WOMAN", "red"
    head.data["intone_skin_tone"] = float("nan")
    now = part("blender.head.noted").noted_person(head.data)
    assert now == replace(people["OLD_WOMAN"], hair="CROP")
