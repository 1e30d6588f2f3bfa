"""Lines that follow their strips: who speaks them, what is said before, what is kept, and live."""

from __future__ import annotations

import numpy as np
import pytest

from support import sequencer
from support.corrections import curve, seen, take_action
from support.timers import run_until_idle


@pytest.fixture
def cast(actor, chosen, face_mesh):
    """Two characters."""
    return chosen, face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft", "own"), "Zoe")


@pytest.fixture
def strips(cast, voice):
    """Four strips of one recording, cut apart, on two channels by turns; gathered and animated."""
    import bpy

    scene = bpy.context.scene
    editor = scene.sequence_editor_create()
    made = []
    for number in range(4):
        strip = editor.strips.new_sound(f"piece {number}", str(voice), 1 + number % 2, 30 * number)
        sequencer.trim(strip, 30 * number + 4, 30 * number + 16)
        strip.color_tag = f"COLOR_0{1 + number // 2}"
        made.append(strip)
    return made


def lines():
    import bpy

    return bpy.context.scene.intone_lines.lines


def run(name, **options):
    import bpy

    assert getattr(bpy.ops.intone, name)(**options) == {"FINISHED"}


def animate_strips():
    run("gather_strips")
    run("animate_all")


def speaker(kind, value, character):
    import bpy

    added = bpy.context.scene.intone_lines.speakers.add()
    added.kind, added.character = kind.upper(), character
    setattr(added, kind, value)


def who():
    return [line.character.name for line in lines()]


def test_channels_have_speakers(strips, cast):
    speaker("channel", 2, cast[1])
    run("gather_strips")
    assert who() == ["Face", "Zoe", "Face", "Zoe"]


def test_colours_and_names_have_speakers_and_the_first_counts(strips, cast):
    run("gather_strips")
    speaker("color", "COLOR_02", cast[1])
    assert who() == ["Face", "Face", "Zoe", "Zoe"]
    speaker("name", "PIECE ?", cast[0])
    assert who() == ["Face", "Face", "Zoe", "Zoe"]


def test_a_channel_that_is_called_like_a_character_is_that_character(strips, cast):
    import bpy

    bpy.context.scene.sequence_editor.channels[2].name = "zoe"
    run("gather_strips")
    assert who() == ["Face", "Zoe", "Face", "Zoe"]


def test_a_meta_strip_on_a_channel_has_its_speaker(strips, cast):
    import bpy

    meta = bpy.context.scene.sequence_editor.strips.new_meta("meta", 7, 34)
    for strip in strips[1:3]:
        strip.move_to_meta(meta)
    speaker("channel", 7, cast[1])
    run("gather_strips")
    assert sorted(who()) == ["Face", "Face", "Zoe", "Zoe"]


def test_what_was_chosen_by_hand_stays(strips, cast):
    run("gather_strips")
    lines()[1].character = cast[1]
    speaker("channel", 2, cast[0])
    assert who() == ["Face", "Zoe", "Face", "Face"]


def test_a_line_that_changes_its_speaker_takes_its_take_along(strips, cast):
    animate_strips()
    assert [len(face.intone.takes) for face in cast] == [4, 0]
    speaker("channel", 2, cast[1])
    run("follow_strips")
    assert [len(face.intone.takes) for face in cast] == [2, 2]
    assert all(line.taken_by == line.character for line in lines())


def test_before_anything_is_done_it_is_said(part, strips, cast):
    import bpy

    animate_strips()
    following = part("properties.following")
    assert not bpy.ops.intone.follow_strips.poll()
    sequencer.shift(strips[0], 200)
    sequencer.trim(strips[1], 36, 44)
    take = lines()[2].take
    bpy.context.scene.sequence_editor.strips.remove(strips[2])
    strips[3].split(100, "SOFT")
    edits = following.edits(bpy.context.scene)
    assert edits.sentence == "1 moved, 2 trimmed, 1 deleted, 1 added"
    assert following.going(bpy.context.scene, [2]) == [take]
    assert len(lines()) == 4


def test_a_deleted_strip_takes_its_take_along_and_leaves_its_corrections(strips, cast, capfd):
    import bpy

    animate_strips()
    face, take = cast[0], lines()[0].take
    assert face.intone.takes[0].open
    curve(take_action()).keyframe_points.insert(10, 0.9)
    run("animate")  # the key becomes a correction
    layer = face.intone.takes[0].action["intone_corrections"].name
    bpy.context.scene.sequence_editor.strips.remove(strips[0])
    run("follow_strips")
    assert take not in face.intone.takes and layer in bpy.data.actions
    assert f"{take} ({layer} stays in the file)" in capfd.readouterr().out
    assert len(lines()) == 3


