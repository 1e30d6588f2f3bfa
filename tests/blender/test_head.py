"""The embedded head in Blender: its structure, and that its shape keys and bones move it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture
def module(part) -> ModuleType:
    return part("blender.head.head_mesh")


def whole(part):
    """The head as it is added: with its hair."""
    hair = part("head.hair")
    return hair.dressed(part("head.container").read_head(), hair.DEFAULT)


@pytest.fixture
def head(module):
    import bpy

    return module.add_head(bpy.context.scene.collection)


def _evaluated(mesh) -> np.ndarray:
    """The mesh's vertices [v, 3] in the world as they are drawn, without subdivision."""
    import bpy

    mesh.modifiers["Subdivision"].show_viewport = False
    graph = bpy.context.evaluated_depsgraph_get()
    seen = mesh.evaluated_get(graph)
    points = np.empty((len(seen.data.vertices), 3), np.float32)
    seen.data.vertices.foreach_get("co", points.ravel())
    world = np.array(seen.matrix_world)
    return points @ world[:3, :3].T + world[:3, 3]


def test_it_is_one_mesh_on_one_armature(head) -> None:
    assert (head.mesh.name, head.armature.name) == ("Head", "Head Rig")
    assert (head.mesh.type, head.armature.type) == ("MESH", "ARMATURE")
    assert head.mesh.parent == head.armature
    assert [modifier.type for modifier in head.mesh.modifiers] == ["ARMATURE", "SUBSURF"]
    assert head.mesh.modifiers["Armature"].object == head.armature


def test_its_mesh_is_sound(part, head) -> None:
    model = whole(part)
    mesh = head.mesh.data
    assert len(mesh.vertices) == len(model.vertices)
    assert len(mesh.polygons) == len(model.lengths)
    assert not mesh.validate()
    assert all(polygon.use_smooth for polygon in mesh.polygons)
    assert {polygon.material_index for polygon in mesh.polygons} == set(range(len(mesh.materials)))


def test_its_shape_keys_are_the_canonical_ones_at_rest(part, head) -> None:
    keys = head.mesh.data.shape_keys.key_blocks
    names = part("face.basis").BLENDSHAPES
    assert keys.keys()[: 1 + len(names)] == ["Basis", *names]
    assert {key.value for key in keys[1:]} == {0.0}
    assert {(keys[name].slider_min, keys[name].slider_max) for name in names} == {(0.0, 1.0)}


def test_its_bones_turn_by_euler_angles(module, head) -> None:
    bones = head.armature.pose.bones
    assert set(bones.keys()) == set(module.BONES.values())
    assert {bone.rotation_mode for bone in bones} == {"XYZ"}
    assert {group.name for group in head.mesh.vertex_groups} == set(module.BONES.values())


def test_its_bones_are_out_of_the_way_and_at_hand(head) -> None:
    """They lie inside the head, never drawn over the face or in an open mouth, and can be picked in
    the outliner."""
    from mathutils.bvhtree import BVHTree

    rig = head.armature
    assert not rig.show_in_front and rig.data.display_type == "STICK"
    assert rig.visible_get() and not rig.hide_select and not rig.hide_viewport
    faces = [list(face.vertices) for face in head.mesh.data.polygons]
    for jaw in (0.0, 1.0):
        head.mesh.data.shape_keys.key_blocks["jawOpen"].value = jaw
        tree = BVHTree.FromPolygons(_evaluated(head.mesh).tolist(), faces)
        for bone in rig.data.bones:
            for share in np.linspace(0, 1, 5):
                point = bone.head_local.lerp(bone.tail_local, share)
                assert tree.ray_cast(point, (0, -1, 0))[0] is not None, (bone.name, jaw)


@pytest.mark.parametrize("name", ["jawOpen", "mouthSmileLeft", "eyeLookUpRight", "browInnerUp"])
def test_a_shape_key_moves_the_mesh_as_the_model_says(part, head, name: str) -> None:
    model = whole(part)
    head.mesh.data.shape_keys.key_blocks[name].value = 0.7
    np.testing.assert_allclose(_evaluated(head.mesh), model.shaped({name: 0.7}), atol=1e-5)


