"""The chest leans back and shoulders rise with the breath, whatever the rest of the bones is."""

from __future__ import annotations

import math

import numpy as np
import pytest

NAMES = {
    "blender": ("spine", "spine.003", "neck", "head", "shoulder.L", "shoulder.R"),
    "unreal": ("pelvis", "spine_03", "neck_01", "head", "clavicle_l", "clavicle_r"),
    "mixamo": ("mixamorig:Hips", "mixamorig:Spine2", "mixamorig:Neck", "mixamorig:Head")
    + ("mixamorig:LeftShoulder", "mixamorig:RightShoulder"),
    "vroid": ("J_Bip_C_Hips", "J_Bip_C_UpperChest", "J_Bip_C_Neck", "J_Bip_C_Head")
    + ("J_Bip_L_Shoulder", "J_Bip_R_Shoulder"),
    "mmd": ("センター", "上半身2", "首", "頭", "肩.L", "肩.R"),
    "biped": ("Bip01 Pelvis", "Bip01 Spine1", "Bip01 Neck", "Bip01 Head")
    + ("Bip01 L Clavicle", "Bip01 R Clavicle"),
}


def upright(names=NAMES["blender"], roll=0.0, connected=False, scale=1.0, turned=0.0):
    """A face on a skeleton with shoulders and arms; `roll` turns the rests about their bones."""
    import bpy

    mesh = bpy.data.meshes.new("Breathes")
    mesh.from_pydata([(0, -0.1, 1.65), (0.1, -0.1, 1.65), (0, -0.1, 1.7)], [], [(0, 1, 2)])
    face = bpy.data.objects.new("Breathes", mesh)
    rig = bpy.data.objects.new("Body", bpy.data.armatures.new("Body"))
    for thing in (face, rig):
        bpy.context.scene.collection.objects.link(thing)
    for name in ("Basis", "jawOpen", "mouthClose", "mouthSmileLeft", "eyeBlinkLeft"):
        block = face.shape_key_add(name=name, from_mix=False)
        block.data[0].co.z -= 0 if name == "Basis" else 0.01
        block.value = 0.0
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    hips, chest, neck, head, *sides = names
    places = {hips: (0.9, 1.2), chest: (1.2, 1.45), neck: (1.45, 1.55), head: (1.55, 1.75)}
    below = None
    for name, (low, high) in places.items():
        below = bone(rig, name, (0, 0, low), (0, 0.01, high), below, roll)
    for name, side in zip(sides, (1, -1), strict=True):
        end = (0.17 * side, 0, 1.45) if connected else (0.16 * side, 0, 1.42)
        begin = (0, 0.01, 1.45) if connected else (0.03 * side, 0, 1.4)
        made = bone(rig, name, begin, end, rig.data.edit_bones[chest], roll)
        made.use_connect = connected
        bone(rig, f"arm{side}", end, (0.2 * side, 0, 1.1), made, roll)
    bpy.ops.object.mode_set(mode="OBJECT")
    face.modifiers.new("Armature", "ARMATURE").object = rig
    face.parent = rig
    rig.scale, rig.rotation_euler = (scale,) * 3, (0, 0, turned)
    bpy.context.view_layer.update()
    bpy.context.scene.intone_settings.character = face
    return rig


def bone(rig, name, begin, end, parent, roll):
    made = rig.data.edit_bones.new(name)
    made.head, made.tail, made.roll, made.parent = begin, end, roll, parent
    return made


def breathe(amount=1.0):
    import bpy

    return bpy.ops.intone.chest_breath(amount=amount)


def rig_of(part):
    return part("blender.character.rig_map").rig_of("Breathes")


def places(part, rig, full):
    """Each bone's pose in the armature's space with a chest so full, {name: [4, 4]}."""
    import bpy

    preview, posing = part("blender.character.preview"), part("blender.character.posing")
    posing.put(preview.standing(rig_of(part), {"chestRise": full}))
    bpy.context.view_layer.update()
    return {bone.name: np.array(bone.matrix) for bone in rig.pose.bones}


