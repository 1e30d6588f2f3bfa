"""ICT-FaceKit's head in Blender: imported, recognised, animated, refused."""

from __future__ import annotations

import numpy as np
import pytest

POINTS = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 5]], float)


@pytest.fixture
def folder(part, tmp_path):
    """A small head in the layout of FaceXModel."""
    names = part("head.ict").EXPRESSIONS
    for number, name in enumerate(("generic_neutral_mesh", *names)):
        moved = POINTS + [0, 0, 0.1 * number]
        rows = "".join(f"v {x} {y} {z}\n" for x, y, z in moved)
        (tmp_path / f"{name}.obj").write_text(
            f"{rows}vt 0 0\nvt 1 1\nf 1/1 2/2 3/1\nf 1/1 3/2 4/1\n"
        )
    return tmp_path


def test_it_is_imported_with_its_53_shapes(part, folder) -> None:
    import bpy

    assert bpy.ops.intone.import_ict(directory=str(folder)) == {"FINISHED"}
    mesh = bpy.context.object
    keys = mesh.data.shape_keys.key_blocks
    assert keys.keys() == ["Basis", *part("head.ict").EXPRESSIONS]
    assert {key.value for key in keys[1:]} == {0.0}
    np.testing.assert_allclose(keys["Basis"].data[3].co, [0, -0.05, 0.1], atol=1e-7)
    np.testing.assert_allclose(keys["browDown_L"].data[3].co, [0, -0.051, 0.1], atol=1e-7)
    assert len(mesh.data.uv_layers) == 1
    assert not mesh.data.validate()


def test_it_is_recognised_and_says_a_voice(part, folder, actor, voice) -> None:
    import bpy

    bpy.ops.intone.import_ict(directory=str(folder))
    mesh = bpy.context.object
    rig = part("blender.character.rig_map").rig_of(mesh.name)
    assert rig.convention == "ICT-FaceKit"
    assert not set(rig.unmoved) & (set(part("face.basis").BLENDSHAPES) - {"tongueOut"})
    assert {channel.name for channel in rig.channels} == set(part("head.ict").EXPRESSIONS)
    mesh.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    bpy.context.scene.frame_set(20)
    assert mesh.data.shape_keys.key_blocks["jawOpen"].value > 0.3


def test_a_broken_folder_is_one_sentence_and_leaves_nothing(part, folder) -> None:
    import bpy

    (folder / "jawOpen.obj").write_text("v 1 2 3\n")
    with pytest.raises(RuntimeError, match=r"jawOpen\.obj has 1 vertices and the neutral head 4"):
        bpy.ops.intone.import_ict(directory=str(folder))
    (folder / "jawOpen.obj").unlink()
    with pytest.raises(RuntimeError, match=r"lacks jawOpen\.obj"):
        bpy.ops.intone.import_ict(directory=str(folder))
    assert not bpy.data.objects and not bpy.data.meshes and not bpy.data.materials
