"""Corrections: what an artist keys into a take outlives every change of the take."""

from __future__ import annotations

import numpy as np
import pytest

from support.corrections import curve, insert, keys, layer, points, seen, settle, take_action


@pytest.fixture
def settings(part, settings):
    """The settings of a character that was animated once, with all of it shown, keyed exactly."""
    settings.tolerance = 2e-5
    settle(part)
    return settings


def by_insert():
    insert(20, 0.9)


def by_moved_points():
    points = curve(take_action()).keyframe_points
    points.insert(20, 0.5).co.y = 0.9
    curve(take_action()).update()


def by_auto_key():
    import bpy

    bpy.context.scene.frame_set(20)
    keys().key_blocks["jawOpen"].value = 0.9
    keys().keyframe_insert('key_blocks["jawOpen"].value', frame=20, options={"INSERTKEY_NEEDED"})


def by_paste():
    copied = curve(take_action()).keyframe_points.insert(20, 0.9)
    copied.interpolation = "BEZIER"
    copied.handle_left_type = copied.handle_right_type = "AUTO_CLAMPED"
    curve(take_action()).update()


WAYS = (by_insert, by_moved_points, by_auto_key, by_paste)


@pytest.mark.parametrize("edit", WAYS)
def test_an_edit_of_the_take_outlives_its_sliders(part, actor, settings, edit):
    before = seen()
    edit()
    edited = seen()
    assert edited[19] == pytest.approx(0.9)
    settings.scale = 0.4
    settle(part)
    np.testing.assert_allclose(seen(), before * 0.4 + (edited - before), atol=1e-5)
    settings.scale = 1.0
    settle(part)
    np.testing.assert_allclose(seen(), edited, atol=1e-5)


@pytest.mark.parametrize(
    "change",
    [{"scale": 1.5}, {"emotion_source": "MIX", "happy": 1.0}, {"tolerance": 0.01}],
)
def test_corrections_are_the_same_bytes_after_any_change(part, actor, settings, change):
    by_insert()
    settings.scale = 0.9
    settle(part)
    corrections = points(layer())
    for name, value in change.items():
        setattr(settings, name, value)
    settle(part)
    assert points(layer()) == corrections


def test_a_take_that_is_moved_takes_its_corrections_along(part, actor, settings):
    by_insert()
    edited = seen()
    settings.start = 11
    settle(part)
    np.testing.assert_allclose(seen(frames=range(11, 60)), edited, atol=1e-5)
    settings.start = 1
    settle(part)
    np.testing.assert_allclose(seen(), edited, atol=1e-5)


def test_further_keys_land_in_the_layer_and_show_what_was_keyed(part, actor, settings):
    by_insert()
    settings.scale = 0.8
    settle(part)
    assert keys().animation_data.action == layer()
    assert keys().animation_data.action_blend_type == "ADD"
    ours = points(take_action())
    insert(30, 0.1)
    assert points(take_action()) == ours
    assert seen(frames=[30])[0] == pytest.approx(0.1, abs=1e-6)
    kept = points(layer())
    settings.scale = 1.2
    settle(part)
    assert points(layer()) == kept
    assert seen(frames=[30])[0] == pytest.approx(0.6 - 0.4 + 0.1, abs=1e-5)


def test_a_driver_of_the_artist_wins_and_the_corrections_stay(part, actor, settings):
    by_insert()
    settings.scale = 0.8
    settle(part)
    corrections = points(layer())
    driver = keys().driver_add('key_blocks["mouthSmileLeft"].value').driver
    driver.type, driver.expression = "SCRIPTED", "0.25"
    settings.scale = 0.5
    settle(part)
    assert seen("mouthSmileLeft", [5]) == pytest.approx(0.25)
    assert points(layer()) == corrections


def test_a_deleted_key_and_changed_handles_are_edits_too(part, actor, settings):
    settings.tolerance = 0.01
    settle(part)
    points = curve(take_action()).keyframe_points
    points.insert(12, 0.8)
    points.insert(25, 0.3)
    settings.scale = 1.1
    settle(part)
    edited, points = seen(), curve(take_action()).keyframe_points
    points[-1].interpolation, points[0].interpolation = "CONSTANT", "BEZIER"
    points[0].handle_right_type, points[0].handle_right = "FREE", (10.0, 1.5)
    changed = seen()
    assert np.abs(changed - edited).max() > 0.05
    settings.scale = 1.0
    settle(part)
    settings.scale = 1.1
    settle(part)
    np.testing.assert_allclose(seen(), changed, atol=1e-5)


