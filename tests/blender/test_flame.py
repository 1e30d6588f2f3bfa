"""FLAME heads in Blender: imported, moved as the model says, played, sampled, refused."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

MILLIMETRE = 1e-3


def _fixture():
    """tests/ is no package: pytest would take the repository for one."""
    path = Path(__file__).parents[1] / "head" / "flame_fixture.py"
    spec = importlib.util.spec_from_file_location("flame_fixture", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def flame_file(tmp_path_factory) -> Path:
    """A model in the layout of FLAME 2017, as Python 2 wrote it."""
    made = _fixture()
    path = tmp_path_factory.mktemp("flame") / "generic_model.pkl"
    made.write_pickle(path, made.layout_2017(made.arrays()), python2=True)
    return path


@pytest.fixture
def model(part, flame_file):
    return part("head.flame").read_flame(flame_file).reduced(10, 50)


@pytest.fixture
def head(part, model):
    import bpy

    return part("blender.flame").add_flame(bpy.context.scene.collection, model)


def _seen(mesh) -> np.ndarray:
    """The mesh's vertices [v, 3] as they are drawn, in the mesh's own place."""
    import bpy

    seen = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = np.empty((len(seen.data.vertices), 3), np.float32)
    seen.data.vertices.foreach_get("co", points.ravel())
    return points


def _sequence(part, frames: int = 12, size: float = 0.25, shape=None):
    random = np.random.default_rng(1)
    expression = random.normal(size=(frames, 50)) * np.linspace(0, 1, frames)[:, None]
    turns = random.normal(size=(frames, 5, 3)) * size
    person = np.zeros(0) if shape is None else shape
    return part("head.flame_sequence").FlameSequence(expression, turns, 24.0, person)


def test_it_is_a_mesh_with_shapes_on_five_upright_bones(head, model) -> None:
    keys = head.mesh.data.shape_keys.key_blocks
    names = ["Basis", *(f"Shape{k:03d}" for k in range(10)), *(f"Exp{k:03d}" for k in range(50))]
    assert keys.keys()[: len(names)] == names
    assert {name[:4] for name in keys.keys()[len(names) :]} == {"Pose"}
    assert len(keys) == len(names) + 18  # the eyes of the fixture have no correctives
    assert {key.value for key in keys[1:]} == {0.0}
    assert list(head.armature.data.bones.keys()) == ["root", "neck", "jaw", "eye.L", "eye.R"]
    assert not head.mesh.data.validate()
    points = _seen(head.mesh)
    np.testing.assert_allclose(points[:, 2], model.template[:, 1], atol=1e-6)
    np.testing.assert_allclose(points[:, 1], -model.template[:, 2], atol=1e-6)


def test_its_correctives_need_no_python(head) -> None:
    """Blender runs simple expressions itself, also where files may not run scripts."""
    drivers = [curve.driver for curve in head.mesh.data.shape_keys.animation_data.drivers]
    assert len(drivers) == 18
    assert all(driver.is_valid and driver.is_simple_expression for driver in drivers)


def test_it_moves_as_the_model_says(part, head, model) -> None:
    """Expression, person, correctives and skinning together, against the paper's formula."""
    import bpy

    shape = np.random.default_rng(2).normal(size=10)
    found = _sequence(part, shape=shape)
    part("blender.flame_takes").lay_sequence(bpy.context.scene, head.mesh, found, 1, "poses")
    expected = model.posed(found.expression, found.turns, shape)
    up = part("blender.flame").UP
    for frame in range(len(found)):
        bpy.context.scene.frame_set(1 + frame)
        error = np.linalg.norm(_seen(head.mesh) - expected[frame] @ up, axis=1)
        assert error.max() < 0.01 * MILLIMETRE


def test_bones_that_turn_by_quaternions_drive_the_correctives_too(part, head, model) -> None:
    from mathutils import Vector

    turns = np.zeros((1, 5, 3))
    turns[0, 2] = (0.3, 0.1, -0.05)
    jaw = head.armature.pose.bones["jaw"]
    jaw.rotation_mode = "QUATERNION"
    vector = Vector(turns[0, 2])
    from mathutils import Quaternion

    jaw.rotation_quaternion = Quaternion(vector.normalized(), vector.length)
    expected = model.posed(np.zeros((1, 50)), turns)[0] @ part("blender.flame").UP
    np.testing.assert_allclose(_seen(head.mesh), expected, atol=1e-6)


