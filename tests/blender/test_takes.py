"""A face on the embedded head: the head turns as its channels say."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def head(part):
    import bpy

    return part("blender.head.head_mesh").add_head(bpy.context.scene.collection)


def lay(part, head, tmp_path, **channels):
    """Lays a still face of these channels on the head; the mesh it gives, [points, 3]."""
    import bpy

    names = part("face.basis").CHANNELS
    values = np.zeros((4, len(names)), np.float32)
    for name, value in channels.items():
        values[:, names.index(name)] = value
    takes = part("blender.takes.write")
    target = takes.Target(head.mesh.name, bpy.context.scene.name, tmp_path, place_sound=False)
    takes.write_face(part("track").Track(values, 50.0, names), target)
    shown = head.mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = np.empty((len(shown.data.vertices), 3), np.float32)
    shown.data.vertices.foreach_get("co", points.ravel())
    return points


def shifts(part, head, tmp_path, **channels):
    """How far the nose tip and the top of the head move, metres."""
    rest, moved = lay(part, head, tmp_path), lay(part, head, tmp_path, **channels)
    nose, top = rest[:, 1].argmin(), rest[:, 2].argmax()
    return moved[nose] - rest[nose], moved[top] - rest[top]


def test_yaw_turns_the_nose_to_the_characters_right(part, head, tmp_path):
    nose, top = shifts(part, head, tmp_path, headYaw=0.3)
    assert nose[0] < -0.02 and abs(top[2]) < 0.02  # it faces -Y, so its right is -X
    assert abs(nose[2]) < 0.005


def test_pitch_nods_down(part, head, tmp_path):
    nose, _ = shifts(part, head, tmp_path, headPitch=0.3)
    assert nose[2] < -0.02
    assert abs(nose[0]) < 0.005


def test_roll_tips_the_head_to_its_right_shoulder(part, head, tmp_path):
    nose, top = shifts(part, head, tmp_path, headRoll=0.3)
    assert top[0] < -0.03 and abs(top[1]) < 0.03
    assert abs(nose[1]) < 0.01


def test_a_scene_that_is_gone_is_one_plain_sentence(part, head, tmp_path):
    import bpy

    takes, names = part("blender.takes.write"), part("face.basis").CHANNELS
    face = part("track").Track(np.zeros((4, len(names)), np.float32), 50.0, names)
    with pytest.raises(part("errors").RigError, match="scene Elsewhere was deleted"):
        takes.write_face(face, takes.Target(head.mesh.name, "Elsewhere", tmp_path))
    assert not bpy.data.actions
