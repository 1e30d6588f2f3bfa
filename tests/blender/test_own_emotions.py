"""A character's own emotions: made of its face, kept, shared, mixed, keyed and removed."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def posed(part, actor, chosen):
    """The settings of a character whose face was posed by its shape keys."""
    pose(chosen, jawOpen=0.25, mouthSmileLeft=0.8)
    return chosen.intone


def pose(face, **values):
    for name, value in values.items():
        face.data.shape_keys.key_blocks[name].value = value


def folder(part):
    return part("properties.own_emotion_files").folder(create=True)


@pytest.fixture(autouse=True)
def clean(part):
    yield
    for path in folder(part).glob("*"):
        path.unlink()


def make(name="Smug"):
    import bpy

    assert bpy.ops.intone.emotion_from_face(name=name) == {"FINISHED"}


def order(part, settings):
    import bpy

    return part("properties.requests").order(settings.id_data, bpy.context.scene)


def test_the_face_as_it_stands_becomes_an_emotion(part, posed):
    make()
    (item,) = posed.own_emotions
    found = part("properties.own_emotions").emotion_of(item)
    face = dict(found.face)
    assert (found.label, item.slider) == ("Smug", "own_1")
    assert face["jawOpen"] == pytest.approx(0.25) and face["mouthSmileLeft"] == pytest.approx(0.8)
    read = part("face.own_files").read_emotions(folder(part) / "Smug.toml")
    assert read == (found,)


def test_its_slider_is_a_share_in_the_mix_also_with_keys(part, posed):
    make()
    posed.emotion_source = "MIX"
    assert order(part, posed).own == ()
    posed.own_1 = 0.7
    asked = order(part, posed)
    assert asked.emotion.names[-1] == "smug" and asked.emotion["smug"][0] == pytest.approx(0.7)
    posed.own_1 = 0.0
    posed.keyframe_insert("own_1", frame=1)
    posed.own_1 = 1.0
    posed.keyframe_insert("own_1", frame=25)
    smug = order(part, posed).emotion["smug"]
    assert smug[0] == 0 and smug[49] == pytest.approx(1, abs=0.05)
    assert [own.name for own in order(part, posed).own] == ["smug"]
    posed.emotion_source = "AUTO"
    assert order(part, posed).own == ()


def test_gains_and_the_name_reach_the_order_and_its_fingerprint(part, posed):
    import bpy

    make()
    posed.emotion_source, posed.own_1 = "MIX", 1.0

    def fingerprint():
        return (
            part("properties.requests").request(posed.id_data, bpy.context.scene).target.fingerprint
        )

    before, item = fingerprint(), posed.own_emotions[0]
    item.jaw, item.hold = 1.5, 0.25
    item.name = "Very Smug"
    (own,) = order(part, posed).own
    assert (own.name, own.jaw, own.hold) == ("very smug", 1.5, 0.25)
    assert fingerprint() != before


def test_a_name_that_cannot_be_is_put_back(part, posed):
    import bpy

    make("Smug")
    make("Odd")
    for wrong in ("", "happy", "a=b", "smug"):
        posed.own_emotions[1].name = wrong
        assert posed.own_emotions[1].name == "Odd"
    with pytest.raises(RuntimeError, match="an emotion of Intone's already"):
        bpy.ops.intone.emotion_from_face(name="Happy")
    pose(posed.id_data, jawOpen=0, mouthSmileLeft=0)
    with pytest.raises(RuntimeError, match="rests: move it"):
        bpy.ops.intone.emotion_from_face(name="Calm")
    assert len(posed.own_emotions) == 2


def test_there_is_room_for_eight(part, posed):
    import bpy

    for number in range(8):
        make(f"Own {number}")
    make("own 3")  # again: it is replaced
    assert len(posed.own_emotions) == 8
    with pytest.raises(RuntimeError, match="has 8 emotions of its own already"):
        bpy.ops.intone.emotion_from_face(name="One More")


def test_a_preset_has_it_by_name_and_finds_it_in_the_folder(part, posed):
    import bpy

    make()
    posed.emotion_source, posed.own_1, posed.happy = "MIX", 0.6, 0.2
    assert bpy.ops.intone.emotion_preset_add(name="Both") == {"FINISHED"}
    path = bpy.utils.preset_find("Both", "intone/emotion")
    bpy.ops.intone.emotion_remove()
    assert len(posed.own_emotions) == 0 and posed.own_1 == 0
    menu = "INTONE_PT_emotion_presets"
    bpy.ops.intone.apply_preset(filepath=path, menu_idname=menu)
    assert posed.own_mix == "Smug=0.6" and posed.own_1 == pytest.approx(0.6)
    shipped = part("operators.presets").SHIPPED + "/presets/intone/emotion/Awe.py"
    bpy.ops.intone.apply_preset(filepath=shipped, menu_idname=menu)
    assert posed.own_mix == "" and posed.own_1 == 0
    (folder(part) / "Smug.toml").unlink()
    bpy.ops.intone.emotion_remove()
    bpy.ops.intone.apply_preset(filepath=path, menu_idname=menu)
    assert "no emotion called 'Smug'" in part("blender.live.live_update").refusal()
    assert bpy.ops.intone.emotion_preset_add(name="Both", remove_name=True) == {"FINISHED"}


def test_it_is_saved_to_a_file_and_loaded_by_another_character(part, posed, face_mesh, tmp_path):
    import bpy

    make()
    path = tmp_path / "shared.toml"
    assert bpy.ops.intone.emotion_save(filepath=str(path)) == {"FINISHED"}
    other = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), "Other")
    bpy.context.scene.intone_settings.character = other
    assert bpy.ops.intone.emotion_load(filepath=str(path)) == {"FINISHED"}
    assert [item.name for item in other.intone.own_emotions] == ["Smug"]
    path.write_text("[", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"shared.toml is no TOML"):
        bpy.ops.intone.emotion_load(filepath=str(path))


def test_a_frame_of_live_link_face_becomes_one(part, posed, tmp_path):
    import bpy

    path = tmp_path / "take.csv"
    path.write_text("Timecode,BlendshapeCount,JawOpen\n0,61,0.1\n0,61,0.4\n", encoding="utf-8")
    bpy.ops.intone.emotion_from_take(filepath=str(path), frame=1, name="Open")
    (item,) = posed.own_emotions
    assert item.face == '{"jawOpen": 0.4}'


def test_removed_it_leaves_no_share_and_no_keys_in_any_take(part, posed):
    import bpy

    bpy.ops.intone.animate()
    make()
    posed.emotion_source, posed.own_1 = "MIX", 0.5
    posed.keyframe_insert("own_1", frame=3)
    bpy.ops.intone.duplicate_take(name="second")
    bpy.ops.intone.emotion_remove()
    assert part("blender.takes.curves").find(posed.id_data, "own_1") is None
    bpy.ops.intone.switch_take(name=posed.takes[0].name)
    assert part("blender.takes.curves").find(posed.id_data, "own_1") is None and posed.own_1 == 0


@pytest.mark.parametrize("face", ["", "[", "[1]", '{"a": "b"}', '{"nose": 1}', '{"jawOpen": null}'])
def test_one_that_a_script_spoiled_is_as_if_it_were_not_there(part, posed, face):
    make()
    posed.emotion_source, posed.own_1 = "MIX", 1.0
    posed.own_emotions[0].face = face
    assert order(part, posed).own == ()
    assert part("properties.own_emotions").emotions(posed.id_data) == ()


def test_it_is_in_the_file_that_is_saved(part, posed, tmp_path):
    import bpy

    make()
    posed.emotion_source, posed.own_1 = "MIX", 0.4
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "own.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "own.blend"))
    again = bpy.data.objects["Face"].intone
    assert [own.name for own in order(part, again).own] == ["smug"]


def test_a_line_and_perform_name_it(part, posed):
    import bpy

    make()
    bpy.ops.intone.line_add()
    line = bpy.context.scene.intone_lines.lines[0]
    line.character, line.sound = posed.id_data, posed.sound
    line.feel("smug=0.8, happy=0.2")
    wanted = part("properties.requests").line_request(line, bpy.context.scene).order
    assert [own.name for own in wanted.used_own] == ["smug"]
    part("properties.scene_lines").record(line, "one", bpy.data.actions.new("one"))
    assert round(posed.own_1, 2) == 0.8
    posed.own_1 = 0
    bpy.ops.intone.perform(emotion="Smug=0.3")
    assert round(posed.own_1, 2) == 0.3
    with pytest.raises(RuntimeError, match="no emotion called 'glum'"):
        bpy.ops.intone.perform(emotion="glum")


def test_names_of_sounds_tell_it(part, posed, voice, tmp_path):
    import shutil

    import bpy

    make()
    folder = tmp_path / "lines"
    folder.mkdir()
    shutil.copy(voice, folder / "face__smug__0.5__hello.wav")
    bpy.ops.intone.gather_folder(directory=str(folder))
    (line,) = bpy.context.scene.intone_lines.lines
    told = (line.character, line.emotion, line.mix, line.scale)
    assert told == (posed.id_data, "mix", "smug", 0.5)


def choice():
    import bpy

    return bpy.context.scene.intone_emotion


def test_a_mix_begins_with_what_is_heard(part, actor, ready):
    import bpy

    choice().source = "MIX"
    assert (ready.emotion_source, ready.happy) == ("MIX", 0.0)  # nothing was heard yet
    choice().source = "AUTO"
    bpy.ops.intone.animate()
    before = order(part, ready)
    speech = part("properties.spoken_words").heard(ready.id_data)
    heard = before.mood(speech).weights.values
    choice().source = "MIX"
    mixed = order(part, ready).mood(speech).weights.values
    np.testing.assert_allclose(mixed, heard, atol=1e-6)
    assert ready.happy > 0.9


def test_a_mix_that_was_touched_stays(part, actor, ready):
    import bpy

    bpy.ops.intone.animate()
    ready.sad = 0.3
    choice().source = "MIX"
    assert (ready.happy, round(ready.sad, 2)) == (0.0, 0.3)


def test_every_preset_can_be_chosen_by_its_picture(part, ready):
    emotion_choice = part("properties.emotion_choice")
    shipped = [path for path in emotion_choice.presets() if "assets" in path.parts]
    assert len(shipped) == 11
    for path in shipped:
        assert (emotion_choice.PICTURES / f"{path.stem}.png").is_file()
        choice().picture = str(path)
        assert choice().picture == str(path)
    choice().picture = next(str(path) for path in shipped if path.stem == "Awe")
    assert round(ready.surprised, 2) == 0.7
    ready.sad = 0.5
    assert choice().picture == "YOURS"


def test_the_pictures_are_small(part):
    files = list(part("properties.emotion_choice").PICTURES.glob("*.png"))
    assert files and sum(path.stat().st_size for path in files) < 300 * 1024


def test_the_demo_performs_an_arc_unless_the_artist_chose_a_mix(part, actor):
    import bpy

    bpy.ops.intone.try_demo()
    head = bpy.context.scene.intone_settings.character
    assert head.intone.emotion_source == "MIX"
    emotion = order(part, head.intone).emotion
    happy, angry = emotion["happy"], emotion["angry"]
    assert angry[round(7 * 50)] > 0.35 and happy[round(13 * 50)] > 0.8
    assert happy[round(7 * 50)] < 0.05 and angry[round(13 * 50)] < 0.05
    curve = part("blender.takes.curves").find(head, "happy")
    for point in curve.keyframe_points:
        point.co.y = 0.25
    bpy.ops.intone.try_demo()
    assert order(part, head.intone).emotion["happy"].max() == pytest.approx(0.25)
