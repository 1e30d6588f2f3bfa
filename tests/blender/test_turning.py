"""Eyes by bones, faces that look the other way, and shapes that are not there."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

ARKIT = ("jawOpen", "mouthClose", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "cheekPuff")


def character(front=-1, bones=(), empty=(), names=ARKIT):
    """A face of a few shapes before the head bone of an armature, and more bones on the head."""
    import bpy

    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, low in (("hips", 0.0), ("neck", 1.0), ("head", 1.1)):
        made = rig.data.edit_bones.new(name)
        made.head, made.tail = (0, 0, low), (0, 0, low + 0.1)
    for side, name in zip((-front, front), bones, strict=False):
        made = rig.data.edit_bones.new(name)
        made.head, made.tail = (0.03 * side, 0, 1.2), (0.03 * side, 0.02 * front, 1.2)
        made.parent = rig.data.edit_bones["head"]
    bpy.ops.object.mode_set(mode="OBJECT")
    mesh = bpy.data.meshes.new("Face")
    mesh.from_pydata([(x, 0.1 * front, 1.15) for x in (0, 0.1, -0.1)], [], [(0, 1, 2)])
    face = bpy.data.objects.new("Face", mesh)
    bpy.context.scene.collection.objects.link(face)
    face.modifiers.new("Armature", "ARMATURE").object = rig
    face.shape_key_add(name="Basis", from_mix=False)
    for name in names:
        block = face.shape_key_add(name=name, from_mix=False)
        block.value = 0
        block.data[0].co.z -= 0 if name in empty else 0.01
    return rig, face


def turned(part, rig, bone, channel, value=0.2):
    """How the bone's turn moves directions of the body, [3, 3]."""
    import bpy

    preview, posing = part("blender.character.preview"), part("blender.character.posing")
    posing.put(preview.standing(part("blender.character.rig_map").rig_of("Face"), {channel: value}))
    bpy.context.view_layer.update()
    pose = rig.pose.bones[bone]
    return np.array((pose.matrix @ pose.bone.matrix_local.inverted()).to_3x3())


@pytest.mark.parametrize("front", [-1, 1])
def test_the_nose_goes_down_whichever_way_the_face_looks(part, front):
    rig, _ = character(front)
    nose = turned(part, rig, "head", "headPitch") @ (0, front, 0)
    assert nose == pytest.approx((0, front * np.cos(0.2), -np.sin(0.2)), abs=0.01)
    ear = turned(part, rig, "head", "headRoll") @ (0, 0, 1)
    assert ear == pytest.approx((front * np.sin(0.2), 0, np.cos(0.2)), abs=0.01)


@pytest.mark.parametrize("parent", ["turned", "mirrored", "scaled"])
@pytest.mark.parametrize("degrees", [0, 50, 90, 180, 270])
def test_a_head_that_was_modelled_turned_nods_forwards(part, degrees, parent):
    import bpy
    from mathutils import Matrix

    rig, face = character()
    face.data.transform(Matrix.Rotation(np.radians(degrees), 4, "Z"), shape_keys=True)
    above = bpy.data.objects.new("Above", None)
    bpy.context.scene.collection.objects.link(above)
    rig.parent = face.parent = above
    above.rotation_euler.z = 0.7 * (parent == "turned")
    above.scale = {"mirrored": (-1, 1, 1), "scaled": (3, 3, 3)}.get(parent, (1, 1, 1))
    bpy.context.view_layer.update()
    looks = np.array([np.sin(np.radians(degrees)), -np.cos(np.radians(degrees)), 0])
    nod = turned(part, rig, "head", "headPitch") @ looks
    assert nod[2] == pytest.approx(-np.sin(0.2), abs=0.01), "the nose goes down"
    aside = turned(part, rig, "head", "headYaw") @ looks
    right = np.array([looks[1], -looks[0], 0])
    assert aside @ right == pytest.approx(np.sin(0.2), abs=0.01), "to its own right"
    assert aside[2] == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("front", [-1, 1])
def test_eye_bones_look_where_the_face_looks(part, front):
    rig, _ = character(front, ("eye.L", "eye.R"))
    for side, bone in (("left", "eye.L"), ("right", "eye.R")):
        down = turned(part, rig, bone, f"{side}EyePitch") @ (0, front, 0)
        assert down[2] == pytest.approx(-np.sin(0.2), abs=0.01)
        aside = turned(part, rig, bone, f"{side}EyeYaw") @ (0, front, 0)
        assert aside[0] == pytest.approx(front * np.sin(0.2), abs=0.01), "to its right"


