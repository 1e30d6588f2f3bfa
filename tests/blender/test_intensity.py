"""The artist's intensity curve: filled from the voice, drawn over, and theirs from then on."""

from __future__ import annotations

import numpy as np
import pytest

from intone.emotion.intensity import ATTACK, FLOOR, LEAD


@pytest.fixture
def settings(actor, ready):
    """The settings of a character whose voice is heard louder and louder; not animated yet."""
    actor.intensity = np.linspace(0, 1, 100)
    return ready


def curve(part, settings):
    return part("blender.takes.curves").find(settings.id_data, "intensity")


def keys(part, settings):
    return [tuple(key.co) for key in curve(part, settings).keyframe_points]


def stretches(part, settings):
    return part("blender.takes.filled_curves").edited_stretches(settings.id_data, "intensity")


def test_filled_it_is_what_is_heard(part, settings):
    import bpy

    assert bpy.ops.intone.fill_intensity() == {"FINISHED"}
    assert settings.intensity_source == "CURVE"
    frames = np.arange(48)
    seen = [curve(part, settings).evaluate(1 + frame) for frame in frames]
    heard = FLOOR + (1 - FLOOR) * np.interp(
        frames / 24, np.arange(100) / 50, np.linspace(0, 1, 100)
    )
    present = 1 - np.exp(-(frames / 24 + LEAD + 0.02) / ATTACK)
    np.testing.assert_allclose(seen, present * heard, atol=0.02)
    assert len(keys(part, settings)) < 24
    assert stretches(part, settings) == []


def test_what_was_drawn_stays_through_a_filling(part, settings):
    import bpy

    bpy.ops.intone.fill_intensity()
    untouched = keys(part, settings)
    curve(part, settings).keyframe_points.insert(30, 0.123).interpolation = "BEZIER"
    ((first, last),) = drawn = stretches(part, settings)
    assert first < 30 < last
    settings.attack = 0.5
    bpy.ops.intone.fill_intensity()
    assert stretches(part, settings) == drawn
    (mine,) = (k for k in curve(part, settings).keyframe_points if k.co[0] == 30)
    assert (mine.co[1], mine.interpolation) == (pytest.approx(0.123), "BEZIER")
    assert keys(part, settings) != untouched
    bpy.context.scene.frame_set(30)
    bpy.ops.intone.reset_stretch()
    assert stretches(part, settings) == []
    settings.attack = ATTACK
    bpy.ops.intone.fill_intensity()
    np.testing.assert_allclose(keys(part, settings), untouched, atol=1e-5)


def test_giving_back_what_is_not_drawn_is_one_sentence(part, settings):
    import bpy

    bpy.ops.intone.fill_intensity()
    before = keys(part, settings)
    with pytest.raises(RuntimeError, match="You drew nothing at that frame"):
        bpy.ops.intone.reset_stretch(first=3, last=5)
    assert keys(part, settings) == before


def test_clearing_leaves_nothing_and_the_voice_speaks_again(part, settings):
    import bpy

    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.intone.clear_intensity()
    bpy.ops.intone.fill_intensity()
    assert bpy.ops.intone.clear_intensity() == {"FINISHED"}
    assert settings.intensity_source == "VOICE"
    assert curve(part, settings) is None
    assert not bpy.data.actions


def test_the_curve_of_an_animated_character_lies_beside_its_own_keys(part, settings):
    import bpy

    face = settings.id_data
    face.keyframe_insert("location", frame=7)
    action = face.animation_data.action
    bpy.ops.intone.fill_intensity()
    bpy.ops.intone.clear_intensity()
    assert face.animation_data.action == action
    bag = action.layers[0].strips[0].channelbag(face.animation_data.action_slot)
    assert {c.data_path for c in bag.fcurves} == {"location"}
    assert not list(action.keys())


@pytest.mark.parametrize("verb", ["fill_intensity", "reset_stretch", "clear_intensity"])
def test_each_is_one_undo_step(part, settings, verb):
    import bpy

    if verb != "fill_intensity":
        bpy.ops.intone.fill_intensity()
        curve(part, settings).keyframe_points.insert(30, 0.123)
    bpy.context.scene.frame_set(30)
    bpy.ops.ed.undo_push(message="before")
    before = state(part)
    getattr(bpy.ops.intone, verb)("EXEC_DEFAULT", True)
    assert state(part) != before
    bpy.ops.ed.undo()
    assert state(part) == before


def state(part):
    import bpy

    settings = bpy.data.objects["Face"].intone
    there = curve(part, settings) is not None
    return settings.intensity_source, keys(part, settings) if there else None
