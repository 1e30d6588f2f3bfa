"""Dropped files: a voice, lines of a scene, and captures that play on any rig."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


def drop(*paths: Path, **how):
    import bpy

    files = [{"name": path.name} for path in paths]
    return bpy.ops.intone.drop(directory=str(paths[0].parent), files=files, **how)


def chosen():
    import bpy

    return bpy.context.scene.intone_settings.character


@pytest.fixture
def capture(part, tmp_path):
    """A take of two seconds whose jaw opens and whose head turns."""
    channels = part("face.basis").CHANNELS
    values = np.zeros((60, len(channels)), np.float32)
    values[:, channels.index("jawOpen")] = np.linspace(0, 0.8, 60)
    values[:, channels.index("headYaw")] = 0.2
    track = part("track").Track(values, 30.0, channels)
    path = tmp_path / "take.csv"
    part("export").write_take(track, path, 30.0)
    return path


@pytest.fixture
def hears_captures(part, actor, monkeypatch):
    """An actor that reads captures as the worker does."""
    reading, playing = part("capture.files"), part("capture.playing")
    listen, act = actor.listen, actor.act

    def listening(path, progress, script=None):
        if not reading.is_capture(Path(path)):
            return listen(path, progress, script)
        return playing.felt_speech(reading.read_capture(Path(path))[0])

    def acting(speech, mood, style, progress):
        felt = act(speech, mood, style, progress)
        if speech.captured is None:
            return felt
        calm = part("track").Track(felt.values.copy(), felt.rate, felt.names)
        calm.values[:, felt.names.index("mouthSmileLeft")] = 0
        return playing.played(speech.captured, felt, calm, style)

    monkeypatch.setattr(actor, "listen", listening)
    monkeypatch.setattr(actor, "act", acting)
    return actor


def test_a_dropped_sound_is_said_by_a_new_head(part, actor, voice):
    import bpy

    bpy.context.scene.frame_set(12)
    assert drop(voice) == {"FINISHED"}
    assert chosen().intone.start == 12 and Path(chosen().intone.sound) == voice
    assert [action.name for action in bpy.data.actions] == ["hello"]


def test_it_can_be_chosen_only(part, actor, voice):
    import bpy

    assert drop(voice, animate=False) == {"FINISHED"}
    assert chosen().intone.sound and not bpy.data.actions


def test_several_sounds_become_lines_of_the_scene(part, actor, voice, face_mesh, tmp_path):
    import bpy

    anna = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Anna")
    bpy.context.scene.intone_settings.character = anna
    paths = [tmp_path / f"anna__happy__{number}.wav" for number in (1, 2)]
    for path in paths:
        shutil.copy(voice, path)
    assert drop(*paths) == {"FINISHED"}
    lines = bpy.context.scene.intone_lines.lines
    assert [(Path(line.sound), line.character) for line in lines] == [(p, anna) for p in paths]
    assert len(bpy.data.actions) >= 2


def test_a_folder_becomes_the_lines_of_a_scene(part, actor, voice, face_mesh, tmp_path):
    import bpy

    folder = tmp_path / "lines"
    folder.mkdir()
    for number in (1, 2):
        shutil.copy(voice, folder / f"face__sad__{number}.wav")
    (folder / "notes.txt").write_text("not spoken")
    bpy.context.scene.intone_settings.character = face_mesh(("jawOpen", "mouthClose"))
    assert bpy.ops.intone.drop(directory=str(folder)) == {"FINISHED"}
    lines = bpy.context.scene.intone_lines.lines
    assert [Path(line.sound).name for line in lines] == ["face__sad__1.wav", "face__sad__2.wav"]
    assert [line.emotion for line in lines] == ["sad", "sad"] and bpy.data.actions


def at(frame, key="jawOpen"):
    import bpy

    bpy.context.scene.frame_set(frame)
    return chosen().data.shape_keys.key_blocks[key].value


def test_a_capture_plays_and_an_emotion_is_added(part, hears_captures, capture):
    import bpy

    bpy.context.scene.render.fps = 30
    assert drop(capture) == {"FINISHED"}
    assert chosen().intone.emotion_source == "MIX"
    assert at(1) < 0.02 and at(60) == pytest.approx(0.8, abs=0.02)
    assert at(60, "mouthSmileLeft") == pytest.approx(0, abs=0.01)
    assert not bpy.context.scene.sequence_editor.strips, "it has no sound"
    chosen().intone.happy = 0.5
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert at(60) == pytest.approx(0.8, abs=0.02)
    assert at(60, "mouthSmileLeft") == pytest.approx(0.5, abs=0.02)


def test_a_voice_is_said_and_a_capture_plays(part, hears_captures, capture, voice, capfd):
    drop(capture)
    assert "plays take.csv up to frame" in capfd.readouterr().out
    drop(voice)
    assert f"says {Path(voice).name} up to frame" in capfd.readouterr().out


def test_the_sound_beside_a_capture_is_laid(part, hears_captures, capture, voice):
    import bpy

    shutil.copy(voice, capture.with_suffix(".wav"))
    drop(capture)
    (strip,) = bpy.context.scene.sequence_editor.strips
    assert Path(bpy.path.abspath(strip.sound.filepath)).name == "take.wav"


def test_a_broken_take_is_refused_in_a_sentence(part, hears_captures, face_mesh, tmp_path):
    import bpy

    bpy.context.scene.intone_settings.character = face_mesh(
        ("jawOpen", "mouthClose", "mouthSmileLeft")
    )
    (tmp_path / "lines.csv").write_text("sound,emotion\n")
    with pytest.raises(RuntimeError, match="no take of Live Link Face"):
        drop(tmp_path / "lines.csv")
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(RuntimeError, match="no sound and no take"):
        drop(tmp_path / "notes.txt")


def test_blender_offers_it_where_files_fall(part):
    import bpy

    handlers = part("operators.drop").CLASSES[1:]
    editors = {"VIEW_3D": True, "SEQUENCE_EDITOR": True, "TEXT_EDITOR": False}
    for handler in handlers:
        assert handler.bl_import_operator == "intone.drop"
        for kind, offered in editors.items():
            context = SimpleNamespace(area=SimpleNamespace(type=kind))
            assert handler.poll_drop(context) == offered
        assert not handler.poll_drop(SimpleNamespace(area=None))
    ends = {end for handler in handlers for end in handler.bl_file_extensions.split(";")}
    assert {".wav", ".mp3", ".csv", ".json", ".npz"} <= ends
    assert all(getattr(bpy.types, handler.__name__) is handler for handler in handlers)


def test_no_registered_class_stands_on_another(part):
    classes = part("registration").CLASSES
    bases = [(one, base) for one in classes for base in one.__mro__[1:] if base in classes]
    assert bases == [], "Blender forgets what a base says of itself"


def test_what_will_be_done_is_told_first(part, actor, voice, capture):
    import bpy

    operator = part("operators.drop").INTONE_OT_drop

    def told(*paths):
        given = SimpleNamespace()
        given.directory = str(paths[0].parent)
        given.files = [SimpleNamespace(name=path.name) for path in paths]
        given._given = lambda: operator._given(given)
        return operator.told(given, bpy.context)

    head, says = told(voice)
    assert "Intone head is added" in head and "says hello.wav, from frame 1" in says
    assert "plays take.csv" in told(capture)[-1]
    second = voice.with_name("b.wav")
    shutil.copy(voice, second)
    assert told(voice, second)[-1].startswith("2 sounds become lines")