def balls(rig, **sides):
    """A ball of a mesh for each bone of that name, about its beginning."""
    import bpy

    for bone in sides:
        mesh = bpy.data.meshes.new(bone)
        place = np.array(rig.data.bones[bone].head_local)
        corners = [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)]
        mesh.from_pydata((0.008 * np.array(corners) + place).tolist(), [], [(0, 1, 2)])
        ball = bpy.data.objects.new(bone, mesh)
        bpy.context.scene.collection.objects.link(ball)
        ball.modifiers.new("Armature", "ARMATURE").object = rig
        ball.vertex_groups.new(name=bone).add(range(27), 1.0, "REPLACE")


@pytest.mark.parametrize("front", [-1, 1])
def test_eyes_that_no_name_tells_are_found_by_the_balls_that_they_turn(part, front):
    import bpy

    names = ("jawOpen", "mouthClose", "cheekPuff")
    rig, face = character(front, ("Bone_4", "Bone_9"), names=names)
    face.location.y = -0.06 * front  # a mouth as far from the eyes as these are from each other
    bpy.context.view_layer.update()
    maps = part("blender.character.rig_map")
    assert "leftEyeYaw" not in {link.face for link in maps.rig_of("Face").links}
    balls(rig, Bone_4=1, Bone_9=1)
    for side, bone in (("left", "Bone_4"), ("right", "Bone_9")):
        aside = turned(part, rig, bone, f"{side}EyeYaw") @ (0, front, 0)
        assert aside[0] == pytest.approx(front * np.sin(0.2), abs=0.01), "to its right"
    where = part("blender.character.turning_bones")
    rig_map = part("blender.character.rig_map").rig_of("Face")
    assert where.between_eyes(rig, rig_map)[2] == pytest.approx(1.2), "what it looks from"


def test_a_file_limits_how_far_eyes_turn(part, monkeypatch):
    look = part("rig.look")
    reach = look.Range(90, 10)
    rig, _ = character(bones=("eye.L", "eye.R"))
    told = part("rig.vrm_file").Skeleton(look=look.Look(reach, reach, reach, look.Range(90, 5)))
    monkeypatch.setattr(part("blender.character.vrm"), "skeleton", lambda armature: told)
    up = turned(part, rig, "eye.L", "leftEyePitch", -2.0) @ (0, -1, 0)
    assert np.degrees(np.arcsin(up[2])) == pytest.approx(5, abs=0.05)
    aside = turned(part, rig, "eye.R", "rightEyeYaw", 0.2) @ (0, -1, 0)
    assert np.degrees(-np.arcsin(aside[0])) == pytest.approx(np.degrees(0.2) * 10 / 35, abs=0.05)


class Told:
    """What an object of VRM Add-on for Blender has, as far as it is asked for."""

    def __init__(self, **kept):
        self.__dict__ |= kept


def test_the_addon_tells_the_ranges_of_both_versions(part):
    vrm, look = part("blender.character.vrm"), part("rig.look")
    names = ("horizontal_inner", "horizontal_outer", "vertical_down", "vertical_up")
    old = {f"look_at_{name}": Told(x_range=90, y_range=7) for name in names}
    new = {f"range_map_{name}": Told(input_max_value=45, output_scale=9) for name in names}
    for version, kind, wanted in (
        ("0.0", "Bone", look.Range(90, 7)),
        ("1.0", "bone", look.Range(45, 9)),
        ("0.0", "BlendShape", None),
        ("1.0", "expression", None),
    ):
        bones = ("head", "neck", "upper_chest", "chest", "spine", "left_eye", "right_eye")
        sides = ("left_shoulder", "right_shoulder")
        eyes = {b: Told(node=Told(bone_name=b)) for b in (*bones, *sides)}
        human = [Told(bone=b, node=Told(bone_name=b)) for b in ("leftEye", "rightEye")]
        kept = Told(
            spec_version=version,
            vrm0=Told(
                first_person=Told(look_at_type_name=kind, **old),
                humanoid=Told(human_bones=human),
            ),
            vrm1=Told(look_at=Told(type=kind, **new), humanoid=Told(human_bones=Told(**eyes))),
        )
        found = vrm.skeleton(Told(data=Told(vrm_addon_extension=kept))).look
        assert found == (wanted and look.Look(wanted, wanted, wanted, wanted))
    assert vrm.skeleton(Told(data=Told())).look is None
    kept = Told(
        spec_version="0.0",
        vrm0=Told(
            first_person=Told(look_at_type_name="Bone", **old), humanoid=Told(human_bones=[])
        ),
    )
    found = vrm.skeleton(Told(data=Told(vrm_addon_extension=kept)))
    assert found.look is None, "no VRM: the add-on's own"