def test_curves_beside_ours_and_modifiers_stay_as_they_are(part, actor, settings):
    curve(take_action()).modifiers.new("NOISE").strength = 0.1
    insert(7, 0.7, "own")
    before = points(take_action(), "own")
    settings.scale = 0.7
    settle(part)
    assert points(take_action(), "own") == before
    assert [m.type for m in curve(take_action()).modifiers] == ["NOISE"]
    assert layer() is None


def test_nothing_is_a_correction_where_nothing_was_edited(part, actor, settings):
    import bpy

    for scale in (0.3, 1.7, 1.0):
        settings.scale, settings.tolerance = scale, 0.002 * scale
        settle(part)
        assert bpy.ops.intone.animate() == {"FINISHED"}
        settle(part)
    assert layer() is None
    assert keys().animation_data.action == take_action()


def test_undo_and_redo_bring_take_and_corrections_back_together(part, actor, settings):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    by_insert()
    edited = seen()
    bpy.ops.ed.undo_push(message="key")
    bpy.data.objects["Face"].intone.scale = 0.4
    bpy.ops.ed.undo_push(message="slider")
    settle(part)
    bpy.ops.ed.undo_push(message="shown")
    later, corrections = seen(), points(layer())
    for step in (bpy.ops.ed.undo, bpy.ops.ed.undo):
        step()
    settle(part)
    np.testing.assert_allclose(seen(), edited, atol=1e-5)
    for step in (bpy.ops.ed.redo, bpy.ops.ed.redo):
        step()
    settle(part)
    np.testing.assert_allclose(seen(), later, atol=1e-5)
    assert points(layer()) == corrections


def test_another_day_finds_an_edit_of_today(part, actor, settings, tmp_path):
    import bpy

    by_insert()
    edited = seen()
    for scale, name in ((0.6, "first"), (1.0, "second")):
        path = str(tmp_path / f"{name}.blend")
        bpy.ops.wm.save_as_mainfile(filepath=path)
        bpy.ops.wm.open_mainfile(filepath=path)
        bpy.data.objects["Face"].intone.scale = scale
        settle(part)
        np.testing.assert_allclose(seen(), edited + (scale - 1) / 2, atol=1e-5)
    assert layer().use_fake_user


def test_a_take_brings_its_corrections_and_takes_them_along(part, actor, settings):
    import bpy

    by_insert()
    settings.scale = 0.8
    settle(part)
    edited, first = seen(), take_action().name
    assert bpy.ops.intone.new_take() == {"FINISHED"}
    assert bpy.ops.intone.animate() == {"FINISHED"}
    np.testing.assert_allclose(seen(), 0.5, atol=1e-5)
    assert keys().animation_data.action_blend_type == "REPLACE"
    assert bpy.ops.intone.switch_take() == {"FINISHED"}
    np.testing.assert_allclose(seen(), edited, atol=1e-5)
    assert bpy.ops.intone.duplicate_take() == {"FINISHED"}
    np.testing.assert_allclose(seen(), edited, atol=1e-5)
    insert(40, 0.0)
    assert bpy.ops.intone.switch_take(name=first) == {"FINISHED"}
    np.testing.assert_allclose(seen(), edited, atol=1e-5)


def test_takes_one_after_the_other_keep_their_own_corrections(part, face_mesh, take):
    import bpy

    face = face_mesh()
    motion = take(face)
    for start, name in ((1, "hello"), (101, "goodbye")):
        write(part, motion, name, start)
    before = {name: bpy.data.actions[name] for name in ("hello", "goodbye")}
    plain = seen(frames=range(1, 140))
    for start, name in ((1, "hello"), (101, "goodbye")):
        moved = curve(before[name]).keyframe_points.insert(start + 9, 1.0)
        moved.interpolation = "LINEAR"
        write(part, motion, name, start)
    edited = seen(frames=range(1, 140))
    assert edited[9] == edited[109] == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_allclose(np.delete(edited, [9, 109]), np.delete(plain, [9, 109]), atol=1e-5)
    write(part, motion, "third", 95)  # takes the place of the second
    assert seen(frames=[10])[0] == pytest.approx(1.0, abs=1e-5)
    assert seen(frames=[110])[0] < 0.99