def turn(before, after):
    """Radians between two poses."""
    whole = after[:3, :3] @ np.linalg.inv(before[:3, :3])
    return math.acos(np.clip((np.trace(whole) - 1) / 2, -1, 1))


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
def test_bones_are_found_by_the_names_people_use(part, names):
    upright(names)
    assert breathe() == {"FINISHED"}
    moved = {n.channel.name.rpartition(":")[0] for n in rig_of(part).links if n.face == "chestRise"}
    assert moved == {names[1], names[2], names[4], names[5]}


@pytest.mark.parametrize(
    "given",
    [{}, {"roll": 1.1}, {"roll": -2.0, "scale": 0.01}, {"turned": 2.0}, {"scale": 30.0}],
    ids=["plain", "rolled", "small", "turned", "giant"],
)
def test_shoulders_rise_the_chest_leans_and_the_head_stays_upright(part, given):
    rig = upright(**given)
    breathe()
    empty, full = places(part, rig, 0.0), places(part, rig, 1.0)
    for name in ("shoulder.L", "shoulder.R"):
        way = full[name][:3, 3] - empty[name][:3, 3]
        assert 0.005 < way[2] < 0.03
        assert abs(way[0]) < 0.002
    assert turn(empty["spine.003"], full["spine.003"]) == pytest.approx(0.03, abs=0.002)
    top = full["spine.003"] @ np.array([0, 0.25, 0, 1]) - empty["spine.003"] @ [0, 0.25, 0, 1]
    assert top[1] > 0.005  # back: the face looks along -y
    assert turn(empty["head"], full["head"]) < 0.002
    assert turn(empty["spine"], full["spine"]) < 1e-4


def test_connected_shoulders_lift_their_ends(part):
    rig = upright(connected=True)
    breathe()
    empty, full = places(part, rig, 0.0), places(part, rig, 1.0)
    for arm in ("arm1", "arm-1"):
        assert full[arm][2, 3] - empty[arm][2, 3] > 0.005


def test_amount_0_is_exactly_off_and_nothing_is_left(part):
    rig = upright()
    before = rig_of(part)
    breathe(1.5)
    places(part, rig, 1.0)
    breathe(0.0)
    after = rig_of(part)
    told = ({(n.face, n.channel, round(n.weight, 3)) for n in rig.links} for rig in (before, after))
    assert next(told) == next(told)
    assert not after.chest.any()
    assert all(
        rig.pose.bones[name].matrix_basis.is_identity for name in ("shoulder.L", "spine.003")
    )


def test_twice_is_as_once(part):
    upright()
    breathe()
    once = rig_of(part).links
    breathe()
    assert rig_of(part).links == once


def test_bones_that_a_constraint_leads_stay_the_artists(part):
    rig = upright()
    for name in ("shoulder.L", "spine.003"):
        led = rig.pose.bones[name].constraints.new("COPY_TRANSFORMS")
        led.target, led.subtarget = rig, "arm1"
    breathe()
    moved = {n.channel.name.rpartition(":")[0] for n in rig_of(part).links if n.face == "chestRise"}
    assert moved == {"spine", "neck", "shoulder.R"}


def test_a_character_without_a_chest_says_so(part):
    upright(("hips", "middle", "neck", "head", "shoulder.L", "shoulder.R"))
    with pytest.raises(RuntimeError, match="nothing can breathe"):
        breathe()


def test_the_turn_goes_through_the_upper_spine_too(part):
    import bpy

    rig = upright()
    preview, posing = part("blender.character.preview"), part("blender.character.posing")

    def turned():
        posing.put(preview.standing(rig_of(part), {"headYaw": 0.2}))
        bpy.context.view_layer.update()
        return {bone.name: np.array(bone.matrix) for bone in rig.pose.bones}

    rest = {bone.name: np.array(bone.matrix) for bone in rig.pose.bones}
    bpy.ops.intone.neck_share(share=0.5, spine=0.4)
    whole = turned()
    assert turn(rest["head"], whole["head"]) == pytest.approx(0.2, abs=0.003)
    assert turn(rest["spine.003"], whole["spine.003"]) == pytest.approx(0.04, abs=0.002)
    assert turn(rest["neck"], whole["neck"]) == pytest.approx(0.1, abs=0.003)
    bpy.ops.intone.neck_share(share=0.0)
    assert turn(rest["spine.003"], turned()["spine.003"]) < 1e-6


