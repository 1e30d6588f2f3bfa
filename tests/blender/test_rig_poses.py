"""An artist's poses as links to the bones: keyed frames with markers, or pose assets."""

from __future__ import annotations

import math

import numpy as np
import pytest

BONES = ("jaw", "lip", "brow")
NAMES = ("jawOpen", "jawLeft", "mouthPucker")


def jaws():
    """How the jaw turns in jawOpen and in jawLeft."""
    from mathutils import Quaternion

    return Quaternion((1, 0.3, 0), 0.5), Quaternion((0, 0.2, 1), 0.4)


@pytest.fixture
def rig(part):
    """An armature of three bones: the jaw by quaternion, the lip by Euler, a size for the brow."""
    import bpy

    rig = bpy.data.objects.new("Puppet", bpy.data.armatures.new("Puppet"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for place, name in enumerate(BONES):
        bone = rig.data.edit_bones.new(name)
        bone.head, bone.tail = (place, 0, 0), (place, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.pose.bones["lip"].rotation_mode = "YZX"
    rig.pose.bones["lip"].lock_location[0] = True
    bpy.context.scene.intone_settings.character = rig
    return rig


def pose(rig, name):
    """The bones as the artist has them for this channel."""
    bones = rig.pose.bones
    for bone in bones:
        bone.matrix_basis.identity()
    if name == "jawOpen":
        bones["jaw"].rotation_quaternion = jaws()[0]
        bones["jaw"].location = (0, -0.02, 0.01)
    elif name == "jawLeft":
        bones["jaw"].rotation_quaternion = jaws()[1]
    elif name == "mouthPucker":
        bones["lip"].rotation_euler = (0.2, -0.1, 0.3)
        bones["lip"].location = (0.5, 0.1, 0)  # x is locked
        bones["brow"].scale = (1.0, 1.2, 0.8)


def key(rig, frame):
    for bone in rig.pose.bones:
        for prop in ("rotation_quaternion", "rotation_euler", "location", "scale"):
            bone.keyframe_insert(prop, frame=frame)


def marked(rig):
    """The poses at frames 10, 20 and 30, with markers of their names."""
    import bpy

    for place, name in enumerate(("neutral", *NAMES)):
        pose(rig, name)
        key(rig, place * 10)
        bpy.context.scene.timeline_markers.new(name, frame=place * 10)
    rig.animation_data.action = None
    pose(rig, "neutral")


def assets(rig):
    """The poses as assets of this file."""
    for name in NAMES:
        pose(rig, name)
        key(rig, 1)
        action = rig.animation_data.action
        action.name = name
        action.asset_mark()
        rig.animation_data.action = None
    pose(rig, "neutral")


def stand(part, rig, **face):
    """Puts the rig as the face says."""
    trials, posing = part("blender.character.preview"), part("blender.character.posing")
    posing.put(trials.standing(part("blender.character.rig_map").rig_of(rig.name), face))
    return rig.pose.bones


def keep_action(rig):
    import bpy

    rig.animation_data.action = bpy.data.actions[0]
    if rig.animation_data.action_slot is None:
        rig.animation_data.action_slot = rig.animation_data.action.slots[0]


@pytest.mark.parametrize("source", [marked, assets])
def test_each_pose_is_met_exactly_and_the_rest_too(part, rig, source):
    import bpy

    source(rig)
    if source is marked:
        keep_action(rig)
    modes = [bone.rotation_mode for bone in rig.pose.bones]
    assert bpy.ops.intone.rig_poses() == {"FINISHED"}
    assert [bone.rotation_mode for bone in rig.pose.bones] == modes
    bones = stand(part, rig, jawOpen=1.0)
    assert bones["jaw"].rotation_quaternion.rotation_difference(jaws()[0]).angle < 1e-3
    assert bones["jaw"].location[:] == pytest.approx((0, -0.02, 0.01), abs=1e-6)
    bones = stand(part, rig, mouthPucker=1.0)
    assert bones["lip"].rotation_euler[:] == pytest.approx((0.2, -0.1, 0.3), abs=1e-6)
    assert bones["lip"].location[1] == pytest.approx(0.1)
    assert bones["brow"].scale[:] == pytest.approx((1.0, 1.2, 0.8), abs=1e-6)
    bones = stand(part, rig)
    assert bones["jaw"].rotation_quaternion.angle < 1e-6
    assert bones["brow"].scale[:] == pytest.approx((1, 1, 1))


def learnt(part, rig):
    import bpy

    marked(rig)
    keep_action(rig)
    assert bpy.ops.intone.rig_poses() == {"FINISHED"}


def test_a_pose_of_an_emotion_is_felt(part, rig):
    """Joy moves the brow as far as it is felt, beside the words, where nothing else shows it."""
    import bpy

    assets(rig)
    rig.pose.bones["brow"].scale = (1.0, 1.4, 1.0)
    key(rig, 1)
    action = rig.animation_data.action
    action.name = "Joy"
    action.asset_mark()
    rig.animation_data.action = None
    pose(rig, "neutral")
    assert bpy.ops.intone.rig_poses() == {"FINISHED"}
    (row,) = [
        row for row in rig.intone_rig.rows if row.face == "happy" and row.target[:4] == "brow"
    ]
    assert (row.target, row.weight > 0.1) == ("brow:sy", True)
    assert stand(part, rig, happy=0.5)["brow"].scale[1] == pytest.approx(1 + 0.5 * row.weight)
    both = stand(part, rig, happy=0.5, jawOpen=1.0)
    assert both["jaw"].rotation_quaternion.rotation_difference(jaws()[0]).angle < 1e-3


def test_half_a_pose_is_half_the_turn(part, rig):
    learnt(part, rig)
    half = stand(part, rig, jawOpen=0.5)["jaw"].rotation_quaternion
    assert half.rotation_difference(type(half)().slerp(jaws()[0], 0.5)).angle < 1e-3
    assert half.magnitude == pytest.approx(1, abs=1e-5), "never a shrunken quaternion"


def test_two_poses_together_are_one_turn_between_both_orders(part, rig):
    learnt(part, rig)
    both = stand(part, rig, jawOpen=1.0, jawLeft=1.0)["jaw"].rotation_quaternion
    (jaw, left) = jaws()
    one, other = jaw @ left, left @ jaw
    assert both.rotation_difference(one).angle <= one.rotation_difference(other).angle
    assert both.rotation_difference(other).angle <= one.rotation_difference(other).angle


def test_what_is_locked_is_left_alone(part, rig):
    learnt(part, rig)
    targets = {row.target for row in rig.intone_rig.rows}
    assert "lip:ty" in targets and "lip:tx" not in targets


def test_poses_are_taken_from_where_the_neutral_one_is(part, rig):
    import bpy

    learnt(part, rig)
    (bag,) = rig.animation_data.action.layers[0].strips[0].channelbags
    curve = bag.fcurves.find('pose.bones["brow"].location', index=2)
    for point, frame in zip(curve.keyframe_points, (0, 10, 20, 30), strict=True):
        point.co = (frame, 0.05 if frame < 30 else 0.15)
    curve.update()
    assert bpy.ops.intone.rig_poses() == {"FINISHED"}
    assert stand(part, rig)["brow"].location[2] == pytest.approx(0.05)
    assert stand(part, rig, mouthPucker=0.5)["brow"].location[2] == pytest.approx(0.10)


def test_a_take_turns_quaternion_bones_by_unit_quaternions(part, rig, tmp_path):
    import bpy

    learnt(part, rig)
    rig.animation_data.action = None
    names = part("face.basis").CHANNELS
    values = np.zeros((100, len(names)), np.float32)
    values[:, names.index("jawOpen")] = 0.5 - 0.5 * np.cos(np.arange(100) / 7)
    values[:, names.index("jawLeft")] = 0.5 - 0.5 * np.cos(np.arange(100) / 11)
    takes = part("blender.takes.write")
    bpy.context.scene.render.fps = 50
    target = takes.Target("Puppet", bpy.context.scene.name, tmp_path, place_sound=False)
    takes.write_face(part("track").Track(values, 50.0, names), target)
    for frame in (5, 23, 61):
        bpy.context.scene.frame_set(frame)
        turn = rig.pose.bones["jaw"].rotation_quaternion
        assert turn.magnitude == pytest.approx(1, abs=1e-3)
        seen = turn.copy()
        wanted = stand(
            part,
            rig,
            jawOpen=float(values[frame - 1, names.index("jawOpen")]),
            jawLeft=float(values[frame - 1, names.index("jawLeft")]),
        )["jaw"].rotation_quaternion
        assert seen.rotation_difference(wanted).angle < math.radians(0.1)
    assert tuple(rig.pose.bones["jaw"].rotation_euler) == (0, 0, 0)


def test_without_poses_it_says_what_to_do(rig):
    import bpy

    with pytest.raises(RuntimeError, match="mark each one's frame"):
        bpy.ops.intone.rig_poses()
    bpy.context.scene.timeline_markers.new("nothing known", frame=3)
    key(rig, 3)
    with pytest.raises(RuntimeError, match="None of the poses has a name"):
        bpy.ops.intone.rig_poses()
    assert not len(rig.intone_rig.rows)