def test_a_sequence_comes_back_as_it_went(part, head, tmp_path) -> None:
    """Laid, sampled, written, read and laid again: under 0.1 mm at every vertex."""
    import bpy

    scene, takes = bpy.context.scene, part("blender.flame_takes")
    scene.render.fps = 24
    found = _sequence(part)
    end = takes.lay_sequence(scene, head.mesh, found, 5, "there")
    before = [_at(scene, head.mesh, frame) for frame in range(5, end + 1)]
    sampled = takes.sampled_sequence(scene, head.mesh, (5, end))
    np.testing.assert_allclose(sampled.expression, found.expression, atol=1e-4)
    np.testing.assert_allclose(sampled.turns, found.turns, atol=1e-4)
    path = tmp_path / "take.flame.npz"
    part("export.flame_npz").write_flame(sampled, path)
    takes.lay_sequence(scene, head.mesh, part("head.flame_sequence").read_sequence(path), 5, "back")
    after = [_at(scene, head.mesh, frame) for frame in range(5, end + 1)]
    error = np.linalg.norm(np.array(after) - np.array(before), axis=2).max()
    assert error < 0.1 * MILLIMETRE


def _at(scene, mesh, frame: int) -> np.ndarray:
    scene.frame_set(frame)
    return _seen(mesh)


def test_its_bones_are_fitted_to_the_person(part, head, model) -> None:
    import bpy

    shape = np.random.default_rng(3).normal(size=10)
    with pytest.raises(RuntimeError, match="Select the mesh"):
        bpy.ops.intone.fit_flame()
    bpy.context.view_layer.objects.active = head.mesh
    for number, value in enumerate(shape.tolist()):
        head.mesh.data.shape_keys.key_blocks[f"Shape{number:03d}"].value = value
    assert bpy.ops.intone.fit_flame() == {"FINISHED"}
    expected = model.joints(shape) @ part("blender.flame").UP
    heads = [bone.head_local for bone in head.armature.data.bones]
    np.testing.assert_allclose(heads, expected, atol=1e-6)
    assert np.abs(expected - model.joints() @ part("blender.flame").UP).max() > 1e-4


# the verbs


def _import(flame_file: Path, **options: object) -> set[str]:
    import bpy

    return bpy.ops.intone.import_flame(filepath=str(flame_file), **options)


def test_an_imported_head_says_a_voice(part, flame_file, actor, voice, tmp_path) -> None:
    """Import, Animate, export its parameters, import them again: the same vertices."""
    import bpy

    scene = bpy.context.scene
    assert _import(flame_file) == {"FINISHED"}
    mesh = bpy.context.object
    assert part("blender.flame").is_flame(mesh)
    assert scene.intone.character == mesh
    mesh.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    still, open_mouth = part("head.flame").read_flame(flame_file).template, _at(scene, mesh, 20)
    up = part("blender.flame").UP
    assert np.linalg.norm(open_mouth - still @ up, axis=1).max() > 10 * MILLIMETRE
    path = tmp_path / "take.flame.npz"
    assert bpy.ops.intone.export(filepath=str(path), format=".flame.npz") == {"FINISHED"}
    found = np.load(path)
    assert found["expression"].shape[1] == 50
    assert found["jaw_pose"][19, 0] > np.radians(5)
    frames = [_at(scene, mesh, frame) for frame in (1, 20, 40)]
    assert bpy.ops.intone.import_flame_sequence(filepath=str(path)) == {"FINISHED"}
    assert mesh.data.shape_keys.animation_data.action.name == "take"
    again = [_at(scene, mesh, frame) for frame in (1, 20, 40)]
    assert np.linalg.norm(np.array(again) - frames, axis=2).max() < 0.1 * MILLIMETRE


def test_a_sequence_plays_on_the_embedded_head_too(part, flame_file, tmp_path) -> None:
    import bpy

    solve, flame = part("head.solve"), part("head.flame")
    face_basis, track = part("face.basis"), part("track")
    model = flame.read_flame(flame_file).reduced(0, 50)
    solved = solve.solve(part("head.container").read_head(), model)
    values = np.zeros((10, 61), np.float32)
    asked = {"jawOpen": 0.6, "mouthSmileLeft": 0.8, "browInnerUp": 0.7, "headYaw": 0.2}
    for name, value in asked.items():
        values[:, face_basis.CHANNELS.index(name)] = np.linspace(0, value, 10)
    face = track.Track(values, 24.0, face_basis.CHANNELS)
    path = tmp_path / "emote.npz"
    part("export.flame_npz").write_flame(solved.sequence(face), path)
    bpy.context.scene.render.fps = 24
    bpy.ops.intone.add_head()
    with pytest.raises(RuntimeError, match="name the FLAME model"):
        bpy.ops.intone.import_flame_sequence(filepath=str(path))
    done = bpy.ops.intone.import_flame_sequence(filepath=str(path), model=str(flame_file))
    assert done == {"FINISHED"}
    bpy.context.scene.frame_set(10)
    keys = bpy.context.object.data.shape_keys.key_blocks
    for name in ("jawOpen", "mouthSmileLeft", "browInnerUp"):
        assert keys[name].value == pytest.approx(asked[name], abs=0.1)
    assert max(key.value for key in keys[1:] if key.name not in asked) < 0.3
    neck = bpy.context.object.find_armature().pose.bones["neck"]
    assert neck.rotation_euler.y == pytest.approx(-0.2, abs=1e-3)


