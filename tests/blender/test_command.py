"""The command line with Blender: files for people, sentences for what cannot be."""

from __future__ import annotations

import shutil

import numpy as np
import pytest


@pytest.fixture
def run(part, actor):
    """Runs a command line as Blender's --command does."""
    return lambda *words: part("blender.command_line.main").blender_main(
        [str(word) for word in words]
    )


def test_a_voice_becomes_a_scene_and_a_take(part, run, voice, tmp_path, capfd):
    import bpy

    files = {name: tmp_path / name for name in ("take.csv", "out.blend")}
    words = ["animate", voice, "--emotion", "happy", "--fps", 12, "--start", 3]
    words += ["--out", files["take.csv"], "--blend", files["out.blend"]]
    assert run(*words) == 0
    written = capfd.readouterr().err
    assert "take.csv" in written and "out.blend" in written
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == ["hello.wav", "out.blend", "take.csv"]
    assert len(files["take.csv"].read_text().splitlines()) == 1 + 2 * 12
    bpy.ops.wm.open_mainfile(filepath=str(files["out.blend"]))
    scene = bpy.context.scene
    assert (scene.render.fps, scene.frame_start, scene.frame_end) == (12, 3, 3 + 2 * 12 - 1)
    assert part("blender.takes.scene").span(scene.sequence_editor.strips[0])[0] == 3
    scene.frame_set(10)
    (head,) = (
        thing for thing in scene.objects if part("blender.character.characters").shape_keys(thing)
    )
    assert head.data.shape_keys.key_blocks["mouthSmileLeft"].value == pytest.approx(1.0)
    assert scene.camera is not None


def test_life_before_and_after_the_sound_is_keyed_around_it(part, run, actor, voice, tmp_path):
    import bpy

    channels, track = part("face.basis").CHANNELS, part("track").Track

    def act(speech, mood, style, progress):
        """The jaw opens with the voice, and the face smiles whether or not it is heard."""
        values = np.zeros((len(speech.content), len(channels)), np.float32)
        values[:, channels.index("jawOpen")] = 0.5 * speech.content["voice"]
        values[:, channels.index("mouthSmileLeft")] = 0.3
        return track(values, speech.content.rate, channels)

    actor.act = act
    words = ["animate", voice, "--fps", 10, "--start", 20, "--out", tmp_path / "take.csv"]
    words += ["--before", 0.8, "--after", 1.5, "--blend", tmp_path / "out.blend"]
    assert run(*words) == 0
    assert len((tmp_path / "take.csv").read_text().splitlines()) == 1 + 8 + 20 + 15
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "out.blend"))
    scene = bpy.context.scene
    assert part("blender.takes.scene").span(scene.sequence_editor.strips[0])[0] == 20
    (head,) = filter(part("blender.character.characters").shape_keys, scene.objects)
    keys = head.data.shape_keys
    assert tuple(keys.animation_data.action.frame_range) == (12, 54)

    def seen(name, frame):
        scene.frame_set(frame)
        return keys.key_blocks[name].value

    jaw = [seen("jawOpen", frame) for frame in (12, 18, 22, 38, 41, 54)]
    assert jaw == pytest.approx([0, 0, 0.5, 0.5, 0, 0], abs=0.01)
    smiles = [seen("mouthSmileLeft", frame) for frame in (12, 30, 54)]
    assert smiles == pytest.approx([0.3] * 3, abs=0.01)


def test_a_take_leaves_as_scenes_and_pictures(run, voice, tmp_path):
    files = [tmp_path / name for name in ("a.glb", "b.fbx", "still.png")]
    words = ["animate", voice, "--fps", 2, "--size", "64x32", "--quiet"]
    assert run(*words, "--export", files[0], "--export", files[1], "--render", files[2]) == 0
    assert run(*words, "--render", tmp_path / "f.####.png") == 0
    there = sorted(path.name for path in tmp_path.iterdir())
    shots = [f"f.{frame:04d}.png" for frame in range(1, 5)]
    assert there == ["a.glb", "b.fbx", *shots, "hello.wav", "still.png"]