def test_eyes_with_shapes_are_not_turned_as_well(part):
    character(bones=("eye.L", "eye.R"), names=(*ARKIT, "eyeLookUpLeft"))
    rig = part("blender.character.rig_map").rig_of("Face")
    assert not any(link.channel.name.startswith("eye.") for link in rig.links)


def test_a_shape_without_a_moved_point_is_not_there(part):
    _, face = character(names=(*ARKIT, "viseme_aa", "viseme_O"), empty=("jawOpen",))
    maps, diagnostics = part("blender.character.rig_map"), part("blender.character.diagnostics")
    rig = maps.rig_of("Face")
    moved = {link.channel.name for link in rig.links if link.face == "jawOpen"}
    assert "jawOpen" not in moved
    assert any("jawOpen of Face are empty" in one for one in diagnostics.unseen(face, rig))


def test_a_frown_that_opens_the_mouth_is_held_back_while_lips_close(part):
    """All shapes here lower the same point as the jaw does: the mesh says that they open."""
    character(names=(*ARKIT, "mouthFrownLeft"))
    rig = part("blender.character.rig_map").rig_of("Face")
    held = {link.channel.name for link in rig.links if link.face == "mouthClose" and link.stand_in}
    assert {"mouthFrownLeft", "mouthSmileLeft"} <= held
    assert not {"jawOpen", "eyeBlinkLeft"} & held


def test_a_pucker_that_is_an_open_mouth_rests_while_lips_close(part):
    """As in a file that gives the shape of its "oo" that name."""
    _, face = character(names=(*ARKIT, "mouthPucker", "mouthPressLeft"))
    press = face.data.shape_keys.key_blocks["mouthPressLeft"]
    press.data[0].co.z += 0.02
    preview = part("blender.character.preview")
    rig = part("blender.character.rig_map").rig_of("Face")
    said = {"jawOpen": 0.2, "mouthClose": 0.2, "mouthPucker": 0.5, "mouthPressLeft": 0.5}
    stands = {c.name: v for c, v in preview.standing(rig, said).items()}
    assert stands["mouthPucker"] == pytest.approx(0), "the mesh shows that it opens the mouth"
    assert stands["mouthPressLeft"] == pytest.approx(0.5), "what closes stays"


def test_what_a_face_lacks_for_emotions_is_said(part):
    _, face = character()
    diagnostics, maps = part("blender.character.diagnostics"), part("blender.character.rig_map")
    (said,) = [one for one in diagnostics.missed(face, maps.rig_of("Face")) if "No shapes" in one]
    assert "brows" in said and "sad" in said and "happy" not in said


def bony(*names):
    """A skeleton without shapes: a head, eyes, and bones of these names, lids about the eyes."""
    import bpy

    rig, face = character(bones=("eye.L", "eye.R"), names=())
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name in names:
        made = rig.data.edit_bones.new(name)
        side = -1 if name.endswith("R") else 1
        made.head = (0.03 * side, 0, 1.2) if "lid" in name else (0, 0, 1.12)
        made.tail = made.head.copy()
        made.tail.y -= 0.03
        made.parent = rig.data.edit_bones["head"]
    bpy.ops.object.mode_set(mode="OBJECT")
    return rig, face