def test_the_lips_stay_closed_under_an_open_jaw(part, head) -> None:
    model = whole(part)
    for name in ("jawOpen", "mouthClose"):
        head.mesh.data.shape_keys.key_blocks[name].value = 1.0
    assert model.lip_gap(_evaluated(head.mesh)) == pytest.approx(model.lip_gap(), abs=3e-4)


@pytest.mark.parametrize(
    ("index", "landmark", "axis", "way"),
    [(0, "nose_tip", 2, -1), (1, "nose_tip", 0, 1), (2, "lid_upper_left", 2, 1)],
)
def test_the_neck_turns_the_head(
    part, head, index: int, landmark: str, axis: int, way: int
) -> None:
    """Positive angles nod down, turn to the head's own left (+X), and raise its left eye."""
    model = whole(part)
    head.armature.pose.bones["neck"].rotation_euler[index] = 0.3
    moved = _evaluated(head.mesh)
    vertex = model.landmarks[landmark]
    travelled = moved[vertex, axis] - model.vertices[vertex, axis]
    assert way * travelled > 0.004
    lowest = model.vertices[:, 2] < 0.02
    np.testing.assert_allclose(moved[lowest], model.vertices[lowest], atol=5e-3)


def test_turned_eyes_and_jaw_follow_their_bones(part, module, head) -> None:
    model = whole(part)
    head.armature.pose.bones["eye.L"].rotation_euler.z = 0.3
    moved = _evaluated(head.mesh) - model.vertices
    follows = model.weights[:, list(model.joints).index("eye_left")] == 1
    assert np.abs(moved[follows]).max() > 3e-3
    far = np.linalg.norm(model.vertices - model.joints["eye_left"].position, axis=1) > 0.05
    assert np.abs(moved[far]).max() < 1e-5


def test_the_whole_head_follows_its_rig(part, head) -> None:
    model = whole(part)
    head.armature.location = (1, 2, 3)
    moved = _evaluated(head.mesh)
    np.testing.assert_allclose(
        moved - model.vertices, np.tile([1, 2, 3], (len(moved), 1)), atol=1e-5
    )


def test_vertex_colours_are_what_is_drawn(part, head) -> None:
    model = whole(part)
    mesh = head.mesh.data
    shown = mesh.color_attributes[mesh.color_attributes.render_color_index]
    assert mesh.color_attributes.active_color == shown
    colours = np.empty((len(mesh.vertices), 4), np.float32)
    shown.data.foreach_get("color_srgb", colours.ravel())
    np.testing.assert_allclose(colours[:, :3], model.colours, atol=1.5 / 255)
    assert colours[:, 3].min() == 1


def test_every_material_shades_a_texture_that_is_in_the_file(head) -> None:
    for material in head.mesh.data.materials:
        nodes = material.node_tree.nodes
        assert {"BSDF_PRINCIPLED", "TEX_IMAGE"} <= {node.type for node in nodes}
        shader = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
        assert shader.inputs["Base Color"].is_linked
        assert nodes.active.image.packed_file


def test_a_full_temporary_folder_is_one_sentence_and_leaves_no_picture(part, tmp_path, monkeypatch):
    import bpy

    textures = part("blender.head.textures")
    (tmp_path / textures.texture("skin").name).mkdir()  # nothing can be written in its place
    folder = lambda **_: contextlib.nullcontext(tmp_path)  # noqa: E731
    monkeypatch.setattr(textures.tempfile, "TemporaryDirectory", folder)
    before = set(bpy.data.images)
    with pytest.raises(part("errors").HeadError, match="no room for the head's pictures"):
        textures.load_textures(part("head.people").YOUNG, ["skin"])
    assert set(bpy.data.images) == before


