"""A head without a skeleton turns as an object, where that is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from intone.head.container import read_head

SHAPES = ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight")


@pytest.fixture
def face(part):
    """The embedded head's skin with a few shapes, and teeth beside it; no armature."""
    import bpy

    head = read_head()
    objects = []
    for name in ("Face", "Teeth"):
        data = bpy.data.meshes.new(name)
        data.from_pydata(head.vertices.tolist(), [], [])
        thing = bpy.data.objects.new(name, data)
        bpy.context.scene.collection.objects.link(thing)
        objects.append(thing)
    for shape in ("Basis", *SHAPES):
        block = objects[0].shape_key_add(name=shape, from_mix=False)
        if shape != "Basis":
            points = np.array(head.vertices)
            points[head.shapes[shape].indices] += head.shapes[shape].deltas
            block.data.foreach_set("co", points.ravel())
    objects[1].parent = objects[0]
    bpy.context.scene.intone_settings.character = objects[0]
    return objects[0]


def nose(part, face, wanted):
    """Where the foremost point is with that pose, and how the rest of the body lies."""
    import bpy

    posing, preview = part("blender.character.posing"), part("blender.character.preview")
    posing.put(preview.standing(part("blender.character.rig_map").rig_of("Face"), wanted))
    bpy.context.view_layer.update()
    points = np.array([face.matrix_world @ v.co for v in face.data.vertices])
    return points[np.array([v.co.y for v in face.data.vertices]).argmin()]


@pytest.mark.parametrize("aside", [0.0, np.pi, np.pi / 2])
def test_the_head_nods_and_turns_whichever_way_it_looks(part, face, aside):
    import bpy

    face.rotation_euler.z, face.location = aside, (1, 2, 3)
    bpy.context.view_layer.update()
    before = np.array(face.matrix_world)
    assert bpy.ops.intone.rig_neck() == {"FINISHED"}
    assert np.array(face.matrix_world) == pytest.approx(before, abs=1e-5), "nothing moves at first"
    still = nose(part, face, {})
    assert np.array(face.matrix_world) == pytest.approx(before, abs=1e-3)
    down = nose(part, face, {"headPitch": 0.2}) - still
    assert down[2] < -0.01
    right = np.array([-np.cos(aside), -np.sin(aside), 0])
    assert (nose(part, face, {"headYaw": 0.2}) - still) @ right > 0.01


def test_all_parts_hang_on_it_and_it_is_keyed(part, face, actor, voice):
    import bpy

    assert bpy.ops.intone.rig_neck() == {"FINISHED"}
    neck = bpy.data.objects["Neck of Face"]
    assert bpy.data.objects["Teeth"].parent == face and face.parent == neck
    face.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    angles = []
    for frame in (5, 15, 25):
        bpy.context.scene.frame_set(frame)
        angles.append(neck.rotation_euler.z)
    assert np.ptp(angles) > 0.1
    with pytest.raises(RuntimeError, match="turns already"):
        bpy.ops.intone.rig_neck()