def test_corrections_and_sliders_move_and_are_retimed_with_the_strip(strips, cast, part):
    animate_strips()
    curve(take_action()).keyframe_points.insert(10, 0.9)
    run("animate")
    before = seen(frames=range(4, 17))
    sequencer.shift(strips[0], 150)
    run("follow_strips")
    np.testing.assert_allclose(seen(frames=range(154, 167)), before, atol=1e-5)
    sequencer.speed(strips[0], 0.5)
    run("follow_strips")
    layer = cast[0].intone.takes[0].action["intone_corrections"]
    bag = layer.layers[0].strips[0].channelbag(layer.slots[0])
    keys = {key for bag in [bag] if bag for curve in bag.fcurves for key in _frames(curve)}
    assert max(keys) > 160


def _frames(curve):
    return [point.co.x for point in curve.keyframe_points]


def test_a_line_without_a_strip_is_left_alone(strips, cast, voice):
    import bpy

    run("line_add")
    lines()[0].sound, lines()[0].start, lines()[0].character = str(voice), 300, cast[0]
    bpy.context.scene.intone_settings.place_sound = False
    run("animate_all")
    assert lines()[0].strip == ""
    assert not bpy.ops.intone.follow_strips.poll()


def test_music_is_no_line_and_a_removed_line_stays_away(strips, cast, tmp_path, voice):
    import bpy

    animate_strips()
    music = tmp_path / "music.wav"
    music.write_bytes(voice.read_bytes())
    bpy.context.scene.sequence_editor.strips.new_sound("music", str(music), 9, 1)
    assert not bpy.ops.intone.follow_strips.poll()
    bpy.context.scene.intone_lines.active = 1
    run("line_remove")
    assert not bpy.ops.intone.follow_strips.poll()
    run("gather_strips")
    assert len(lines()) == 5


def test_what_is_done_to_lines_is_done_to_the_selected(strips, cast):
    animate_strips()
    run("line_select", number=1)
    run("line_select", number=3, extend=True)
    assert [line.selected for line in lines()] == [False, True, True, True]
    run("lines_feel", emotion="happy")
    assert [line.emotion for line in lines()] == ["own", "happy", "happy", "happy"]
    run("lines_select", which="NONE")
    run("line_select", number=0)
    run("lines_feel", emotion="sad")
    run("animate_selected")
    assert cast[0].intone.takes[lines()[0].take].sad == 0 or lines()[0].emotion == "sad"
    sequencer.shift(strips[2], 200)
    run("lines_select", which="STALE")
    assert [line.selected for line in lines()] == [False, False, True, False]
    run("line_remove")
    assert len(lines()) == 3


def test_a_retake_keeps_its_own_settings(strips, cast, actor):
    run("gather_strips")
    for line, emotion in zip(lines(), ("happy", "sad", "happy", "sad"), strict=True):
        line.emotion = emotion
    run("animate_all")
    cast[0].intone.emotion_source = "MIX"
    cast[0].intone.angry = 1.0
    sequencer.trim(strips[2], 66, 74)
    run("follow_strips")
    assert seen("mouthSmileLeft", range(66, 75)) == pytest.approx(1.0)
    assert cast[0].intone.takes[lines()[2].take].happy == 1.0


def test_all_of_it_is_one_undo_step(part, strips):
    import bpy

    operator = bpy.types.INTONE_OT_follow_strips
    assert "UNDO" in operator.bl_options


def follow_live(part):
    (live,) = part("blender.live.strip_following")._following
    live.touch("Scene")
    live._touched = 0.0
    run_until_idle(live)
    assert live.refusal == ""


def test_live_takes_go_where_their_strips_go(part, strips, cast, actor):
    import bpy

    animate_strips()
    scene = bpy.context.scene
    sequencer.shift(strips[0], 200)
    sequencer.trim(strips[1], 38, 44)
    right = strips[3].split(100, "SOFT")
    sequencer.shift(right, 50)
    follow_live(part)
    assert not bpy.ops.intone.follow_strips.poll()
    assert len(lines()) == 5 and len(actor.heard) == 1
    jaw = seen(frames=range(1, 300))
    for first, last in ((204, 216), (38, 44), (94, 99), (150, 156)):
        np.testing.assert_allclose(jaw[first - 1 : last], 0.5, atol=1e-4)
    assert (jaw[:20] == 0).all()
    scene.intone_settings.follow = False
    sequencer.shift(strips[0], 20)
    follow_live(part)
    assert bpy.ops.intone.follow_strips.poll()


def test_live_a_deleted_strip_only_rests(part, strips, cast):
    import bpy

    animate_strips()
    strips[0].mute = True
    bpy.context.scene.sequence_editor.strips.remove(strips[1])
    follow_live(part)
