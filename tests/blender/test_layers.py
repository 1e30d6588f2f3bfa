"""A take below, above or added to what the artist has; whoever hides whom is named."""

from __future__ import annotations

import numpy as np
import pytest

from support.artist import artists
from support.corrections import FRAMES, keys, seen, settle, take_action


@pytest.fixture
def waved(part, actor, chosen):
    """A character whose artist keyed the jaw in a strip and the smile in the active action."""
    import bpy

    for name, value, track in (("jawOpen", 0.25, True), ("mouthSmileLeft", 0.75, False)):
        keys().key_blocks[name].value = value
        keys().key_blocks[name].keyframe_insert("value", frame=3)
        if track:
            laid = keys().animation_data.nla_tracks.new()
            laid.name = "Mine"
            laid.strips.new("wave", 3, keys().animation_data.action)
            keys().animation_data.action.name, keys().animation_data.action = "Wave", None
    keys().animation_data.action.name = "Smile"
    chosen.intone.emotion_source, chosen.intone.happy = "MIX", 0.5
    chosen.intone.tolerance = 2e-5
    assert bpy.ops.intone.animate() == {"FINISHED"}
    settle(part)
    return chosen


def tracks():
    return [track.name for track in keys().animation_data.nla_tracks]


def found(part, face):
    take = face.intone.takes[0].action
    overlapping = part("blender.takes.layers").overlapping(face, take, "BELOW")
    return {(one.name, one.hides, one.count) for one in overlapping}


def test_a_take_lies_below_and_says_what_hides_it(part, waved):
    before = artists(waved)
    assert tracks() == ["Intone", "Mine"]
    assert seen() == pytest.approx(0.25) and seen("mouthSmileLeft") == pytest.approx(0.75)
    assert found(part, waved) == {("wave", True, 1), ("Smile", True, 1)}
    told = waved.intone.takes[0].remarks
    assert "Your strip wave hides 1 of the take's channels." in told
    assert "Your action Smile hides 1 of the take's channels." in told
    assert artists(waved) == before


def test_one_click_lays_it_above_and_one_below_again(part, waved):
    import bpy

    before = artists(waved)
    assert bpy.ops.intone.stack_take(stacking="ABOVE") == {"FINISHED"}
    assert tracks() == ["Mine", "Intone Above"]
    assert seen() == pytest.approx(0.5)
    assert found(part, waved) == {("wave", False, 1), ("Smile", True, 1)}
    settle(part)
    assert seen() == pytest.approx(0.5) and waved.intone.stacking == "ABOVE"
    assert bpy.ops.intone.stack_take(stacking="BELOW") == {"FINISHED"}
    assert (tracks(), artists(waved)) == (["Intone", "Mine"], before)
    assert seen() == pytest.approx(0.25)


def adds_shape_keys():
    """Blender 5.0 adds shape keys to 1."""
    import bpy

    return bpy.types.ShapeKey.bl_rna.properties["value"].default == 0


def test_a_take_is_added_to_strips(part, waved):
    before = artists(waved)
    waved.intone.stacking, waved.intone.moves = "ADD", {"mouth"}
    settle(part)
    added = 0.25 if adds_shape_keys() else 0.0
    assert seen() == pytest.approx(added + 0.5)
    assert seen("mouthClose") == pytest.approx(0)
    assert artists(waved) == before


def test_an_action_is_added_to_the_take(part, waved):
    import bpy

    before = artists(waved)
    if not adds_shape_keys():
        with pytest.raises(RuntimeError, match="use another version"):
            bpy.ops.intone.add_action(action="Smile")
        return
    assert bpy.ops.intone.add_action(action="Smile") == {"FINISHED"}
    assert seen("mouthSmileLeft") == pytest.approx(min(1, 0.75 + 0.5))
    assert found(part, waved) == {("wave", True, 1)}, "the strip still lies above"
    assert part("blender.takes.layers").added(waved) == ["Smile"]
    assert bpy.ops.intone.add_action() == {"FINISHED"}
    assert seen("mouthSmileLeft") == pytest.approx(0.75)
    assert bpy.ops.intone.add_action(action="Smile") == {"FINISHED"}
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert keys().animation_data.action_blend_type == "REPLACE"
    assert artists(waved) == before and tracks() == ["Mine"]


