"""`intone batch` in Blender: lines on characters, scenes and renders beside the takes."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def run(part, actor, voice, tmp_path):
    """Runs a batch of two lines in Blender as its --command does; its exit status."""
    shutil.copy(voice, tmp_path / "bye.wav")

    def batch(rows, *words):
        (tmp_path / "lines.csv").write_text("\n".join(["sound,emotion,character,fps", *rows]))
        command = ["batch", str(tmp_path / "lines.csv"), "--out", str(tmp_path / "out")]
        return part("blender.command_line.main").blender_main([*command, *map(str, words)])

    return batch


@pytest.fixture
def two_faces(face_mesh, tmp_path):
    """An open file with Ann and Ben in it."""
    import bpy

    for name in ("Ann", "Ben"):
        face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name=name)
    bpy.context.scene.render.fps = 12
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "two.blend"))
    return tmp_path / "two.blend"


def test_each_line_goes_to_its_character(run, two_faces, tmp_path, capfd):
    import bpy

    rows = ["hello.wav,happy,Ann,", "bye.wav,sad,Ben,"]
    assert run(rows, "--also", ".blend") == 0
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        *("bye.blend", "bye.csv", "hello.blend", "hello.csv", "intone-batch.jsonl")
    ]
    assert len((out / "hello.csv").read_text().splitlines()) == 1 + 2 * 12  # the file's own rate
    for name, line, other in (("Ann", "hello", "Ben"), ("Ben", "bye", "Ann")):
        bpy.ops.wm.open_mainfile(filepath=str(out / f"{line}.blend"))
        keys = {face: bpy.data.objects[face].data.shape_keys for face in (name, other)}
        assert keys[name].animation_data.action.name == line
        assert keys[other].animation_data is None


def test_only_what_is_missing_or_changed_is_done_again(run, two_faces, tmp_path, capfd):
    import bpy

    rows = ["hello.wav,happy,Ann,", "bye.wav,sad,Ben,"]
    run(rows, "--also", ".blend")
    bpy.ops.wm.open_mainfile(filepath=str(two_faces))
    capfd.readouterr()
    assert run(rows, "--also", ".blend") == 0
    assert "0 done, 2 kept" in capfd.readouterr().err
    (tmp_path / "out" / "bye.blend").unlink()
    assert run(rows, "--also", ".blend") == 0
    assert "1 done, 1 kept" in capfd.readouterr().err
    bpy.ops.wm.open_mainfile(filepath=str(two_faces))
    bpy.context.scene.render.fps = 15
    bpy.ops.wm.save_mainfile()
    assert run(rows, "--also", ".blend") == 0
    assert "2 done, 0 kept" in capfd.readouterr().err


def test_the_take_and_the_log_say_what_made_them(run, two_faces, tmp_path):
    assert run(["hello.wav,happy,Ann,"], "--format", ".json") == 0
    made = json.loads((tmp_path / "out" / "hello.json").read_text())["made"]
    assert made["device"] == "stage" and made["emotion"] == "happy"
    record, _ = (tmp_path / "out" / "intone-batch.jsonl").read_text().splitlines()
    assert json.loads(record)["made"] == made


def test_a_failed_line_stops_no_other(run, two_faces, tmp_path, capfd):
    rows = ["hello.wav,happy,Nobody,", "bye.wav,sad,Ben,"]
    assert run(rows) == 1
    said = capfd.readouterr().err
    assert "Line 2 (hello.wav): There is no object Nobody" in said and "1 done" in said
    assert (tmp_path / "out" / "bye.csv").exists()


def test_no_file_takes_the_place_of_a_sound_or_of_the_open_scene(run, two_faces, tmp_path, capfd):
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(tmp_path / "hello.wav", out / "clip.mp4")
    shutil.copy(tmp_path / "hello.wav", tmp_path / "two.wav")
    import bpy

    two_faces.rename(out / "two.blend")
    bpy.ops.wm.open_mainfile(filepath=str(out / "two.blend"))
    before = {path: path.read_bytes() for path in out.iterdir()}
    assert (
        run(["out/clip.mp4,sad,Ben,", "two.wav,sad,Ben,"], "--also", ".mp4", "--also", ".blend")
        == 1
    )
    assert {path: path.read_bytes() for path in before} == before
    said = capfd.readouterr().err
    assert "take the place of clip.mp4" in said and "take the place of two.blend" in said


def test_pictures_and_scenes_of_the_embedded_head(run, tmp_path):
    rows = ["hello.wav,happy,,2"]
    assert run(rows, "--also", ".png", "--also", ".glb", "--size", "32x32") == 0
    files = {path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()}
    assert set(files) == {"hello.csv", "hello.glb", "hello.png", "intone-batch.jsonl"}
    assert all(size > 100 for size in files.values())


def test_where_no_file_is_open_the_embedded_head_plays_every_part(run, tmp_path):
    assert run(["hello.wav,happy,Anna,"]) == 0
    assert (tmp_path / "out" / "hello.csv").exists()


def test_a_line_tells_and_records_what_the_desk_tells(run, face_mesh, tmp_path, capfd):
    import bpy

    face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Ann")
    face.data.shape_keys.key_blocks["jawOpen"].mute = True
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "one.blend"))
    assert run(["hello.wav,happy,Ann,"], "--also", ".blend") == 0
    assert "Line 2 (hello.wav): jawOpen of Ann are muted" in capfd.readouterr().err
    record, _ = (tmp_path / "out" / "intone-batch.jsonl").read_text().splitlines()
    assert "muted" in json.loads(record)["remarks"][0]


def test_no_stranger_says_a_line_of_an_opened_file(run, face_mesh, tmp_path, capfd):
    import bpy

    face_mesh([f"Expression_{place}" for place in range(30)], name="Hero")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "one.blend"))
    assert run(["hello.wav,happy,,"], "--also", ".glb") == 1
    assert "Hero moves by no names that Intone knows" in capfd.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["intone-batch.jsonl"]
