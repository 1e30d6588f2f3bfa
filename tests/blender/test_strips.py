"""Strips: a take says what the sequencer plays of its sound, and no sound is laid twice."""

from __future__ import annotations

import numpy as np
import pytest

from support.corrections import curve, keys, points, seen, take_action


@pytest.fixture
def strip(actor, ready, voice):
    """The artist's own strip of the voice, from frame 11 to 58; the actor's jaw is open in it."""
    import bpy

    ready.start = 11
    editor = bpy.context.scene.sequence_editor_create()
    return editor.strips.new_sound("mine", str(voice), 3, 11)


def strips():
    import bpy

    return bpy.context.scene.sequence_editor.strips


def animate():
    import bpy

    assert bpy.ops.intone.animate() == {"FINISHED"}


def trim(part, strip, first, last):
    """Cuts the head and the tail of a strip."""
    if hasattr(strip, "left_handle"):
        strip.left_handle, strip.right_handle = first, last + 1
    else:
        strip.frame_final_start, strip.frame_final_end = first, last + 1
    assert part("blender.takes.strips").span(strip) == (first, last + 1)


def test_a_strip_that_is_there_is_adopted_and_stays_the_artists(part, strip):
    import bpy

    animate()
    animate()
    assert [s.name for s in strips()] == ["mine"]
    assert strips()[0].channel == 3
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert [s.name for s in strips()] == ["mine"]
    assert not [key for key in strips()[0].keys() if key.startswith("intone")]  # noqa: SIM118


def test_what_is_cut_is_not_spoken(part, strip):
    trim(part, strip, 25, 45)
    animate()
    jaw = seen(frames=range(1, 80))
    np.testing.assert_allclose(jaw[24:45], 0.5, atol=1e-4)
    assert (jaw[:16] == 0).all() and (jaw[53:] == 0).all()
    assert [part("blender.takes.strips").span(s) for s in strips()] == [(25, 46)]
    assert take_action().frame_range[0] > 17 and take_action().frame_range[1] < 54


def test_an_uncut_strip_changes_nothing(part, actor, ready, strip):
    animate()
    adopted = points(take_action())
    strips().remove(strip)
    animate()
    assert points(take_action()) == adopted


def test_a_hole_between_two_pieces_is_at_rest(part, strip, voice):
    trim(part, strip, 11, 20)
    other = strips().new_sound("tail", str(voice), 3, 11)
    trim(part, other, 45, 58)
    animate()
    jaw = seen(frames=range(1, 60))
    np.testing.assert_allclose(jaw[10:20], 0.5, atol=1e-4)
    np.testing.assert_allclose(jaw[44:58], 0.5, atol=1e-4)
    assert (jaw[28:36] == 0).all()
    other.mute = True
    animate()
    assert (seen(frames=range(30, 60)) == 0).all()


def test_a_meta_strip_cuts_as_well(part, strip):
    meta = strips().new_meta("meta", 5, 11)
    strip.move_to_meta(meta)
    trim(part, meta, 11, 30)
    animate()
    assert [s.type for s in strips()] == ["META"]
    jaw = seen(frames=range(1, 60))
    np.testing.assert_allclose(jaw[10:30], 0.5, atol=1e-4)
    assert (jaw[38:] == 0).all()


def test_a_moved_strip_moves_its_take_and_corrections(part, ready, strip):
    animate()
    curve(take_action()).keyframe_points.insert(20, 0.9)
    animate()
    before = seen(frames=range(11, 59))
    part("blender.takes.scene").shift(strip, 30)
    animate()
    assert ready.start == 41
    np.testing.assert_allclose(seen(frames=range(41, 89)), before, atol=1e-5)
    assert [s.name for s in strips()] == ["mine"]
    assert keys().animation_data.action is not None


def test_the_pieces_of_one_recording_are_lines_heard_once(part, actor, ready, strip, voice):
    import bpy

    trim(part, strip, 11, 30)
    tail = strips().new_sound("tail", str(voice), 4, 71)
    trim(part, tail, 91, 118)
    gather, lines = bpy.ops.intone.gather_strips, bpy.context.scene.intone_lines.lines
    assert gather() == {"FINISHED"}
    assert [line.start for line in lines] == [11, 71]
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert len(strips()) == 2
    assert len(actor.heard) == 1
    jaw = seen(frames=range(1, 140))
    for first, last in ((11, 30), (91, 118)):
        np.testing.assert_allclose(jaw[first - 1 : last], 0.5, atol=1e-4)
    assert (jaw[40:80] == 0).all()
    part("blender.takes.scene").shift(tail, 20)
    lines[1].emotion = "sad"
    assert gather() == {"FINISHED"}
    assert [(line.start, line.emotion) for line in lines] == [(11, "own"), (91, "sad")]
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert len(ready.takes) == 2
    jaw = seen(frames=range(1, 150))
    np.testing.assert_allclose(jaw[110:138], 0.5, atol=1e-4)
    assert (jaw[40:100] == 0).all()


def test_pieces_that_touch_leave_each_other_alone(part, actor, ready, strip, voice):
    import bpy

    trim(part, strip, 11, 30)
    tail = strips().new_sound("tail", str(voice), 4, 1)
    trim(part, tail, 31, 48)
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    np.testing.assert_allclose(seen(frames=range(11, 49)), 0.5, atol=1e-4)


def test_a_curve_drawn_for_one_voice_stays_with_it(part, actor, settings, voice, tmp_path):
    import bpy

    face, curves = bpy.data.objects["Face"], part("blender.takes.curves")
    assert bpy.ops.intone.fill_intensity() == {"FINISHED"}
    drawn = [tuple(p.co) for p in curves.find(face, "intensity").keyframe_points]
    other = tmp_path / "other.wav"
    other.write_bytes(voice.read_bytes())
    settings.sound = str(other)
    assert curves.find(face, "intensity") is None
    assert settings.intensity_source == "VOICE"
    settings.sound = str(voice)
    assert [tuple(p.co) for p in curves.find(face, "intensity").keyframe_points] == drawn
    assert settings.intensity_source == "CURVE"


def test_only_my_curve_filters_by_the_name_that_is_shown(part, actor, settings, monkeypatch):
    import bpy

    german = {("Intensity", "Intone"): "Intensität"}
    operators = part("operators.intensity")
    monkeypatch.setattr(operators, "pgettext_iface", lambda *said: german[said])
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    area.type = "GRAPH_EDITOR"
    for shown in ("Intensität", ""):
        with bpy.context.temp_override(area=area):
            assert bpy.ops.intone.show_curve() == {"FINISHED"}
        assert area.spaces.active.dopesheet.filter_text == shown


def test_removing_says_what_goes_and_leaves_a_face_at_rest(part, actor, settings, capfd):
    import bpy

    bpy.context.scene.frame_set(20)
    curve(take_action()).keyframe_points.insert(20, 0.9)
    animate()
    assert keys().key_blocks["jawOpen"].value == pytest.approx(0.9)
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert keys().key_blocks["jawOpen"].value == 0
    said = capfd.readouterr().out
    assert "1 takes of Face were removed." in said and "hello Corrections" in said
    assert not part("blender.live.key_count").key_counts.counts("Face")
