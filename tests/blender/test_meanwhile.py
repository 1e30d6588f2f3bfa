"""What happens to a character or its scene while Intone works, or between two steps of writing."""

from __future__ import annotations

import pytest


@pytest.fixture
def ready(part, face_mesh, voice):
    """A scene where everything is chosen; the recipe of its character."""
    import bpy

    names = ("jawOpen", "mouthClose", "mouthSmileLeft", "own")
    face = bpy.context.scene.intone_settings.character = face_mesh(names)
    face.intone.sound = str(voice)
    return face.intone


def renamed(face):
    face.name = "Somebody"


def deleted(face):
    import bpy

    bpy.data.objects.remove(face)


def scene_deleted(face):
    import bpy

    scene = bpy.context.scene
    bpy.data.scenes.new("Other")
    bpy.data.scenes.remove(scene)


MEANWHILE = [
    (renamed, "There is no object Face in this file: choose the character again"),
    (deleted, "There is no object Face in this file: choose the character again"),
    (scene_deleted, "The scene Scene was deleted meanwhile: choose another one"),
]


@pytest.mark.parametrize(("happens", "said"), MEANWHILE)
def test_what_happens_to_the_character_meanwhile_is_one_sentence(part, actor, ready, happens, said):
    import bpy

    listen, face = actor.listen, ready.id_data

    def meanwhile(path, progress, *script):
        happens(face)
        return listen(path, progress)

    actor.listen = meanwhile
    with pytest.raises(RuntimeError, match=said):
        bpy.ops.intone.animate()
    assert not bpy.data.actions
    assert not any(
        scene.sequence_editor and scene.sequence_editor.strips for scene in bpy.data.scenes
    )


def test_a_scene_that_is_left_meanwhile_still_gets_its_take(part, actor, ready):
    import bpy

    listen, scene = actor.listen, bpy.context.scene

    def meanwhile(path, progress, *script):
        bpy.data.scenes.new("Other")
        return listen(path, progress)

    actor.listen = meanwhile
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert scene.sequence_editor.strips
    assert not bpy.data.scenes["Other"].sequence_editor


@pytest.fixture
def steps(part, face_mesh, take, monkeypatch):
    """A take of many curves that is being written, a curve a step; the first of them is there."""
    monkeypatch.setattr(part("blender.takes.actions"), "STEP_KEYS", 1)
    face_mesh()
    clip = part("animation.keyframes").keyframe(take(bpy_face()), 24.0, 1)
    steps = part("blender.takes.actions").write(clip, "hello", fingerprint="done")
    next(steps)
    return steps


def bpy_face():
    import bpy

    return bpy.data.objects["Face"]


def test_steps_write_what_one_go_writes(part, steps):
    import bpy

    (action,) = bpy.data.actions
    assert action["intone_fingerprint"] == "unfinished"
    written = part("blender.background.steps").run_all(steps)
    assert (written.name, action["intone_fingerprint"]) == ("hello", "done")
    assert bpy_face().data.shape_keys.animation_data.action == action
    curves = [curve for layer in action.layers for strip in layer.strips
              for bag in strip.channelbags for curve in bag.fcurves]  # fmt: skip
    assert len(curves) == laid_channels(part) and all(len(c.keyframe_points) for c in curves)


def laid_channels(part):
    inventory = part("blender.character.characters").inventory(bpy_face())
    return len([channel for channel in inventory if channel.name != "own"])


def test_a_character_deleted_between_two_steps_leaves_no_half_of_a_take(part, steps):
    import bpy

    bpy.data.objects.remove(bpy_face())
    with pytest.raises(part("errors").RigError, match="choose the character again"):
        part("blender.background.steps").run_all(steps)
    assert not bpy.data.actions


def test_a_take_undone_between_two_steps_is_not_written_on(part, steps):
    import bpy

    bpy.data.actions["hello"]["intone_fingerprint"] = "before"  # as an undo would leave it
    with pytest.raises(part("errors").RigError, match="was undone while it was written"):
        part("blender.background.steps").run_all(steps)
    assert not bpy.data.actions


def test_only_some_steps_are_taken_in_the_time_there_is(part, steps):
    run_for = part("blender.background.steps").run_for
    assert run_for(steps, 0.0) is None
    assert run_for(steps, 60.0).name == "hello"
