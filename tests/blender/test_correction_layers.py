"""Corrections are faded by region, copied to other takes, and cleared after a question."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from support.corrections import (
    FRAMES,
    curve,
    insert,
    keys,
    layer,
    points,
    seen,
    settle,
    take_action,
)


@pytest.fixture
def corrected(part, settings):
    """The settings of a character whose jaw and smile were keyed over the take."""
    settle(part)
    insert(20, 0.9)
    insert(30, 0.4, "mouthSmileLeft")
    turn(25, 0.5)
    settings.scale = 0.8
    settle(part)
    return settings


def neck():
    import bpy

    return bpy.data.objects["Rig"].pose.bones["neck"]


def turn(frame, angle):
    import bpy

    bpy.context.scene.frame_set(frame)
    neck().rotation_euler.x = angle
    neck().keyframe_insert("rotation_euler", frame=frame)


def turns():
    import bpy

    found = []
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        found.append(neck().rotation_euler.x)
    return np.array(found)


def plain():
    """The take alone: the actor's jaw at half the scale."""
    return np.full(len(FRAMES), 0.4)


def test_corrections_fade_by_region_and_keep_their_keys(part, actor, corrected):
    take = corrected.takes[0]
    whole, turned, kept = seen(), turns(), points(layer())
    for amount in (0.25, 0.0, 1.0):
        take.fade_mouth = amount
        np.testing.assert_allclose(seen(), plain() + amount * (whole - plain()), atol=1e-5)
        np.testing.assert_allclose(turns(), turned, atol=1e-6)
        assert take.fade_mouth == pytest.approx(amount)
        assert points(layer()) == kept
    take.fade_head = 0.0
    assert np.abs(turns() - turned).max() > 0.1
    np.testing.assert_allclose(seen(), whole, atol=1e-6)


def test_a_faded_region_stays_faded_and_can_be_keyed(part, actor, corrected, tmp_path):
    import bpy

    corrected.takes[0].fade_mouth = 0.5
    faded = seen()
    insert(40, 0.4)  # where it stands: no correction
    insert(44, 0.6)
    kept = points(layer())
    corrected.scale = 0.81
    settle(part)
    corrected.scale = 0.8
    settle(part)
    assert points(layer()) == kept
    np.testing.assert_allclose(seen()[:19], faded[:19], atol=1e-5)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "faded.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "faded.blend"))
    take = bpy.data.objects["Face"].intone.takes[0]
    assert take.fade_mouth == 0.5
    np.testing.assert_allclose(seen()[:19], faded[:19], atol=1e-5)


def test_a_curve_that_is_new_in_a_faded_region_is_faded_too(part, actor, corrected):
    import bpy

    corrected.takes[0].fade_mouth = 0.5
    insert(10, 0.3, "mouthClose")
    bpy.context.view_layer.update()
    assert seen("mouthClose", [10])[0] == pytest.approx(0.15, abs=1e-5)


def test_an_edit_of_a_faded_take_is_added_whole(part, actor, corrected):
    corrected.takes[0].fade_mouth = 0.5
    before = [curve(layer()).evaluate(frame) for frame in FRAMES]
    curve(take_action()).keyframe_points.insert(35, 0.6).interpolation = "LINEAR"
    corrected.scale = 0.79
    settle(part)
    after = [curve(layer()).evaluate(frame) for frame in FRAMES]
    assert after[34] - before[34] == pytest.approx(0.5 * 0.2, abs=1e-4)


def test_a_faded_take_is_baked_as_it_is_seen(part, actor, corrected):
    import bpy

    corrected.takes[0].fade_mouth = 0.3
    faded, turned = seen(), turns()
    assert bpy.ops.intone.bake() == {"FINISHED"}
    np.testing.assert_array_equal(seen(), faded)
    np.testing.assert_array_equal(turns(), turned)