def test_a_face_of_bones_speaks_blinks_and_looks(part):
    rig, _ = bony("jaw", "lid.T.L", "lid.B.L", "lid.T.R", "lid.B.R", "tongue")
    found = part("blender.character.rig_map").rig_of("Face")
    assert found.convention == "Bones of the face"
    moved = {link.face for link in found.links if link.weight}
    assert {"jawOpen", "mouthClose", "jawLeft", "tongueOut", "headYaw", "leftEyeYaw"} <= moved
    chin = turned(part, rig, "jaw", "jawOpen", 1.0) @ (0, -1, 0)
    assert chin == pytest.approx((0, -np.cos(0.3), -np.sin(0.3)), abs=0.01)
    lid = turned(part, rig, "lid.T.R", "eyeBlinkRight", 1.0) @ (0, -1, 0)
    assert lid[2] < -0.5
    assert turned(part, rig, "lid.B.R", "eyeBlinkRight", 1.0)[1, 2] > 0.05, "the lower one rises"


def test_upper_lids_of_bones_follow_eyes_of_bones(part):
    rig, _ = bony("jaw", "lid.T.L", "lid.B.L", "lid.T.R", "lid.B.R", "tongue")
    down, up = (
        (turned(part, rig, "lid.T.L", f"eyeLook{way}Left", 1.0) @ (0, -1, 0))[2]
        for way in ("Down", "Up")
    )
    assert down == pytest.approx(-0.25, abs=0.02)
    assert up == pytest.approx(0.1, abs=0.02)
    assert turned(part, rig, "lid.B.L", "eyeLookDownLeft", 1.0) == pytest.approx(np.eye(3))


def test_what_a_jaw_opens_closes_again(part):
    bony("jaw")
    weights = {
        face: {
            link.channel.name: link.weight
            for link in part("blender.character.rig_map").rig_of("Face").links
            if link.face == face
        }
        for face in ("jawOpen", "mouthClose")
    }
    assert weights["mouthClose"] == {n: -w for n, w in weights["jawOpen"].items()}


def test_lids_that_do_not_turn_about_the_eye_stay(part):
    import bpy

    rig, _ = bony("jaw", "lid.T.L")
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for end in ("head", "tail"):
        getattr(rig.data.edit_bones["lid.T.L"], end).y -= 0.05
    bpy.ops.object.mode_set(mode="OBJECT")
    found = part("blender.character.rig_map").rig_of("Face")
    assert "eyeBlinkLeft" not in {link.face for link in found.links}


def test_eyes_that_lie_deep_behind_the_lids_turn_less(part):
    rig, _ = character(bones=("eye.L", "eye.R"), names=(*ARKIT, "eyeBlinkRight"))
    right = turned(part, rig, "eye.L", "leftEyeYaw") @ (0, -1, 0)
    assert 0 < -right[0] < np.sin(0.2) / 2, "the lids are ten centimetres before the eyes"


VRM = {"A": "aa", "I": "ii", "U": "uu", "E": "ee", "O": "oo", "Blink": "wink"}


def told(part, monkeypatch, binds):
    """As if VRM Add-on for Blender kept these binds on the armature."""

    def expressions(armature, inventory):
        keys = {channel.name: channel for channel in inventory}
        return {name: {keys[k]: w for k, w in mix.items()} for name, mix in binds.items()}

    monkeypatch.setattr(part("blender.character.vrm"), "expressions", expressions)
    return part("blender.character.rig_map").rig_of("Face")


def test_expressions_that_the_file_mixes_are_moved_as_mixes(part, monkeypatch):
    character(names=(*VRM.values(), "scowl", "blush"))
    binds = {name: {key: 1.0} for name, key in VRM.items()}
    binds |= {"Angry": {"scowl": 1.0, "wink": 0.25}, "Sorrow": {"blush": 0.5, "wink": 0.5}}
    rig = told(part, monkeypatch, binds)
    sad = {link.channel.name: link.weight for link in rig.links if link.face == "sad"}
    assert sad == {"blush": pytest.approx(0.3), "wink": pytest.approx(0.3)}
    assert {"scowl", "wink"} == {li.channel.name for li in rig.links if li.face == "angry"}


def test_names_that_move_more_of_a_face_go_before_what_the_file_says(part, monkeypatch):
    mmd = (
        "まばたき",
        "あ",
        "い",
        "う",
        "お",
        "怒り",
        "困る",
        "上",
        "びっくり",
        "ウィンク２",
        "ｳｨﾝｸ２右",
    )  # noqa: RUF001
    character(names=mmd)
    binds = dict(zip(VRM, ({name: 1.0} for name in mmd[:6]), strict=True))
    assert told(part, monkeypatch, binds).convention == "MMD morphs (Japanese)"