def test_a_character_of_the_open_file_is_used(part, run, voice, tmp_path, face_mesh):
    import bpy

    face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Ann")
    bpy.context.scene.render.fps = 25
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    assert run("animate", voice, "--blend", tmp_path / "out.blend") == 0
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "out.blend"))
    assert bpy.data.objects["Ann"].data.shape_keys.animation_data.action.name == "hello"
    assert bpy.context.scene.render.fps == 25
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "mine.blend"))
    assert not bpy.data.actions  # the artist's own file is left alone


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ((), 2, "say where the take goes"),
        (("--blend", "out.txt"), 1, "must end in .blend"),
        (("--blend", "/nowhere/out.blend"), 1, "no folder /nowhere"),
        (("--blend", "o.blend", "--emotion", "hungry"), 1, "no emotion called 'hungry'"),
        (("--out", "take.xyz"), 1, "no known format"),
        (("--blend", "o.blend", "--character", "Nobody"), 1, "no object Nobody in this file"),
        (("--out", "no/take.csv"), 1, "no folder no"),
        (("--export", "face.xyz"), 1, "must end in .glb, .usdc"),
        (("--render", "f.mp4", "--size", "big"), 2, "big is no size"),
        (("--nonsense",), 2, "unrecognized arguments"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_done(run, voice, tmp_path, monkeypatch, capfd, words, status, sentence):
    monkeypatch.chdir(tmp_path)
    assert run("animate", voice, *words) == status
    said = capfd.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["hello.wav"]


def test_a_film_never_takes_the_place_of_its_voice(run, voice, tmp_path, capfd):
    film = shutil.copy(voice, tmp_path / "clip.mp4")
    before = (tmp_path / "clip.mp4").read_bytes()
    for words in (("--render", film), ("--out", tmp_path / "take.csv", "--render", film)):
        assert run("animate", film, *words) == 1
        assert "would take the place of clip.mp4" in capfd.readouterr().err
    assert (tmp_path / "clip.mp4").read_bytes() == before


def test_listening_in_blender_is_done_by_the_worker(run, actor, voice, capsys):
    import json

    assert run("listen", voice, "--json", "--quiet") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["duration"] == pytest.approx(actor.listen(voice, lambda f, w: None).duration)


def unknown(face_mesh):
    face_mesh([f"Expression_{place}" for place in range(30)], name="Hero")


def absolute(face_mesh):
    hero = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Hero")
    hero.data.shape_keys.use_relative = False


def shapeless(face_mesh):
    face_mesh((), name="Hero")


def linked(face_mesh):
    import bpy

    face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Hero")
    cast = bpy.data.collections.new("Hero")
    for thing in (face, bpy.data.objects["Rig"]):
        cast.objects.link(thing)
    path = bpy.app.tempdir + "cast.blend"
    bpy.data.libraries.write(path, {cast}, fake_user=True)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(path, link=True) as (_, wanted):
        wanted.collections = ["Hero"]
    instance = bpy.data.objects.new("Hero", None)
    instance.instance_type, instance.instance_collection = "COLLECTION", wanted.collections[0]
    bpy.context.scene.collection.objects.link(instance)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (unknown, "Hero moves by no names that Intone knows"),
        (absolute, "shape keys of Hero are absolute"),
        (shapeless, "The open file has no face"),
        (linked, "Hero is linked from another file"),
    ],
)
def test_no_stranger_takes_the_place_of_an_opened_files_character(
    run, voice, tmp_path, face_mesh, capfd, make, sentence
):
    import bpy

    make(face_mesh)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    names = set(bpy.data.objects.keys())
    assert run("animate", voice, "--blend", tmp_path / "out.blend") == 1
    assert sentence in capfd.readouterr().err
    assert set(bpy.data.objects.keys()) == names and not (tmp_path / "out.blend").exists()


def test_what_the_desk_tells_is_told_by_the_command(run, voice, tmp_path, face_mesh, capfd):
    import json

    import bpy

    face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
    blocks = face.data.shape_keys.key_blocks
    blocks["jawOpen"].keyframe_insert("value", frame=1)
    blocks["mouthClose"].mute = True
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    words = ["animate", voice, "--blend", tmp_path / "out.blend", "--log-format", "json"]
    assert run(*words) == 0
    told = [json.loads(line)["message"] for line in capfd.readouterr().err.splitlines()]
    assert any("hides 1 of the take's channels." in sentence for sentence in told)
    assert any("mouthClose of Face are muted" in sentence for sentence in told)


@pytest.mark.parametrize(("suffix", "status"), [(".glb", 1), (".fbx", 1), (".abc", 0)])
def test_frames_before_0_are_written_or_refused(
    run, voice, tmp_path, face_mesh, capfd, suffix, status
):
    import bpy

    if suffix == ".abc" and not bpy.app.build_options.alembic:
        pytest.skip("this Blender was built without alembic")
    face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    path = tmp_path / f"face{suffix}"
    assert run("animate", voice, "--start", -20, "--export", path) == status
    assert path.exists() == (status == 0)
    assert ("frames before 0" in capfd.readouterr().err) == (status == 1)


def test_a_portrait_with_captions_of_a_file_without_a_camera(part, run, voice, tmp_path):
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    part("blender.head.head_mesh").add_head(bpy.context.scene.collection, "Ann")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "ann.blend"))
    scenes, objects = len(bpy.data.scenes), len(bpy.data.objects)
    words = ["animate", voice, "--fps", 4, "--size", "64x64", "--quiet"]
    plain, captioned, staged = (tmp_path / f"{name}.png" for name in "abc")
    assert run(*words, "--render", plain) == 0
    assert run(*words, "--render", captioned, "--captions", "--text", "hello") == 0
    assert run(*words, "--render", staged, "--portrait", "--shape", "tall") == 0
    assert all(path.stat().st_size > 500 for path in (plain, captioned, staged))
    assert (len(bpy.data.scenes), len(bpy.data.objects)) == (scenes, objects)


def test_looks_and_shapes(part):
    parser = part("cli").build_parser(part("blender.command_line.main").EXTENSIONS)
    look_of = part("blender.command_line.looks").look_of

    def look(*words):
        return look_of(parser.parse_args(["animate", "a.wav", *words]))

    assert (look().engine, look().size) == ("workbench", (512, 512))
    assert look("--look", "quick", "--shape", "tall").size == (1080, 1920)
    assert look("--look", "beautiful").engine == "eevee"
    assert look("--shape", "wide", "--size", "64x32").size == (64, 32)
