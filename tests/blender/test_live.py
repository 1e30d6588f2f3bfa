"""Live: a change of the settings shows on the face without Animate, and never fights an undo."""

from __future__ import annotations

import pytest

from support.timers import run_until_idle


@pytest.fixture
def settings(part, settings):
    """The settings of a character that was animated once, with all of it shown."""
    settle(part)
    return settings


def settle(part):
    (live,) = part("blender.live.live_update")._live
    run_until_idle(live)
    assert live.refusal == ""


def shown(name, frame=10):
    import bpy

    bpy.context.scene.frame_set(frame)
    return bpy.data.objects["Face"].data.shape_keys.key_blocks[name].value


def test_a_slider_shows_at_once_and_hears_nothing_again(part, actor, settings, voice):
    settings.scale = 1.6
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.8)
    assert actor.heard == [voice]


def test_nothing_is_acted_where_nothing_changed(part, actor, settings):
    acted = []
    actor.act = lambda *args: acted.append(args)
    settings.scale = settings.scale
    part("blender.live.live_update").touch("Face")
    settle(part)
    assert not acted


def test_a_keyed_slider_is_acted_as_it_changes(part, actor, settings):
    import bpy

    settings.emotion_source = "MIX"
    for frame, value in ((1, 0.0), (25, 1.0)):
        settings.happy = value
        settings.keyframe_insert("happy", frame=frame)
    bpy.context.view_layer.update()
    settle(part)
    assert shown("mouthSmileLeft", 1) == pytest.approx(0.0, abs=0.01)
    assert shown("mouthSmileLeft", 13) == pytest.approx(0.5, abs=0.05)
    assert shown("mouthSmileLeft", 25) == pytest.approx(1.0, abs=0.01)
    (curve,) = (c for c in curves(settings.id_data.animation_data) if c.data_path == "intone.happy")
    curve.keyframe_points[1].co[1] = 0.5
    curve.update()
    bpy.context.view_layer.update()
    settle(part)
    assert shown("mouthSmileLeft", 25) == pytest.approx(0.5, abs=0.01)


def curves(animation):
    action, slot = animation.action, animation.action_slot
    return action.layers[0].strips[0].channelbag(slot).fcurves


def test_an_undo_brings_recipe_and_face_together_again(part, actor, settings):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    bpy.data.objects["Face"].intone.scale = 1.6
    bpy.ops.ed.undo_push(message="the slider, as the interface would")
    settle(part)
    bpy.data.objects["Face"].intone.scale = 0.4
    bpy.ops.ed.undo_push(message="the slider again")
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.2)
    for step, scale in ((bpy.ops.ed.undo, 1.6), (bpy.ops.ed.undo, 1.0), (bpy.ops.ed.redo, 1.6)):
        step()
        settle(part)
        assert bpy.data.objects["Face"].intone.scale == pytest.approx(scale)
        assert shown("jawOpen") == pytest.approx(scale / 2)


def test_the_latest_of_many_changes_wins(part, actor, settings):
    (live,) = part("blender.live.live_update")._live
    for scale in (0.2, 0.9, 1.4, 2.0):
        settings.scale = scale
        live.tick()
    settle(part)
    assert shown("jawOpen") == pytest.approx(1.0)


def test_a_deleted_character_is_no_fault(part, actor, settings):
    import bpy

    settings.scale = 0.5
    bpy.data.objects.remove(bpy.data.objects["Face"])
    settle(part)


def test_the_start_frame_takes_keys_and_sound_along(part, actor, settings):
    import bpy

    settings.start = 40
    settle(part)
    assert tuple(settings.takes[0].action.frame_range) == (40, 87)
    (strip,) = bpy.context.scene.sequence_editor.strips
    assert part("blender.takes.scene").span(strip)[0] == 40


def test_a_new_sound_is_not_heard_before_it_is_asked_for(part, actor, settings, voice, tmp_path):
    other = tmp_path / "other.wav"
    other.write_bytes(voice.read_bytes())
    settings.sound = str(other)
    settings.scale = 1.9
    settle(part)
    assert actor.heard == [voice]
    assert shown("jawOpen") == pytest.approx(0.5)


def test_two_characters_each_follow_their_own_recipe(part, actor, settings, face_mesh, voice):
    import bpy

    other = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Other")
    assert bpy.ops.intone.perform(character="Other", sound=str(voice)) == {"FINISHED"}
    settings.scale, other.intone.scale = 0.4, 1.8
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.2)
    assert other.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.9)


def test_a_job_that_runs_comes_first(part, actor, settings):
    import bpy

    (live,) = part("blender.live.live_update")._live
    job = bpy.context.window_manager.intone_job
    job.running = True
    settings.scale = 1.6
    assert live.tick() > 0
    assert shown("jawOpen") == pytest.approx(0.5)
    job.running = False
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.8)


def test_a_draft_is_thinned_when_all_is_quiet(part, actor, settings):
    cost, action = part("blender.takes.actions").cost, settings.takes[0].action
    settings.tolerance = 2e-5
    settle(part)
    dense, none = cost(action)
    settings.tolerance = 0.01
    settings.scale = 1.6
    settle(part)
    sparse, error = cost(action)
    assert sparse < dense / 2 and none < 1e-4
    assert 0 < error <= 0.011
    assert shown("jawOpen") == pytest.approx(0.8, abs=0.011)


def test_a_copied_character_never_changes_its_original(part, actor, settings):
    import bpy

    face = settings.id_data
    face.modifiers.clear()  # else both are meshes of one character
    copy = face.copy()
    copy.data = face.data.copy()
    bpy.context.scene.collection.objects.link(copy)
    copy.intone.scale = 1.6
    (live,) = part("blender.live.live_update")._live
    assert live.tick() is None
    assert "copy and plays its original's take: press Animate" in live.refusal
    assert bpy.ops.intone.perform(character=copy.name) == {"FINISHED"}
    assert shown("jawOpen") == pytest.approx(0.5)
    assert copy.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.8)
    copy.intone.scale = 0.4
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.5)
    assert copy.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.2)


def test_the_layer_is_changed_at_once_and_back(part, actor, settings):
    keys = settings.id_data.data.shape_keys
    settings.layer = "NLA"
    settle(part)
    assert keys.animation_data.action == settings.takes[0].action["intone_corrections"]
    assert [[s.name for s in t.strips] for t in keys.animation_data.nla_tracks] == [["hello"]]
    assert shown("jawOpen") == pytest.approx(0.5)
    settings.layer = "ACTION"
    settle(part)
    assert keys.animation_data.action.name == "hello"
    assert not len(keys.animation_data.nla_tracks)


def test_live_can_be_switched_off_and_catches_up(part, actor, settings):
    import bpy

    bpy.context.scene.intone_settings.live = False
    settings.scale = 1.6
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.5)
    bpy.context.scene.intone_settings.live = True
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.8)


def test_a_changed_map_shows_at_once(part, actor, settings):
    import bpy

    assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.5)
    rig = part("blender.character.rig_map").settings(settings.id_data)
    assert rig.id_data.name == "Rig", "the armature keeps the map of its face"
    row = next(row for row in rig.rows if row.face == "jawOpen")
    row.weight = 0.5
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.25)
    rig.jaw = 2.0
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.5)
    row.mute = True
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.0)
    assert bpy.ops.intone.rig_forget() == {"FINISHED"}
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.5)
