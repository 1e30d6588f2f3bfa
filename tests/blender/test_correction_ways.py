"""Every way of editing a take, by Blender's own operators: the edit outlives the take's sliders."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import pytest

from support.corrections import FRAMES, curve, keys, layer, points, seen, settle, take_action


@pytest.fixture
def settings(part, settings):
    """The settings of a character that was animated once, with all of it shown."""
    settle(part)
    return settings


@contextmanager
def editor(kind):
    """Blender's operators as they run in an editor of that kind, over all curves."""
    import bpy

    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    before, area.type = area.type, kind
    if kind == "DOPESHEET_EDITOR":
        area.spaces.active.ui_mode = "DOPESHEET"
    area.spaces.active.dopesheet.show_only_selected = False
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        yield
    area.type = before


def select(frames, name="jawOpen"):
    """Selects only those keys, of one curve of what plays."""
    import bpy

    bpy.ops.object.select_all(action="DESELECT")
    bpy.data.objects["Face"].select_set(True)
    bpy.context.view_layer.objects.active = bpy.data.objects["Face"]
    action = keys().animation_data.action
    for strip in action.layers[0].strips:
        for bag in strip.channelbags:
            for one in bag.fcurves:
                one.select = one == curve(action, name)
                for point in one.keyframe_points:
                    chosen = one.select and point.co.x in frames
                    point.select_control_point = chosen
                    point.select_left_handle = point.select_right_handle = False


def put(*places):
    """Keys of what plays, so that the jaw is seen at those values: a layer is added to .5."""
    action = keys().animation_data.action
    below = 0.5 if action == layer() else 0.0
    for frame, value in places:
        curve(action).keyframe_points.insert(frame, value - below)


def by_keyframe_insert():
    import bpy

    bpy.context.scene.frame_set(20)
    keys().key_blocks["jawOpen"].value = 0.9
    assert keys().key_blocks["jawOpen"].keyframe_insert("value", frame=20)


def by_auto_key():
    """As a slider that is dragged with auto-keying on: only what is keyed already gets a key."""
    import bpy

    bpy.context.scene.tool_settings.use_keyframe_insert_auto = True
    bpy.context.scene.frame_set(21)
    keys().key_blocks["jawOpen"].value = 0.8
    keys().key_blocks["jawOpen"].keyframe_insert(
        "value", frame=21, options={"INSERTKEY_NEEDED", "INSERTKEY_AVAILABLE"}
    )


def by_dragging_in_the_graph_editor():
    import bpy

    put((20, 0.5))
    select([20])
    with editor("GRAPH_EDITOR"):
        assert bpy.ops.transform.transform(mode="TRANSLATION", value=(0, 0.3, 0, 0)) == {"FINISHED"}


def by_moving_in_the_dope_sheet():
    import bpy

    put((20, 0.9), (17, 0.5), (23, 0.5))
    select([20])
    with editor("DOPESHEET_EDITOR"):
        bpy.ops.transform.transform(mode="TIME_TRANSLATE", value=(2, 0, 0, 0))
    assert 22.0 in [point.co.x for point in curve(keys().animation_data.action).keyframe_points]


def by_paste():
    import bpy

    put((9, 0.5), (10, 0.9), (11, 0.5))
    select([9, 10, 11])
    with editor("GRAPH_EDITOR"):
        assert bpy.ops.graph.copy() == {"FINISHED"}
        bpy.context.scene.frame_set(30)
        assert bpy.ops.graph.paste() == {"FINISHED"}


def by_deleting_keys():
    import bpy

    put((12, 0.9), (25, 0.3))
    select([25])
    with editor("GRAPH_EDITOR"):
        assert bpy.ops.graph.delete() == {"FINISHED"}


WAYS = (
    by_keyframe_insert,
    by_auto_key,
    by_dragging_in_the_graph_editor,
    by_moving_in_the_dope_sheet,
    by_paste,
    by_deleting_keys,
)


@pytest.mark.parametrize("in_layer", [False, True], ids=["in the take", "in the layer"])
@pytest.mark.parametrize("edit", WAYS)
def test_an_edit_outlives_the_sliders(part, actor, settings, edit, in_layer):
    plain = seen()
    if in_layer:
        settings.layer = "NLA"
        settle(part)
        assert keys().key_blocks["jawOpen"].keyframe_insert("value", frame=5)
        assert keys().animation_data.action == layer()
    edit()
    edited = seen()
    assert np.abs(edited - plain).max() > 0.1
    settings.scale = 0.9
    settle(part)
    np.testing.assert_allclose(seen(), plain * 0.9 + (edited - plain), atol=1e-4)
    kept = points(layer())
    settings.scale = 1.0
    settle(part)
    np.testing.assert_allclose(seen(), edited, atol=1e-4)
    assert points(layer()) == kept


@pytest.fixture
def rig(part, settings):
    """The armature's neck, whose turns the take moves too."""
    import bpy

    return bpy.data.objects["Rig"].pose.bones["neck"]


def turns(bone):
    import bpy

    found = []
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        found.append(tuple(bone.rotation_euler))
    return np.array(found)


def test_a_posed_bone_stays_posed(part, actor, settings, rig):
    """The pose tool: the bone is turned, and keyed as the I key does."""
    import bpy

    plain = turns(rig)
    bpy.context.scene.frame_set(20)
    rig.rotation_euler.x += 0.4
    rig.keyframe_insert("rotation_euler", frame=20)
    edited = turns(rig)
    assert edited[19, 0] == pytest.approx(plain[19, 0] + 0.4)
    for scale in (0.5, 1.0):
        settings.scale = scale
        settle(part)
        np.testing.assert_allclose(turns(rig), edited, atol=1e-4)


def test_a_driver_wins_and_leaves_the_corrections(part, actor, settings):
    by_keyframe_insert()
    settings.scale = 0.8
    settle(part)
    kept = points(layer())
    keys().driver_add('key_blocks["jawOpen"].value').driver.expression = "0.25"
    settings.scale = 0.5
    settle(part)
    assert seen(frames=[5]) == pytest.approx(0.25)
    assert points(layer()) == kept
    keys().driver_remove('key_blocks["jawOpen"].value')
    settings.scale = 0.8
    settle(part)
    assert seen(frames=[20]) == pytest.approx(0.9 - 0.1, abs=1e-4)


def test_undo_takes_the_edit_back_and_redo_brings_it_again(part, actor, settings):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    plain = seen()
    by_keyframe_insert()
    bpy.ops.ed.undo_push(message="key")
    edited = seen()
    bpy.ops.ed.undo()
    settle(part)
    np.testing.assert_allclose(seen(), plain, atol=1e-5)
    assert layer() is None
    bpy.ops.ed.redo()
    bpy.data.objects["Face"].intone.scale = 1.0001
    settle(part)
    np.testing.assert_allclose(seen(), edited, atol=1e-3)
    assert take_action()["intone_corrections"]