def test_darker_skin_shines_less(part, module) -> None:
    import bpy

    young = part("head.people").YOUNG

    def shine(tone: float) -> float:
        head = module.add_head(bpy.context.scene.collection, person=replace(young, skin_tone=tone))
        skin = head.mesh.data.materials["Head Skin" if tone == 0 else "Head Skin.001"]
        nodes = skin.node_tree.nodes
        shader = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
        blend = shader.inputs["Specular IOR Level"].links[0].from_node
        return blend.inputs["To Min"].default_value

    assert shine(0.0) > 1.1 * shine(0.8) > 0.1


def test_two_heads_do_not_share_anything_that_moves(module, head) -> None:
    import bpy

    other = module.add_head(bpy.context.scene.collection)
    assert (other.mesh.name, other.armature.name) == ("Head.001", "Head Rig.001")
    assert other.mesh.modifiers["Armature"].object == other.armature
    other.mesh.data.shape_keys.key_blocks["jawOpen"].value = 1.0
    other.armature.pose.bones["neck"].rotation_euler.x = 0.3
    still, moved = _evaluated(head.mesh), _evaluated(other.mesh)
    assert np.abs(still - moved).max() > 0.02
    assert head.mesh.data.shape_keys.key_blocks["jawOpen"].value == 0.0


def test_what_was_active_and_selected_stays_so(module) -> None:
    import bpy

    scene = bpy.context.scene
    cube = bpy.data.objects.new("Cube", bpy.data.meshes.new("Cube"))
    scene.collection.objects.link(cube)
    bpy.context.view_layer.objects.active = cube
    cube.select_set(True)
    head = module.add_head(scene.collection, "Ada")
    assert bpy.context.view_layer.objects.active == cube
    assert bpy.context.selected_objects == [cube]
    assert (head.mesh.name, head.armature.name) == ("Ada", "Ada Rig")
    assert head.armature.mode == "OBJECT"


def test_a_head_can_go_into_a_collection_that_no_view_shows(module) -> None:
    import bpy

    shelf = bpy.data.collections.new("Shelf")
    head = module.add_head(shelf)
    assert set(shelf.objects) == {head.mesh, head.armature}
    assert not bpy.context.scene.collection.all_objects
    assert set(head.armature.data.bones.keys()) == set(module.BONES.values())


def test_a_stage_gives_an_empty_scene_all_it_lacks(module, head) -> None:
    import bpy

    scene = bpy.context.scene
    scene.world = None
    made = module.stage(scene, head)
    assert [thing.type for thing in made] == ["CAMERA", "LIGHT", "LIGHT", "LIGHT"]
    assert scene.camera == made[0] and scene.camera.data.lens == 85
    assert scene.world is not None
    assert set(made) <= set(scene.objects)


def test_the_stage_sees_the_whole_head(module, head) -> None:
    import bpy
    from bpy_extras.object_utils import world_to_camera_view
    from mathutils import Vector

    scene = bpy.context.scene
    scene.render.resolution_x = scene.render.resolution_y = 512
    head.armature.location = (0.5, -2, 1)
    camera = module.stage(scene, head)[0]
    bpy.context.view_layer.update()
    skull = [point for point in _evaluated(head.mesh) if point[2] > 1.06]
    seen = [world_to_camera_view(scene, camera, Vector(point)) for point in skull]
    assert min(min(place.x, place.y) for place in seen) > 0
    assert max(max(place.x, place.y) for place in seen) < 1


def test_a_stage_leaves_what_the_scene_has(module, head) -> None:
    import bpy

    scene = bpy.context.scene
    own = bpy.data.objects.new("Own", bpy.data.cameras.new("Own"))
    scene.collection.objects.link(own)
    scene.camera, scene.world = own, bpy.data.worlds.new("Own")
    look = (scene.view_settings.view_transform, scene.view_settings.exposure)
    module.stage(scene, head)
    assert scene.camera == own
    assert scene.world.name == "Own"
    assert (scene.view_settings.view_transform, scene.view_settings.exposure) == look