def test_what_was_captured_is_read_back_without_the_breath(part):
    import bpy

    rig = upright()
    for one in rig.pose.bones:
        one.rotation_mode = "XYZ"
    bpy.ops.intone.neck_share(share=0.5)
    breathe()
    retarget, basis, track = part("rig.retarget"), part("face.basis"), part("track").Track
    face = np.zeros((5, len(basis.CHANNELS)), np.float32)
    face[:, basis.index("headPitch")] = np.linspace(0, 0.2, 5)
    full = track(np.linspace(0, 1, 5, dtype=np.float32)[:, None], 25.0, ("chestRise",))
    moved = retarget.retarget(track(face, 25.0, basis.CHANNELS), rig_of(part), full)
    still = retarget.retarget(track(face, 25.0, basis.CHANNELS), rig_of(part))
    assert np.abs(moved.values - still.values).max() > 0.02
    back = retarget.read_back(moved, rig_of(part))
    np.testing.assert_allclose(back["headPitch"], face[:, basis.index("headPitch")], atol=2e-3)


def lifted(frames):
    """How high the left shoulder stands on those frames, metres."""
    import bpy

    found = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        found.append(bpy.data.objects["Body"].pose.bones["shoulder.L"].matrix[2][3])
    return np.array(found)


def lines(voice, *starts):
    """The voice animated at those frames."""
    import bpy

    for start in starts:
        line = bpy.context.scene.intone_lines.lines.add()
        line.character, line.sound = bpy.data.objects["Breathes"], str(voice)
        line.start = start
    assert bpy.ops.intone.animate_all() == {"FINISHED"}


def test_takes_and_what_is_between_them_breathe_without_a_jump(part, actor, voice):
    import bpy

    rig = upright()
    lines(voice, 1, 200)
    assert lifted(range(1, 250)).std() == 0
    breathe()
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert bpy.ops.intone.fill_between() == {"FINISHED"}
    away = lifted(range(1, 250))
    assert away.max() - away.min() > 0.002
    assert np.abs(np.diff(away)).max() < 0.002
    assert rig.pose.bones["spine"].matrix_basis.is_identity


def test_the_artists_own_keys_on_the_chest_stay(part, actor, voice):
    import bpy

    rig = upright()
    bone = rig.pose.bones["spine.003"]
    bone.rotation_mode = "XYZ"
    for frame, angle in ((1, 0.1), (60, 0.4)):
        bone.rotation_euler.x = angle
        bone.keyframe_insert("rotation_euler", index=0, frame=frame)
    action = rig.animation_data.action
    breathe()
    lines(voice, 1)
    (bag,) = (bag for strip in action.layers[0].strips for bag in strip.channelbags)
    keys = [tuple(key.co) for curve in bag.fcurves for key in curve.keyframe_points]
    assert keys == [pytest.approx((1.0, 0.1)), pytest.approx((60.0, 0.4))]
    bpy.context.scene.frame_set(60)
    assert bone.rotation_euler.x == pytest.approx(0.4)


@pytest.mark.parametrize("verb", ["chest_breath", "neck_share"])
def test_each_is_one_undo_step(part, verb):
    import bpy

    upright()
    bpy.ops.ed.undo_push(message="before")
    before = links()
    getattr(bpy.ops.intone, verb)("EXEC_DEFAULT", True)
    assert links() != before
    bpy.ops.ed.undo()
    assert links() == before


def links():
    import bpy

    rows = bpy.data.objects["Body"].intone_rig.rows
    return [(row.face, row.target, row.weight) for row in rows]
