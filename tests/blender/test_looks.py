"""What a character looks at becomes the direction of its face, wherever that is and moves."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def head(part):
    """The embedded head, at the origin, which looks along -y."""
    import bpy

    bpy.ops.intone.add_head()
    return bpy.context.scene.intone_settings.character


def look(part, thing, start=1):
    """Yaw and pitch in degrees, metres and weight, [frames, 4]."""
    import bpy

    placement = part("animation.placement").Placement(start)
    weight = part("track").Track(np.ones((1, 1), np.float32), 50.0, ("look_weight",))
    found = part("properties.looks").look(thing, bpy.context.scene, placement, weight)
    return None if found is None else found.values * (180 / np.pi, 180 / np.pi, 1, 1)


def eyes(part, thing):
    seen = part("blender.character.sight").sight_of(thing)
    return part("blender.character.sight").places(seen, np.array([1.0]))[0]


def empty(place):
    import bpy

    made = bpy.data.objects.new("Target", None)
    bpy.context.scene.collection.objects.link(made)
    made.location = place
    bpy.context.view_layer.update()
    return made


def test_straight_ahead_is_no_look(part, head):
    assert look(part, head) is None


@pytest.mark.parametrize(
    ("away", "yaw", "pitch"),
    [((0, -2, 0), 0, 0), ((-2, -2, 0), 45, 0), ((2, -2, 0), -45, 0), ((0, -1, -1), 0, 45)],
)
def test_an_object_is_to_the_characters_right_and_down(part, head, away, yaw, pitch):
    head.intone_life.look_at = "OBJECT"
    head.intone_life.target = empty(eyes(part, head) + away)
    found = look(part, head)
    assert found.shape == (1, 4)
    np.testing.assert_allclose(found[0], (yaw, pitch, np.linalg.norm(away), 1), atol=0.1)


def test_the_camera_and_the_3d_cursor_are_looked_at(part, head):
    import bpy

    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.camera, camera.location = camera, eyes(part, head) + (-1, -1, 0)
    scene.cursor.location = eyes(part, head) + (1, -1, 0)
    bpy.context.view_layer.update()
    for name, yaw in (("CAMERA", 45), ("CURSOR", -45)):
        head.intone_life.look_at = name
        assert look(part, head)[0, 0] == pytest.approx(yaw, abs=0.1)


def test_a_target_with_keys_is_followed_frame_by_frame(part, head):
    import bpy

    target = empty(eyes(part, head) + (0, -2, 0))
    target.keyframe_insert("location", frame=1)
    target.location = eyes(part, head) + (-2, -2, 0)
    target.keyframe_insert("location", frame=25)
    bpy.context.scene.render.fps, bpy.context.scene.frame_end = 25, 60
    head.intone_life.look_at, head.intone_life.target = "OBJECT", target
    yaw = look(part, head)[:, 0]
    assert len(yaw) > 40
    np.testing.assert_allclose(yaw[[0, 30]], (0, 45), atol=0.2)
    assert (np.diff(yaw[:24]) > 0).all()


def test_a_character_that_turns_sees_its_target_elsewhere(part, head):
    body = head.parent or head
    head.intone_life.look_at = "OBJECT"
    head.intone_life.target = empty(eyes(part, head) + (0, -200, 0))
    body.rotation_euler = (0, 0, np.radians(30))
    empty((0, 0, 0))
    assert look(part, head)[0, 0] == pytest.approx(30, abs=0.5)


@pytest.fixture
def dialogue(part, head, voice):
    """Two heads beside one another, and a line of each by turns."""
    import bpy

    scene = bpy.context.scene
    bpy.ops.intone.add_head()
    other = scene.intone_settings.character
    for number, thing in enumerate((head, other)):
        (thing.parent or thing).location = (-0.5 + number, 0, 0)
    bpy.context.view_layer.update()
    for number in range(4):
        line = scene.intone_lines.lines.add()
        line.character, line.sound = (head, other)[number % 2], str(voice)
        line.start = 1 + 50 * number
    scene.intone_dialogue.look_at_speaker = True
    return head, other


def test_characters_look_at_the_speaker_and_he_at_whom_he_answers(part, dialogue):
    first, second = dialogue
    assert look(part, first)[:, 0] == pytest.approx(-90, abs=2)  # the other is to its left
    assert look(part, second)[:, 0] == pytest.approx(90, abs=2)
    turns = part("properties.looks").speech_turns(__import__("bpy").context.scene)
    assert [name for _, name in turns] == [first.name, second.name] * 2


def test_a_third_looks_from_one_speaker_to_the_next_a_little_later(part, dialogue):
    import bpy

    bpy.ops.intone.add_head()
    third = bpy.context.scene.intone_settings.character
    (third.parent or third).location = (0, 1.5, 0)
    bpy.context.view_layer.update()
    bpy.context.scene.render.fps, bpy.context.scene.frame_end = 25, 200
    yaw = look(part, third)[:, 0]
    first, second = yaw[10], yaw[70]
    assert first == pytest.approx(-second, abs=3)
    assert abs(first) > 10
    changes = 1 + np.flatnonzero(np.abs(np.diff(yaw)) > 5)
    assert changes.tolist() == [57, 107, 157]  # a quarter of a second after frames 51, 101, 151
    bpy.context.scene.intone_dialogue.look_at_speaker = False
    assert look(part, third) is None
