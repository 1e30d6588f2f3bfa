"""Live: a change of the recipe shows on the face without Animate, and never fights an undo."""

from __future__ import annotations

import time

import pytest


@pytest.fixture
def recipe(part, actor, face_mesh, voice):
    """The recipe of a character that was animated once."""
    import bpy

    face = bpy.context.scene.intone.character = face_mesh(
        ("jawOpen", "mouthClose", "mouthSmileLeft")
    )
    face.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    settle(part)
    return face.intone


def settle(part):
    """Does what Blender's timers would do, which do not run without a window."""
    (live,) = part("blender.live")._live
    while live.tick() is not None:
        time.sleep(0.001)
    assert live.refusal == ""


def shown(name, frame=10):
    import bpy

    bpy.context.scene.frame_set(frame)
    return bpy.data.objects["Face"].data.shape_keys.key_blocks[name].value


def test_a_slider_shows_at_once_and_hears_nothing_again(part, actor, recipe, voice):
    recipe.scale = 1.6
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.8)
    assert actor.heard == [voice]


def test_nothing_is_acted_where_nothing_changed(part, actor, recipe):
    acted = []
    actor.act = lambda *args: acted.append(args)
    recipe.scale = recipe.scale
    part("blender.live").touch("Face")
    settle(part)
    assert not acted


def test_a_keyed_slider_is_acted_as_it_changes(part, actor, recipe):
    import bpy

    recipe.emotion_source = "MIX"
    for frame, value in ((1, 0.0), (25, 1.0)):
        recipe.happy = value
        recipe.keyframe_insert("happy", frame=frame)
    bpy.context.view_layer.update()
    settle(part)
    assert shown("mouthSmileLeft", 1) == pytest.approx(0.0, abs=0.01)
    assert shown("mouthSmileLeft", 13) == pytest.approx(0.5, abs=0.05)
    assert shown("mouthSmileLeft", 25) == pytest.approx(1.0, abs=0.01)
    (curve,) = (c for c in curves(recipe.id_data.animation_data) if c.data_path == "intone.happy")
    curve.keyframe_points[1].co[1] = 0.5
    curve.update()
    bpy.context.view_layer.update()
    settle(part)
    assert shown("mouthSmileLeft", 25) == pytest.approx(0.5, abs=0.01)


def curves(animation):
    action, slot = animation.action, animation.action_slot
    return action.layers[0].strips[0].channelbag(slot).fcurves


def test_an_undo_brings_recipe_and_face_together_again(part, actor, recipe):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    bpy.data.objects["Face"].intone.scale = 1.6
    bpy.ops.ed.undo_push(message="the slider, as the interface would")
    settle(part)
    bpy.data.objects["Face"].intone.scale = 0.4
    bpy.ops.ed.undo_push(message="the slider again")
    settle(part)
    assert shown("jawOpen") == pytest.approx(0.2)
    for step, scale in ((bpy.ops.ed.undo, 1.6), (bpy.ops.ed.undo, 1.0), (bpy.ops.ed.redo, 1.6)):
        step()
        settle(part)
        assert bpy.data.objects["Face"].intone.scale == pytest.approx(scale)
        assert shown("jawOpen") == pytest.approx(scale / 2)


def test_the_latest_of_many_changes_wins(part, actor, recipe):
    (live,) = part("blender.live")._live
    for scale in (0.2, 0.9, 1.4, 2.0):
        recipe.scale = scale
        live.tick()
    settle(part)
    assert shown("jawOpen") == pytest.approx(1.0)


def test_a_deleted_character_is_no_fault(part, actor, recipe):
    import bpy

    recipe.scale = 0.5
    bpy.data.objects.remove(bpy.data.objects["Face"])
    (live,) = part("blender.live")._live
    while live.tick() is not None:
        time.sleep(0.001)
    assert "no object Face" in live.refusal