def test_a_body_action_and_an_added_take_turn_the_neck_together(part, actor, chosen):
    import bpy

    rig = bpy.data.objects["Rig"]
    neck = rig.pose.bones["neck"]
    neck.rotation_euler.x = 0.3
    neck.keyframe_insert("rotation_euler", frame=1)
    neck.scale.x = 1.0
    neck.keyframe_insert("scale", frame=1)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    bare = [turn(neck, frame) for frame in FRAMES]
    assert bpy.ops.intone.add_action(action=rig.animation_data.action.name) == {"FINISHED"}
    both = [turn(neck, frame) for frame in FRAMES]
    assert np.ptp(np.array(both)[:, :3], axis=0).max() > 0.5  # the take turns the neck
    assert np.ptp(np.array(bare)[:, :3], axis=0).max() == 0
    np.testing.assert_allclose(np.array(both)[:, 3:], 1.0, atol=1e-5)


def turn(bone, frame):
    import bpy

    bpy.context.scene.frame_set(frame)
    return (*bone.rotation_euler, *bone.scale)


def test_only_the_regions_that_were_chosen_move(part, actor, chosen):
    import bpy

    chosen.intone.emotion_source, chosen.intone.happy = "MIX", 0.5
    chosen.intone.moves = {"head"}
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert keys().animation_data is None
    assert {g.name for g in groups(take_action())} == {"Intone Head"}
    chosen.intone.moves = {"mouth", "head"}
    settle(part)
    assert seen() == pytest.approx(0.5)
    assert {g.name for g in groups(take_action())} == {"Intone Head", "Intone Mouth", "Intone Jaw"}
    chosen.intone.moves = set()
    with pytest.raises(RuntimeError, match="moves no region"):
        bpy.ops.intone.animate()


def groups(action):
    bags = (bag for strip in action.layers[0].strips for bag in strip.channelbags)
    return [group for bag in bags for group in bag.groups]


@pytest.mark.parametrize("stacking", ["BELOW", "ABOVE", "ADD"])
def test_baking_keeps_what_was_seen_to_the_bit(part, waved, stacking):
    import bpy

    neck = bpy.data.objects["Rig"].pose.bones["neck"]
    waved.intone.stacking = stacking
    settle(part)
    before = [seen(name) for name in ("jawOpen", "mouthSmileLeft", "mouthClose")]
    turned = [turn(neck, frame) for frame in FRAMES]
    assert bpy.ops.intone.bake() == {"FINISHED"}
    np.testing.assert_array_equal(
        [seen(name) for name in ("jawOpen", "mouthSmileLeft", "mouthClose")], before
    )
    assert [turn(neck, frame) for frame in FRAMES] == turned
    assert bpy.ops.intone.remove() == {"FINISHED"}
    np.testing.assert_array_equal(seen(), before[0])


def test_before_the_first_take_it_is_said_what_would_hide_it(part, actor, waved):
    overlapping = part("blender.takes.layers").overlapping
    below, above, added = (overlapping(waved, None, s) for s in ("BELOW", "ABOVE", "ADD"))
    assert {(one.name, one.hides) for one in below} == {("wave", True), ("Smile", True)}
    assert {(one.name, one.hides) for one in above} == {("wave", False), ("Smile", True)}
    assert {(one.name, one.hides) for one in added} == {("Smile", True)}


def test_keys_in_a_take_on_a_track_are_added_to_it(part, actor, chosen):
    """A new action would replace the whole channel: one key would hide all that is said."""
    import bpy

    chosen.intone.layer = "NLA"
    assert bpy.ops.intone.animate() == {"FINISHED"}
    settle(part)
    for frame, value in ((15, 0.5), (20, 0.9), (25, 0.5)):
        bpy.context.scene.frame_set(frame)
        keys().key_blocks["jawOpen"].value = value
        assert keys().key_blocks["jawOpen"].keyframe_insert("value", frame=frame)
    chosen.intone.scale = 0.8
    settle(part)
    assert seen(frames=[10, 20, 40]) == pytest.approx([0.4, 0.8, 0.4])


def test_the_editor_that_moves_the_track_is_as_it_was(part, waved):
    import bpy

    areas = [area.type for area in bpy.context.window_manager.windows[0].screen.areas]
    for track in keys().animation_data.nla_tracks:
        track.select = track.name == "Mine"
    waved.intone.stacking = "ADD"
    settle(part)
    waved.intone.stacking = "BELOW"
    settle(part)
    assert tracks() == ["Intone", "Mine"]
    assert [t.select for t in keys().animation_data.nla_tracks] == [False, True]
    assert [a.type for a in bpy.context.window_manager.windows[0].screen.areas] == areas
