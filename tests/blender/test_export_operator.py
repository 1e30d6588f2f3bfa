"""File > Export: the chosen character's performance, as it is in the scene now."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings(
    "ignore:Setting the shape on a NumPy array:DeprecationWarning"  # Blender 5.2's FBX exporter
)


@pytest.fixture
def acted(part, actor, face_mesh, voice):
    """A scene of 24 frames a second where the character says the voice from frame 5 on."""
    import bpy

    wish = bpy.context.scene.intone_settings
    wish.character = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
    recipe = wish.character.intone
    recipe.sound, recipe.start = str(voice), 5
    recipe.emotion_source, recipe.happy = "MIX", 1.0
    bpy.ops.intone.animate()
    bpy.context.scene.frame_end = 5 + 47
    return wish


def test_a_take_starts_with_its_voice_and_has_the_scenes_rate(part, acted, tmp_path):
    import bpy

    path = tmp_path / "take.json"
    assert bpy.ops.intone.export(filepath=str(path), format=".json") == {"FINISHED"}
    take = json.loads(path.read_text())
    assert (take["fps"], len(take["frames"])) == (24, 48)
    values = np.array(take["frames"])
    assert values[:, take["channels"].index("jawOpen")] == pytest.approx(0.5, abs=0.01)
    assert values[:, take["channels"].index("mouthSmileLeft")] == pytest.approx(1, abs=0.01)


def test_what_the_artist_added_is_in_it(part, acted, tmp_path):
    import bpy

    keys = acted.character.data.shape_keys
    driver = keys.key_blocks["mouthClose"].driver_add("value").driver
    driver.expression = "0.25"
    bpy.ops.intone.export(filepath=str(tmp_path / "take.npz"), format=".npz")
    take = np.load(tmp_path / "take.npz")
    column = take["channels"].tolist().index("mouthClose")
    assert take["values"][5:, column] == pytest.approx(0.25)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".npz", ".arkit.json", ".glb", ".fbx"])
def test_every_entry_writes_its_file(part, acted, tmp_path, suffix):
    import bpy

    assert bpy.ops.intone.export(filepath=str(tmp_path / "take"), format=suffix) == {"FINISHED"}
    assert [path.name for path in tmp_path.glob("take*")] == [f"take{suffix}"]


def test_every_format_has_its_entry(part):
    labels = set(part("operators.export").LABELS)
    assert labels >= set(part("export").FORMATS)
    assert labels - set(part("export").FORMATS) <= {
        ".flame.npz",
        *part("blender.output.scene_formats").FORMATS,
    }


def test_names_end_as_the_format_says(part, tmp_path):
    ending_in = part("operators.export").ending_in
    names = {"a.csv": "a.glb", "a.arkit.json": "a.glb", "a.1": "a.1.glb", "a": "a.glb"}
    found = {name: ending_in(tmp_path / name, ".glb").name for name in names}
    assert found == names


def test_why_nothing_can_be_exported(part, acted, tmp_path):
    import bpy

    acted.character.intone.start = 400
    with pytest.raises(RuntimeError, match="starts at frame 400, after the scene's end"):
        bpy.ops.intone.export(filepath=str(tmp_path / "take.csv"))
    acted.character = None
    bpy.context.view_layer.objects.active = None
    assert not bpy.ops.intone.export.poll()
    assert not list(tmp_path.glob("take*"))
