"""Corrections: what an artist keys into a take outlives every change of the take."""

from __future__ import annotations

import numpy as np
import pytest

from support.timers import run_until_idle

FRAMES = range(1, 50)


@pytest.fixture
def settings(part, settings):
    """The settings of a character that was animated once, with all of it shown."""
    settle(part)
    return settings


def settle(part):
    (live,) = part("blender.live.live_update")._live
    run_until_idle(live)
    assert live.refusal == ""


def keys():
    import bpy

    return bpy.data.objects["Face"].data.shape_keys


def seen(name="jawOpen", frames=FRAMES):
    """What a shape key evaluates to, [frames]."""
    import bpy

    values = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        values.append(keys().key_blocks[name].value)
    return np.array(values)


def take_action():
    import bpy

    return bpy.data.objects["Face"].intone.takes[0].action


def layer():
    return take_action().get("intone_corrections")


def curve(action, name="jawOpen", kind="KEY"):
    (slot,) = (slot for slot in action.slots if slot.target_id_type == kind)
    bag = action.layers[0].strips[0].channelbag(slot)
    return bag.fcurves.find(f'key_blocks["{name}"].value') if bag else None


def points(action, name="jawOpen"):
    return [
        (*p.co, *p.handle_left, *p.handle_right, p.interpolation, p.easing, p.type)
        for p in curve(action, name).keyframe_points
    ]


def insert(frame, value, name="jawOpen"):
    import bpy

    bpy.context.scene.frame_set(frame)
    keys().key_blocks[name].value = value
    assert keys().key_blocks[name].keyframe_insert("value", frame=frame)


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
    [{"scale": 1.5}, {"emotion_source": "MIX", "happy": 1.0}, {"tolerance": 0.01}, {"start": 5}],
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
