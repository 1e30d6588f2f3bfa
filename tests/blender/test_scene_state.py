"""The frame range and the sync follow the takes, unless they are the artist's, and go back."""

from __future__ import annotations

import pytest

from support.corrections import settle


@pytest.fixture
def scene(part):
    import bpy

    return bpy.context.scene


def state(scene):
    return scene.frame_start, scene.frame_end, scene.sync_mode


def test_the_range_fits_the_take_and_goes_back_with_it(part, actor, scene, settings):
    import bpy

    assert state(scene) == (1, 48, "AUDIO_SYNC")
    settings.start = 101
    settle(part)
    assert state(scene) == (101, 148, "AUDIO_SYNC")
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert state(scene) == (1, 250, "NONE")
    assert "intone_before" not in scene


def test_what_the_artist_set_before_stays(part, actor, scene, ready, capfd):
    import bpy

    scene.frame_start, scene.frame_end, scene.sync_mode = 3, 40, "FRAME_DROP"
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert state(scene) == (3, 40, "FRAME_DROP")
    assert "3 to 40 is your own and stays; the take goes up to frame 48" in capfd.readouterr().out
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert state(scene) == (3, 40, "FRAME_DROP")


def test_what_the_artist_set_afterwards_stays(part, actor, scene, settings):
    import bpy

    scene.frame_end, scene.sync_mode = 90, "NONE"
    settings.start = 11
    settle(part)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert state(scene) == (1, 90, "NONE")
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert state(scene) == (1, 90, "NONE")


def test_several_takes_are_held_and_the_range_shrinks_with_one(part, scene, face_mesh, take):
    import bpy

    state_of = part("blender.takes.scene_state")
    run_all, write = part("blender.background.steps").run_all, part("blender.takes.actions").write
    motion = take(face_mesh())
    for start, name in ((1, "hello"), (101, "goodbye")):
        clip = part("animation.keyframes").keyframe(motion, 24.0, start)
        run_all(write(clip, name))
        state_of.fit(scene)
    assert (scene.frame_start, scene.frame_end) == (1, 129)
    actions = part("blender.takes.actions")
    actions.discard(bpy.data.objects["Face"], bpy.data.actions["goodbye"])
    state_of.put_back(scene)
    assert (scene.frame_start, scene.frame_end) == (1, 29)
    actions.discard(bpy.data.objects["Face"], bpy.data.actions["hello"])
    state_of.put_back(scene)
    assert (scene.frame_start, scene.frame_end) == (1, 250)


def test_what_is_baked_keeps_its_range_and_its_sound(part, actor, scene, settings):
    import bpy

    assert bpy.ops.intone.bake() == {"FINISHED"}
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert state(scene) == (1, 48, "AUDIO_SYNC")
    assert [strip.name for strip in scene.sequence_editor.strips] == ["hello"]
    bpy.context.scene.frame_set(10)
    assert bpy.data.shape_keys[0].key_blocks["jawOpen"].value == pytest.approx(0.5, abs=1e-3)


def test_a_deleted_take_takes_its_sound_along_and_leaves_no_count(part, actor, scene, settings):
    import bpy

    assert bpy.ops.intone.duplicate_take(name="two") == {"FINISHED"}
    assert bpy.ops.intone.delete_take() == {"FINISHED"}
    assert [strip.name for strip in scene.sequence_editor.strips] == ["hello"]
    assert bpy.ops.intone.delete_take() == {"FINISHED"}
    assert not len(scene.sequence_editor.strips)
    assert state(scene) == (1, 250, "NONE")
    assert not part("blender.live.key_count").key_counts.counts("Face")