def _left() -> tuple[int, ...]:
    import bpy

    data = bpy.data
    kinds = (data.objects, data.meshes, data.armatures, data.materials, data.actions, data.texts)
    return tuple(len(kind) for kind in (*kinds, data.shape_keys))


@pytest.mark.parametrize("what", ["truncated", "code", "vertices", "joints", "landmarks", "absent"])
def test_a_bad_model_is_one_sentence_and_leaves_nothing(part, tmp_path, flame_file, what) -> None:
    import os
    import pickle

    made, mark = _fixture(), tmp_path / "executed"
    path = tmp_path / "model.pkl"
    if what == "truncated":
        path.write_bytes(flame_file.read_bytes()[:1_000_000])
    elif what == "code":

        class Evil:
            def __reduce__(self):
                return os.system, (f"touch {mark}",)

        path.write_bytes(pickle.dumps({"v_template": np.zeros((3, 3)), "f": Evil()}))
    elif what == "landmarks":
        made.write_pickle(path, {"lmk_face_idx": np.arange(51), "lmk_b_coords": np.zeros((51, 3))})
    elif what != "absent":
        arrays = part("head.flame_pickle").read_pickle(flame_file)
        if what == "vertices":
            arrays["weights"] = arrays["weights"][:-1]
        else:
            arrays["kintree_table"] = arrays["kintree_table"][:, :3]
        made.write_pickle(path, arrays)
    before = _left()
    with pytest.raises(RuntimeError) as refused:
        _import(path)
    sentence = str(refused.value)
    assert "model.pkl" in sentence and "Traceback" not in sentence and "fault" not in sentence
    assert _left() == before
    assert not mark.exists()


def test_a_head_without_a_face_is_still_a_head(part, tmp_path, flame_file) -> None:
    import bpy

    arrays = part("head.flame_pickle").read_pickle(flame_file)
    arrays["v_template"] = arrays["v_template"][:, [0, 2, 1]] * [1, -1, 1]  # it lies on its back
    path = tmp_path / "lying.npz"
    np.savez(path, **{k: v for k, v in arrays.items() if isinstance(v, np.ndarray)})
    assert _import(path) == {"FINISHED"}
    assert not part("blender.rigs").is_stored(bpy.context.object)


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"expression": np.ones((4, 80))}, "uses 80 expressions"),
        ({"jaw_pose": np.zeros((4, 9))}, "axis-angle"),
        ({"values": np.zeros((4, 61))}, "holds no FLAME sequence"),
        ({"expression": np.full((4, 50), np.nan)}, "no numbers"),
        ({"expression": np.zeros((4, 50)), "shape": np.ones(300)}, "identity shapes"),
    ],
)
def test_a_bad_sequence_changes_nothing(part, head, tmp_path, arrays, sentence: str) -> None:
    import bpy

    path = tmp_path / "bad.npz"
    np.savez(path, **arrays)
    bpy.context.scene.intone.character = head.mesh
    before = _left()
    with pytest.raises(RuntimeError, match=sentence):
        bpy.ops.intone.import_flame_sequence(filepath=str(path))
    assert _left() == before
    assert head.mesh.data.shape_keys.key_blocks["Shape000"].value == 0


@pytest.mark.parametrize("broken", ["key", "bone"])
def test_a_head_that_lost_a_part_says_so(part, head, tmp_path, broken: str) -> None:
    import bpy

    if broken == "key":
        head.mesh.shape_key_remove(head.mesh.data.shape_keys.key_blocks["Exp007"])
    else:
        head.armature.data.bones["jaw"].name = "chin"
    bpy.context.scene.intone.character = head.mesh
    with pytest.raises(RuntimeError, match="any more: import the model again"):
        bpy.ops.intone.export(filepath=str(tmp_path / "x.flame.npz"), format=".flame.npz")
    assert not list(tmp_path.iterdir())


def test_parameters_of_another_head_are_refused(part, tmp_path) -> None:
    import bpy

    bpy.ops.intone.add_head()
    with pytest.raises(RuntimeError, match="is no FLAME head"):
        bpy.ops.intone.export(filepath=str(tmp_path / "x.flame.npz"), format=".flame.npz")
    assert not list(tmp_path.iterdir())


def test_the_verbs_say_why_they_cannot(part, flame_file) -> None:
    import bpy

    with pytest.raises(RuntimeError, match="Choose a character first"):
        bpy.ops.intone.import_flame_sequence(filepath="x.npz")
    _import(flame_file, expressions=5, identities=0)
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(RuntimeError, match="Leave the edit mode first"):
        _import(flame_file)
    bpy.ops.object.mode_set(mode="OBJECT")