def test_a_modifier_of_the_take_is_baked_once(part, actor, corrected):
    import bpy

    noise = curve(take_action()).modifiers.new("NOISE")
    noise.strength, noise.scale = 0.2, 3.0
    noisy = seen()
    assert np.abs(noisy - np.roll(noisy, 1))[1:10].max() > 0.005
    assert bpy.ops.intone.bake() == {"FINISHED"}
    np.testing.assert_allclose(seen(), noisy, atol=1e-6)


def test_corrections_are_copied_to_another_take(part, actor, corrected):
    import bpy

    edited, name = seen(), corrected.takes[0].name
    assert bpy.ops.intone.new_take(name="other") == {"FINISHED"}
    corrected.scale, corrected.start = 1.0, 11
    assert bpy.ops.intone.animate() == {"FINISHED"}
    settle(part)
    assert bpy.ops.intone.switch_take(name=name) == {"FINISHED"}
    assert bpy.ops.intone.copy_corrections(goal="Face: other") == {"FINISHED"}
    np.testing.assert_allclose(seen(), edited, atol=1e-5)
    assert bpy.ops.intone.switch_take(name="other") == {"FINISHED"}
    moved = seen(frames=range(11, 60))
    np.testing.assert_allclose(moved, np.minimum(edited - 0.4 + 0.5, 1), atol=1e-5)


def test_corrections_are_copied_to_another_character(part, actor, face_mesh, corrected, voice):
    import bpy

    whole = seen() - 0.4
    for name in ("Face", "Rig"):
        bpy.data.objects[name].name = f"First{name}"
    twin = face_mesh(("jawOpen", "mouthClose", "browInnerUp"), "Twin")
    bpy.context.scene.intone_settings.character = twin
    twin.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    bpy.context.scene.intone_settings.character = bpy.data.objects["FirstFace"]
    assert bpy.ops.intone.copy_corrections(goal="Twin: hello") == {"FINISHED"}
    found = []
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        found.append(twin.data.shape_keys.key_blocks["jawOpen"].value)
    np.testing.assert_allclose(np.array(found) - 0.5, np.minimum(whole, 0.5), atol=1e-5)


def test_without_another_take_nothing_is_copied(part, actor, corrected):
    import bpy

    with pytest.raises(RuntimeError, match="no other take"):
        bpy.ops.intone.copy_corrections()


def test_the_question_says_what_is_cleared(part, actor, corrected):
    import bpy

    operators = part("operators.corrections")
    asked = SimpleNamespace(first=15, last=25)
    told = operators.INTONE_OT_clear_corrections.told(asked, bpy.context)
    count = part("blender.takes.corrections").count(take_action(), 15, 25)
    assert count > 0 and str(count) in told[0]
    assert part("blender.takes.corrections").frame_range(take_action())[1] >= 30


def test_keys_of_another_version_are_kept_where_they_cannot_be_told_apart(part, actor, settings):
    import bpy

    settle(part)
    insert(20, 0.9)
    edited = points(take_action())
    for name in ("intone_written_curves", "intone_written_keys"):
        del take_action()[name]
    settings.scale = 0.7
    settle(part)
    earlier = bpy.data.actions["hello as saved by 0.1.0"]
    assert points(earlier) == edited and earlier.use_fake_user
    assert not part("blender.character.playback").is_ours(earlier)
    np.testing.assert_allclose(seen(), 0.35, atol=1e-5)
    settings.scale = 0.6
    settle(part)
    assert [a.name for a in bpy.data.actions if "0.1.0" in a.name] == [earlier.name]
    assert keys().animation_data.action == take_action()


def test_a_take_whose_corrections_are_cleared_is_keyed_as_before(part, actor, corrected):
    import bpy

    assert bpy.ops.intone.clear_corrections() == {"FINISHED"}
    assert keys().animation_data.action == take_action()
    np.testing.assert_allclose(seen(), plain(), atol=1e-5)
    insert(20, 0.9)
    corrected.scale = 1.0
    settle(part)
    assert seen(frames=[20])[0] == pytest.approx(1.0, abs=1e-3)
    assert seen(frames=[45])[0] < 0.55, "the key hides nothing else of the take"