def glb(path, told):
    """A binary glTF of that JSON."""
    text = json.dumps(told).encode()
    text += b" " * (-len(text) % 4)
    path.write_bytes(struct.pack("<4sIIII", b"glTF", 2, 0, len(text), 0x4E4F534A) + text)
    return path


def test_a_file_tells_what_the_importer_dropped(part, tmp_path):
    import bpy

    _, face = character(names=[f"target_{k}" for k in range(7)])
    bpy.context.scene.intone_settings.character = face
    presets = ("a", "i", "u", "e", "o", "blink", "angry")
    groups = [
        {"presetName": name, "binds": [{"mesh": 0, "index": 6 - k, "weight": 100}]}
        for k, name in enumerate(presets)
    ]
    told = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    path = glb(tmp_path / "face.vrm", {"meshes": [{"name": "Face"}], "extensions": told})
    assert bpy.ops.intone.rig_load(filepath=str(path)) == {"FINISHED"}
    rig = part("blender.character.rig_map").rig_of("Face")
    moved = {link.face: link.channel.name for link in rig.links if link.weight > 0}
    assert (moved["angry"], moved["eyeBlinkLeft"]) == ("target_0", "target_1")
    assert "headPitch" in moved
    path.write_bytes(path.read_bytes().replace(b'"Face"', b'"Feet"'))
    with pytest.raises(RuntimeError, match="tells of no shapes of Face"):
        bpy.ops.intone.rig_load(filepath=str(path))


def exported(path):
    """The file's character as a .vrm of version 0 has it: its names in the extras of primitives,
    and its bones called what nobody guesses."""
    import bpy

    bpy.ops.export_scene.gltf(filepath=str(path), export_animations=False)
    raw = path.read_bytes()
    (size,) = struct.unpack("<I", raw[12:16])
    told = json.loads(raw[20 : 20 + size])
    (mesh,) = (one for one in told["meshes"] if "targetNames" in one.get("extras", {}))
    mesh["primitives"][0]["extras"] = {"targetNames": mesh["extras"].pop("targetNames")}
    bones = [{"bone": name, "node": number} for name, number in numbers(told["nodes"])]
    for bone in bones:
        told["nodes"][bone["node"]]["name"] = f"J_{bone['node']}"
    told["extensions"] = {"VRM": {"humanoid": {"humanBones": bones}}}
    text = json.dumps(told).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + raw[20 + size :]
    path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)


def numbers(nodes):
    """VRM's names of bones, and their nodes."""
    names = {"head": "head", "eye.L": "leftEye", "eye.R": "rightEye"}
    for number, node in enumerate(nodes):
        if node.get("name") in names:
            yield names[node["name"]], number


def test_names_and_bones_that_the_importer_drops_are_loaded_from_the_file(part, tmp_path):
    import bpy

    rig, face = character(bones=("eye.L", "eye.R"), names=ARKIT)
    face.parent = rig
    face.vertex_groups.new(name="head").add([0, 1, 2], 1.0, "REPLACE")
    exported(tmp_path / "face.glb")
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.import_scene.gltf(filepath=str(tmp_path / "face.glb"))
    face = next(one for one in bpy.data.objects if one.type == "MESH" and one.data.shape_keys)
    assert face.data.shape_keys.key_blocks[1].name == "target_0"
    bpy.context.scene.intone_settings.character = face
    with pytest.raises(RuntimeError, match="importer dropped the names"):
        bpy.ops.intone.rig_recognise()
    assert bpy.ops.intone.rig_load(filepath=str(tmp_path / "face.glb")) == {"FINISHED"}
    rig = part("blender.character.rig_map").rig_of(face.name)
    moved = {link.face: link.channel.name for link in rig.links if link.weight > 0}
    own = {name: f"target_{k}" for k, name in enumerate(ARKIT)}
    assert {name: moved.get(name) for name in own} == own
    bones = {li.face: li.channel.name.partition(":")[0] for li in rig.links}
    turned = [bones[name] for name in ("headPitch", "leftEyeYaw", "rightEyeYaw")]
    assert all(bone.startswith("J_") for bone in turned) and len(set(turned)) == 3, turned
