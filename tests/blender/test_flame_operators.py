"""FLAME files through Blender's menus: heads and sequences come in, play, go out, are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.flame import write_pickle

MILLIMETRE = 1e-3


def _import(flame_file: Path, **options: object) -> set[str]:
    import bpy

    return bpy.ops.intone.import_flame(filepath=str(flame_file), **options)


def test_an_imported_head_says_a_voice(part, flame_file, actor, voice, tmp_path, drawn) -> None:
    """Import, Animate, export its parameters, import them again: the same vertices."""
    import bpy

    scene = bpy.context.scene
    assert _import(flame_file) == {"FINISHED"}
    mesh = bpy.context.object
    assert part("blender.head.flame").is_flame(mesh)
    assert scene.intone_settings.character == mesh
    mesh.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    still, open_mouth = part("head.flame").read_flame(flame_file).template, drawn(mesh, 20)
    up = part("blender.head.flame").UP
    assert np.linalg.norm(open_mouth - still @ up, axis=1).max() > 10 * MILLIMETRE
    path = tmp_path / "take.flame.npz"
    assert bpy.ops.intone.export(filepath=str(path), format=".flame.npz") == {"FINISHED"}
    found = np.load(path)
    assert found["expression"].shape[1] == 50
    assert found["jaw_pose"][19, 0] > np.radians(5)
    frames = [drawn(mesh, frame) for frame in (1, 20, 40)]
    assert bpy.ops.intone.import_flame_sequence(filepath=str(path)) == {"FINISHED"}
    assert mesh.data.shape_keys.animation_data.action.name == "take"
    again = [drawn(mesh, frame) for frame in (1, 20, 40)]
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
    with pytest.raises(RuntimeError, match="choose the FLAME model"):
        bpy.ops.intone.import_flame_sequence(filepath=str(path))
    done = bpy.ops.intone.import_flame_sequence(filepath=str(path), model=str(flame_file))
    assert done == {"FINISHED"}
    bpy.context.scene.frame_set(10)
    keys = bpy.context.object.data.shape_keys.key_blocks
    for name in ("jawOpen", "mouthSmileLeft", "browInnerUp"):
        assert keys[name].value == pytest.approx(asked[name], abs=0.1)
    others = (key for key in keys[1:] if key.name not in asked and not key.name.startswith("fix_"))
    assert max(key.value for key in others) < 0.3
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

    mark = tmp_path / "executed"
    path = tmp_path / "model.pkl"
    if what == "truncated":
        path.write_bytes(flame_file.read_bytes()[:1_000_000])
    elif what == "code":

        class Evil:
            def __reduce__(self):
                return os.system, (f"touch {mark}",)

        path.write_bytes(pickle.dumps({"v_template": np.zeros((3, 3)), "f": Evil()}))
    elif what == "landmarks":
        write_pickle(path, {"lmk_face_idx": np.arange(51), "lmk_b_coords": np.zeros((51, 3))})
    elif what != "absent":
        arrays = part("head.flame_pickle").read_pickle(flame_file)
        if what == "vertices":
            arrays["weights"] = arrays["weights"][:-1]
        else:
            arrays["kintree_table"] = arrays["kintree_table"][:, :3]
        write_pickle(path, arrays)
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
    assert not part("blender.character.rig_map").is_stored(bpy.context.object)


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
def test_a_bad_sequence_changes_nothing(part, flame_head, tmp_path, arrays, sentence: str) -> None:
    import bpy

    path = tmp_path / "bad.npz"
    np.savez(path, **arrays)
    bpy.context.scene.intone_settings.character = flame_head.mesh
    before = _left()
    with pytest.raises(RuntimeError, match=sentence):
        bpy.ops.intone.import_flame_sequence(filepath=str(path))
    assert _left() == before
    assert flame_head.mesh.data.shape_keys.key_blocks["Shape000"].value == 0


@pytest.mark.parametrize("broken", ["key", "bone"])
def test_a_head_that_lost_a_part_says_so(part, flame_head, tmp_path, broken: str) -> None:
    import bpy

    if broken == "key":
        flame_head.mesh.shape_key_remove(flame_head.mesh.data.shape_keys.key_blocks["Exp007"])
    else:
        flame_head.armature.data.bones["jaw"].name = "chin"
    bpy.context.scene.intone_settings.character = flame_head.mesh
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

    with pytest.raises(RuntimeError, match="Choose a character: "):
        bpy.ops.intone.import_flame_sequence(filepath="x.npz")
    _import(flame_file, expressions=5, identities=0)
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(RuntimeError, match="Leave Edit Mode first"):
        _import(flame_file)
    bpy.ops.object.mode_set(mode="OBJECT")
