"""Eyeballs that are objects of their own, without bones, turn as objects where that is asked."""

from __future__ import annotations

import numpy as np
import pytest

from intone.face.basis import CHANNELS, index
from intone.head.container import read_head

SHAPES = ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight")


@pytest.fixture
def face(part):
    """The embedded head's skin with a few shapes, and its eyes as objects that hang on it."""
    import bpy

    head = read_head()
    objects = {}
    for name, of_head in (("Face", "skin"), ("A", "eye_left"), ("B", "eye_right"), ("T", "tongue")):
        corners = np.repeat(head.face_part == head.parts.index(of_head), head.lengths)
        rows = np.unique(head.loops[corners])
        data = bpy.data.meshes.new(name)
        data.from_pydata(head.vertices[rows].tolist(), [], [])
        objects[name] = bpy.data.objects.new(name, data)
        bpy.context.scene.collection.objects.link(objects[name])
        if name != "Face":
            objects[name].parent = objects["Face"]
            continue
        for shape in ("Basis", *SHAPES):
            block = objects[name].shape_key_add(name=shape, from_mix=False)
            points = head.vertices if shape == "Basis" else head.shaped({shape: 1.0})
            block.data.foreach_set("co", points[rows].astype(np.float32).ravel())
            block.value = 0.0
    bpy.context.scene.intone_settings.character = objects["Face"]
    bpy.context.view_layer.update()
    return objects["Face"]


def points(name):
    import bpy

    bpy.context.view_layer.update()
    thing = bpy.data.objects[name]
    return np.array([thing.matrix_world @ v.co for v in thing.data.vertices])


def look(part, **wanted):
    rig = part("blender.character.rig_map").rig_of("Face")
    part("blender.character.posing").put(part("blender.character.preview").standing(rig, wanted))


@pytest.mark.parametrize("aside", [0.0, 0.7, np.pi])
def test_each_turns_about_its_middle_to_the_side_that_it_is_asked_to(part, face, aside):
    import bpy

    face.rotation_euler.z, face.location = aside, (1, 2, 3)
    bpy.data.objects["A"].rotation_mode = "QUATERNION"  # as glTF's importer leaves them
    before = {name: points(name) for name in "AB"}
    assert bpy.ops.intone.rig_eyes() == {"FINISHED"}
    for name in "AB":
        assert points(name) == pytest.approx(before[name], abs=1e-5), "nothing moves at first"
    left = np.array([np.cos(aside), np.sin(aside), 0])
    front = np.array([np.sin(aside), -np.cos(aside), 0])
    foremost = {name: (before[name] @ front).argmax() for name in "AB"}
    look(part, leftEyeYaw=-0.3, rightEyeYaw=-0.3)
    for name in "AB":
        moved = points(name)
        assert (moved[foremost[name]] - before[name][foremost[name]]) @ left > 0.003
        assert moved.mean(0) == pytest.approx(before[name].mean(0), abs=1e-4), "about its middle"
    look(part, leftEyePitch=0.3)
    assert (points("A") - before["A"])[foremost["A"]][2] < -0.003, "down"
    assert points("B") == pytest.approx(before["B"], abs=1e-5), "each by itself"


def test_a_take_keys_them_and_they_are_not_turned_twice(part, face, voice):
    import bpy

    assert bpy.ops.intone.rig_eyes() == {"FINISHED"}
    values = np.zeros((100, len(CHANNELS)), np.float32)
    values[:, index("leftEyeYaw")] = 0.3 * np.sin(np.arange(100) / 8)
    takes = part("blender.takes.write")
    target = takes.Target("Face", bpy.context.scene.name, voice, 0, place_sound=False)
    takes.write_face(part("track").Track(values, 50.0, CHANNELS), target)
    angles = []
    for frame in range(1, 45, 3):
        bpy.context.scene.frame_set(frame)
        angles.append(tuple(bpy.data.objects["A"].delta_rotation_euler))
    assert np.ptp(angles, axis=0).max() == pytest.approx(0.6, abs=0.05)
    with pytest.raises(RuntimeError, match="look about already"):
        bpy.ops.intone.rig_eyes()


def test_where_no_pair_is_found_it_is_said_what_is_needed(face):
    import bpy

    bpy.data.objects.remove(bpy.data.objects["B"])
    with pytest.raises(RuntimeError, match="make each an object of its own"):
        bpy.ops.intone.rig_eyes()


def test_recognise_points_to_the_buttons_until_they_were_pressed(part, face):
    import bpy

    say = part("blender.character.rig_setup").from_names
    said = say(face, "")
    assert "A and B: press Turn Eyes as Objects" in said
    assert "Face has no skeleton" in said and "press Turn as Object" in said
    assert bpy.ops.intone.rig_neck() == {"FINISHED"}
    assert bpy.ops.intone.rig_eyes() == {"FINISHED"}
    complete = part("blender.character.rig_setup").complete
    assert "press Turn" not in complete(face)
    for name in "AB":
        bpy.data.objects.remove(bpy.data.objects[name])
    assert "Eyes as Objects" not in say(face, ""), "no eyes, nothing to press"


def test_flat_eyes_are_not_turned_as_objects(part, face):
    """Drawn eyes are discs: they would sink into the face."""
    import bpy

    for name in "AB":
        for vertex in bpy.data.objects[name].data.vertices:
            vertex.co.y = -0.1
    bpy.context.view_layer.update()
    with pytest.raises(RuntimeError, match="No two eyeballs"):
        bpy.ops.intone.rig_eyes()
    assert "Eyes as Objects" not in part("blender.character.rig_setup").from_names(face, "")
