"""FLAME heads in Blender: built, moved as the model says, played, sampled."""

from __future__ import annotations

import numpy as np
import pytest

MILLIMETRE = 1e-3


def _sequence(part, frames: int = 12, size: float = 0.25, shape=None):
    random = np.random.default_rng(1)
    expression = random.normal(size=(frames, 50)) * np.linspace(0, 1, frames)[:, None]
    turns = random.normal(size=(frames, 5, 3)) * size
    person = np.zeros(0) if shape is None else shape
    return part("head.flame_sequence").FlameSequence(expression, turns, 24.0, person)


def test_it_is_a_mesh_with_shapes_on_five_upright_bones(flame_head, flame_model, drawn) -> None:
    keys = flame_head.mesh.data.shape_keys.key_blocks
    names = ["Basis", *(f"Shape{k:03d}" for k in range(10)), *(f"Exp{k:03d}" for k in range(50))]
    assert keys.keys()[: len(names)] == names
    assert {name[:4] for name in keys.keys()[len(names) :]} == {"Pose"}
    assert len(keys) == len(names) + 18  # the eyes of the fixture have no correctives
    assert {key.value for key in keys[1:]} == {0.0}
    assert list(flame_head.armature.data.bones.keys()) == ["root", "neck", "jaw", "eye.L", "eye.R"]
    assert not flame_head.armature.show_in_front
    assert not flame_head.mesh.data.validate()
    points = drawn(flame_head.mesh)
    np.testing.assert_allclose(points[:, 2], flame_model.template[:, 1], atol=1e-6)
    np.testing.assert_allclose(points[:, 1], -flame_model.template[:, 2], atol=1e-6)


def test_its_correctives_need_no_python(flame_head) -> None:
    """Blender runs simple expressions itself, also where files may not run scripts."""
    drivers = [curve.driver for curve in flame_head.mesh.data.shape_keys.animation_data.drivers]
    assert len(drivers) == 18
    assert all(driver.is_valid and driver.is_simple_expression for driver in drivers)


def test_it_moves_as_the_model_says(part, flame_head, flame_model, drawn) -> None:
    """Expression, person, correctives and skinning together, against the paper's formula."""
    import bpy

    shape = np.random.default_rng(2).normal(size=10)
    found = _sequence(part, shape=shape)
    part("blender.takes.flame_takes").write_sequence(
        bpy.context.scene, flame_head.mesh, found, 1, "poses"
    )
    expected = flame_model.posed(found.expression, found.turns, shape)
    up = part("blender.head.flame").UP
    for frame in range(len(found)):
        bpy.context.scene.frame_set(1 + frame)
        error = np.linalg.norm(drawn(flame_head.mesh) - expected[frame] @ up, axis=1)
        assert error.max() < 0.01 * MILLIMETRE


def test_bones_that_turn_by_quaternions_drive_the_correctives_too(
    part, flame_head, flame_model, drawn
) -> None:
    from mathutils import Vector

    turns = np.zeros((1, 5, 3))
    turns[0, 2] = (0.3, 0.1, -0.05)
    jaw = flame_head.armature.pose.bones["jaw"]
    jaw.rotation_mode = "QUATERNION"
    vector = Vector(turns[0, 2])
    from mathutils import Quaternion

    jaw.rotation_quaternion = Quaternion(vector.normalized(), vector.length)
    expected = flame_model.posed(np.zeros((1, 50)), turns)[0] @ part("blender.head.flame").UP
    np.testing.assert_allclose(drawn(flame_head.mesh), expected, atol=1e-6)


def test_a_sequence_comes_back_as_it_went(part, flame_head, tmp_path, drawn) -> None:
    """Laid, sampled, written, read and laid again: under 0.1 mm at every vertex."""
    import bpy

    scene, takes = bpy.context.scene, part("blender.takes.flame_takes")
    scene.render.fps = 24
    found = _sequence(part)
    end = takes.write_sequence(scene, flame_head.mesh, found, 5, "there")
    before = [drawn(flame_head.mesh, frame) for frame in range(5, end + 1)]
    sampled = takes.sampled_sequence(scene, flame_head.mesh, (5, end))
    np.testing.assert_allclose(sampled.expression, found.expression, atol=1e-4)
    np.testing.assert_allclose(sampled.turns, found.turns, atol=1e-4)
    path = tmp_path / "take.flame.npz"
    part("export.flame_npz").write_flame(sampled, path)
    takes.write_sequence(
        scene, flame_head.mesh, part("head.flame_sequence").read_sequence(path), 5, "back"
    )
    after = [drawn(flame_head.mesh, frame) for frame in range(5, end + 1)]
    error = np.linalg.norm(np.array(after) - np.array(before), axis=2).max()
    assert error < 0.1 * MILLIMETRE


def test_its_bones_are_fitted_to_the_person(part, flame_head, flame_model) -> None:
    import bpy

    shape = np.random.default_rng(3).normal(size=10)
    with pytest.raises(RuntimeError, match="Select the mesh"):
        bpy.ops.intone.fit_flame()
    bpy.context.view_layer.objects.active = flame_head.mesh
    for number, value in enumerate(shape.tolist()):
        flame_head.mesh.data.shape_keys.key_blocks[f"Shape{number:03d}"].value = value
    assert bpy.ops.intone.fit_flame() == {"FINISHED"}
    expected = flame_model.joints(shape) @ part("blender.head.flame").UP
    heads = [bone.head_local for bone in flame_head.armature.data.bones]
    np.testing.assert_allclose(heads, expected, atol=1e-6)
    assert np.abs(expected - flame_model.joints() @ part("blender.head.flame").UP).max() > 1e-4
