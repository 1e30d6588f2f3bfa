"""Takes in Blender's own data: they evaluate to what was asked for, and leave the rest alone."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

RATES = (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60))


@pytest.mark.parametrize("fps", RATES, ids=str)
@pytest.mark.parametrize("start", [1, -7, 1001])
def test_action_evaluates_to_the_take(part, face_mesh, take, fps, start):
    import bpy

    scene = bpy.context.scene
    scene.render.fps = round(fps)
    scene.render.fps_base = round(fps) / float(fps)
    rate = part("blender.takes.scene").frame_rate(scene)
    assert rate == pytest.approx(float(fps), rel=1e-6)
    motion = take(face_mesh())
    clip = part("animation.keyframes").keyframe(motion, rate, start)
    part("blender.background.steps").run_all(part("blender.takes.actions").write(clip, "hello"))
    values = motion.track().resampled(rate).values
    for frame in range(len(values)):
        scene.frame_set(start + frame)
        seen = [evaluated(channel) for channel in motion.channels]
        np.testing.assert_allclose(seen, values[frame], atol=1e-4)


def evaluated(channel):
    """The value of a channel after the scene was evaluated at its frame."""
    import bpy

    thing = bpy.data.objects[channel.owner]
    if channel.kind == "KEY":
        return thing.data.shape_keys.path_resolve(channel.path)
    return thing.path_resolve(channel.path)[channel.index]


def write(part, motion, name="hello", start=1):
    clip = part("animation.keyframes").keyframe(motion, 24.0, start)
    return part("blender.background.steps").run_all(part("blender.takes.actions").write(clip, name))


def test_one_action_holds_the_shape_keys_and_the_bones(part, face_mesh, take):
    import bpy

    write(part, take(face_mesh()))
    (action,) = bpy.data.actions
    assert action.name == "hello"
    assert sorted(slot.target_id_type for slot in action.slots) == ["KEY", "OBJECT"]
    assert bpy.data.objects["Rig"].animation_data.action == action
    assert bpy.data.objects["Face"].data.shape_keys.animation_data.action == action


def test_writing_again_replaces_only_what_is_ours(part, face_mesh, take):
    import bpy

    face = face_mesh()
    write(part, take(face))
    (action,) = bpy.data.actions
    bag = action.layers[0].strips[0].channelbag(slot_of(action, "OBJECT"))
    by_hand = bag.fcurves.new("location", index=2)
    by_hand.keyframe_points.insert(5, 1.5)
    write(part, take(face, frames=9), start=40)
    assert list(bpy.data.actions) == [action]
    assert keys_of(by_hand) == [(5.0, 1.5)]
    ours = [curve for curve in bag.fcurves if curve != by_hand]
    assert len(ours) == 9  # turn, place and size of the bone, on three axes each
    assert all(keys_of(curve)[0][0] == 40 and keys_of(curve)[-1][0] <= 44 for curve in ours)


def test_another_take_keeps_the_earlier_one_in_the_file(part, face_mesh, take):
    import bpy

    face = face_mesh()
    write(part, take(face), "hello")
    write(part, take(face), "goodbye")
    assert face.data.shape_keys.animation_data.action.name == "goodbye"
    assert "hello" in bpy.data.actions


def test_takes_one_after_the_other_both_play(part, face_mesh, take):
    import bpy

    face = face_mesh()
    motion = take(face)
    for _ in range(2):
        write(part, motion, "hello", start=1)
        write(part, motion, "goodbye", start=101)
    animation = face.data.shape_keys.animation_data
    assert "intone_is_corrections" in animation.action, "new keys are added to the takes"
    assert animation.action_blend_type == "ADD"
    (track,) = animation.nla_tracks
    assert [(s.name, s.frame_start, s.frame_end) for s in track.strips] == [
        ("hello", 1, 29),
        ("goodbye", 101, 129),
    ]
    values = motion.track().resampled(24.0).values
    for start in (1, 101):
        for frame in (0, 7, 28):
            bpy.context.scene.frame_set(start + frame)
            seen = [evaluated(channel) for channel in motion.channels]
            np.testing.assert_allclose(seen, values[frame], atol=1e-4)
    write(part, motion, "third", start=20)
    assert [strip.name for strip in track.strips] == ["third", "goodbye"]
    assert "hello" in bpy.data.actions


def test_artists_action_stays_active_and_untouched(part, face_mesh, take):
    import bpy

    face = face_mesh()
    keys = face.data.shape_keys
    keys.key_blocks["jawOpen"].value = 0.25
    keys.key_blocks["jawOpen"].keyframe_insert("value", frame=3)
    keys.key_blocks["own"].keyframe_insert("value", frame=8)
    artists = keys.animation_data.action
    before = snapshot(artists)
    written = [write(part, take(face)) for _ in range(2)]
    assert keys.animation_data.action == artists
    assert snapshot(artists) == before
    assert [track.name for track in keys.animation_data.nla_tracks] == ["Intone"]
    (jaw,) = written[-1].overlaps  # it is keyed by hand
    assert (jaw.name, jaw.hides, jaw.count) == (artists.name, True, 1)
    bpy.context.scene.frame_set(4)
    assert keys.key_blocks["jawOpen"].value == pytest.approx(0.25)
    expected = take(face).track().resampled(24.0).at(np.array([3 / 24.0]))[0]
    assert keys.key_blocks["mouthClose"].value == pytest.approx(expected[1], abs=1e-4)


def test_artists_nla_tracks_stay(part, face_mesh, take):
    import bpy

    keys = face_mesh().data.shape_keys
    keys.key_blocks["own"].keyframe_insert("value", frame=8)
    animation = keys.animation_data
    track = animation.nla_tracks.new()
    track.strips.new("mine", 1, animation.action)
    artists, animation.action = animation.action, None
    before = snapshot(artists)
    write(part, take(bpy.data.objects["Face"]))
    assert [strip.action for strip in track.strips] == [artists]
    assert snapshot(artists) == before
    assert [track.strips[0].action.name for track in animation.nla_tracks] == [
        "hello",
        artists.name,
    ]


def test_tweak_mode_is_refused_before_anything_changes(part, face_mesh, take):
    import bpy

    keys = face_mesh().data.shape_keys
    motion = take(bpy.data.objects["Face"])
    keys.key_blocks["own"].keyframe_insert("value", frame=8)
    track = keys.animation_data.nla_tracks.new()
    track.strips.new("mine", 1, keys.animation_data.action).select = True
    keys.animation_data.action = None
    track.select = True
    keys.animation_data.nla_tracks.active = track
    keys.animation_data.use_tweak_mode = True
    actions = list(bpy.data.actions)
    with pytest.raises(part("errors").RigError, match="tweak mode"):
        write(part, motion)
    assert list(bpy.data.actions) == actions


def test_a_deleted_character_is_one_plain_sentence(part, face_mesh, take):
    import bpy

    face = face_mesh()
    motion = take(face)
    bpy.data.objects.remove(face)
    with pytest.raises(part("errors").RigError, match="no object Face in this file"):
        write(part, motion)
    assert not bpy.data.actions


def slot_of(action, kind):
    return next(slot for slot in action.slots if slot.target_id_type == kind)


def keys_of(curve):
    return [tuple(point.co) for point in curve.keyframe_points]


def snapshot(action):
    """Every key of an action to the last bit, with its handles and interpolation."""
    curves = [
        (curve.data_path, curve.array_index, curve.mute, curve.keyframe_points)
        for layer in action.layers
        for strip in layer.strips
        for bag in strip.channelbags
        for curve in bag.fcurves
    ]
    return [
        (path, index, mute, [(*p.co, *p.handle_left, *p.handle_right, p.interpolation) for p in ps])
        for path, index, mute, ps in curves
    ]