def write(part, motion, name, start):
    clip = part("animation.keyframes").keyframe(motion, 24.0, start)
    part("blender.background.steps").run_all(part("blender.takes.actions").write(clip, name))


def test_the_artists_own_action_stays_active_above_corrections(part, face_mesh, take):
    import bpy

    motion = take(face_mesh())
    insert(8, 0.7, "own")
    artists = keys().animation_data.action
    write(part, motion, "hello", 1)
    curve(bpy.data.actions["hello"]).keyframe_points.insert(10, 1.0).interpolation = "LINEAR"
    write(part, motion, "hello", 1)
    assert keys().animation_data.action == artists
    assert keys().animation_data.action_blend_type == "REPLACE"
    assert seen(frames=[10])[0] == pytest.approx(1.0, abs=1e-5)
    assert seen("own", [20])[0] == pytest.approx(0.7)


def test_corrections_are_muted_cleared_for_a_stretch_and_wholly(part, actor, settings):
    import bpy

    plain = seen()
    insert(20, 0.9)
    insert(35, 0.0)
    settings.scale = 1.01
    settle(part)
    settings.scale = 1.0
    settle(part)
    edited = seen()
    for expected in (plain, edited):
        assert bpy.ops.intone.mute_corrections() == {"FINISHED"}
        np.testing.assert_allclose(seen(), expected, atol=1e-5)
    assert bpy.ops.intone.clear_corrections(first=30, last=48) == {"FINISHED"}
    np.testing.assert_allclose(seen()[:28], edited[:28], atol=1e-5)
    np.testing.assert_allclose(seen()[29:48], plain[29:48], atol=1e-5)
    assert bpy.ops.intone.clear_corrections() == {"FINISHED"}
    np.testing.assert_allclose(seen(), plain, atol=1e-5)
    assert layer() is None
    with pytest.raises(RuntimeError, match="no corrections"):
        bpy.ops.intone.clear_corrections()


def test_baking_keeps_what_was_seen(part, actor, settings):
    import bpy

    insert(20, 0.9)
    settings.scale = 0.8
    settle(part)
    insert(40, 0.0)
    edited = seen()
    assert bpy.ops.intone.bake() == {"FINISHED"}
    assert (seen() == edited).all()
    assert not keys().animation_data.nla_tracks
    assert keys().animation_data.action_blend_type == "REPLACE"


def test_what_is_removed_leaves_the_corrections_in_the_file(part, actor, settings):
    import bpy

    insert(20, 0.9)
    settings.scale = 0.8
    settle(part)
    corrections, name = points(layer()), layer().name
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert points(bpy.data.actions[name]) == corrections
    assert keys().animation_data is None
    assert (seen() == 0).all()


def test_keyed_sliders_in_the_layer_mean_what_was_keyed(part, actor, settings):
    """The chosen object is moved by the take itself: its sliders are keyed in the same action."""
    import bpy

    rig = bpy.data.objects["Rig"]
    bpy.context.scene.intone_settings.character = rig
    rig.intone.sound = settings.sound
    assert bpy.ops.intone.animate() == {"FINISHED"}
    settle(part)
    action = rig.intone.takes[0].action
    curve(action).keyframe_points.insert(20, 0.9)
    rig.intone.scale = 0.9
    settle(part)
    assert rig.animation_data.action == action["intone_corrections"]
    bpy.context.scene.frame_set(10)
    rig.intone.intensity = 0.75
    rig.intone.keyframe_insert("intensity", frame=10)
    bpy.context.scene.frame_set(10)
    assert rig.intone.intensity == pytest.approx(0.75)
    curves = part("blender.takes.curves")
    place = part("animation.placement").Placement(1)
    found = curves.sampled(rig, bpy.context.scene, "intensity", place, 25.0)
    np.testing.assert_allclose(found, 0.75, atol=1e-5)
