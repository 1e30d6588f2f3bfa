"""What an earlier version saved opens in this one with everything that was in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SAVED = Path(__file__).parent / "files" / "saved-by-0.1.0.blend"
"""Saved by Intone 0.1.0 in Blender 5.0: a face with three takes (hello, strong, and goodbye of
another voice with a keyed slider), of which strong is shown, and a line. The paths of its voices
are relative to the current folder."""
SAVED_WITH = (5, 0, 0)


@pytest.fixture
def old(part, actor, voice, tmp_path, monkeypatch):
    """The performance in that file, opened; its voices are two seconds of silence."""
    import bpy

    if bpy.app.version < SAVED_WITH:
        pytest.skip(f"the file was saved by Blender {SAVED_WITH}, which this one is older than")
    shutil.copy(voice, tmp_path / "goodbye.wav")
    monkeypatch.chdir(tmp_path)
    bpy.ops.wm.open_mainfile(filepath=str(SAVED))
    return bpy.data.objects["Face"].intone


def jaw(frame):
    import bpy

    bpy.context.scene.frame_set(frame)
    return bpy.data.objects["Face"].data.shape_keys.key_blocks["jawOpen"].value


def test_scene_settings_and_lines_are_there(part, old):
    import bpy

    scene = bpy.context.scene
    chosen, (line,) = scene.intone_settings, scene.intone_lines.lines
    assert (chosen.character, chosen.live, chosen.extend) == (old.id_data, False, False)
    assert (line.character, line.sound, line.start) == (old.id_data, "hello.wav", 120)
    assert (line.emotion, line.scale) == ("happy", 0.5)
    version = part("properties.migrations").VERSION
    assert (chosen.version, old.version) == (version, version)


def test_takes_settings_and_curves_are_there(part, old):
    kept = [old if take.open else take for take in old.takes]
    assert [(take.name, take.sound) for take in old.takes] == [
        ("hello", "hello.wav"),
        ("strong", "hello.wav"),
        ("goodbye", "goodbye.wav"),
    ]
    assert [(one.start, one.scale, one.emotion_source, one.seed) for one in kept] == [
        (5, 1.0, "AUTO", 0),
        (5, 2.0, "MIX", 7),
        (80, 2.0, "MIX", 7),
    ]
    assert [take.open for take in old.takes] == [False, True, False]
    assert (old.active_take, old.sound, old.transcript) == (1, "hello.wav", "Hello there")
    assert [take.sliders and take.sliders.name for take in old.takes] == [
        *(None, None, "goodbye Sliders")
    ]
    assert jaw(10) == pytest.approx(1.0)


def test_voices_are_heard_with_the_text_that_they_were_heard_with(part, old):
    kept = [old if take.open else take for take in old.takes]
    assert [(one.text_source, one.transcript) for one in kept] == [("GIVEN", "Hello there")] * 3
    assert part("properties.transcripts").script(old.id_data) == part("text.script").Script(
        "Hello there"
    )


def test_a_voice_without_a_text_stays_without_one(part, ready):
    ready.property_unset("text_source")
    ready.version = 1
    part("properties.migrations").migrate(ready.id_data)
    assert ready.text_source == "NONE"
    ready.property_unset("text_source")
    part("properties.migrations").migrate(ready.id_data)
    assert ready.text_source == "AUTO", "what was saved by this version stays"


def test_takes_are_switched_and_made_again(part, old):
    import bpy

    bpy.ops.intone.switch_take(name="hello")
    assert (old.scale, jaw(10)) == pytest.approx((1.0, 0.5))
    assert part("blender.takes.curves").find(old.id_data, "happy") is None
    old.scale = 0.4
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert [take.action.name for take in old.takes] == ["hello", "strong", "goodbye"]
    assert jaw(10) == pytest.approx(0.2)
    bpy.ops.intone.switch_take(name="goodbye")
    assert jaw(90) == pytest.approx(1.0)
    curve = part("blender.takes.curves").find(old.id_data, "happy")
    keys = [tuple(round(x, 3) for x in key.co) for key in curve.keyframe_points]
    assert keys == [(5, 0.1), (30, 0.9)]


def test_live_updates_go_on(part, old, actor):
    import bpy

    action = old.takes[1].action
    assert "intone_recipe" not in action and action["intone_fingerprint"]
    assert bpy.ops.intone.animate() == {"FINISHED"}
    request = part("properties.requests").request(old.id_data, bpy.context.scene)
    assert part("blender.live.live_update").is_made(request.target)


def test_what_is_appended_from_an_old_file_is_migrated_too(part):
    import bpy

    if bpy.app.version < SAVED_WITH:
        pytest.skip(f"the file was saved by Blender {SAVED_WITH}, which this one is older than")
    bpy.ops.wm.append(filepath="Face", directory=f"{SAVED}/Object/", filename="Face")
    face = bpy.data.objects["Face"].intone
    assert face.version == part("properties.migrations").VERSION
    assert [take.open for take in face.takes] == [False, True, False]


def test_a_new_file_is_saved_with_the_version_and_opened_as_it_was(
    part, face_mesh, voice, tmp_path
):
    import bpy

    face = bpy.context.scene.intone_settings.character = face_mesh()
    face.intone.sound = str(voice)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "new.blend"))
    version = part("properties.migrations").VERSION
    assert (face.intone.version, bpy.context.scene.intone_settings.version) == (version, version)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "new.blend"))
    assert bpy.data.objects["Face"].intone.sound == str(voice)
    assert not bpy.data.objects["Rig"].is_property_set("intone"), "it has nothing of Intone's"
