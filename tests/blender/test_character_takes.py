"""Takes of one character: each with its recipe, keys and curves, and one of them plays."""

from __future__ import annotations

import pytest


@pytest.fixture
def recipe(part, actor, face_mesh, voice):
    """The recipe of a character that was animated once, at scale 1."""
    import bpy

    names = ("jawOpen", "mouthClose", "mouthSmileLeft", "own")
    face = bpy.context.scene.intone_settings.character = face_mesh(names)
    face.intone.sound = str(voice)
    bpy.ops.intone.animate()
    return face.intone


def jaw():
    import bpy

    bpy.context.scene.frame_set(10)
    return bpy.data.objects["Face"].data.shape_keys.key_blocks["jawOpen"].value


def test_animate_makes_a_take_and_then_makes_it_again(part, recipe):
    import bpy

    recipe.scale = 0.4
    bpy.ops.intone.animate()
    (take,) = recipe.takes
    assert (take.name, take.action.name) == ("hello", "hello")
    assert take.open and recipe.scale == pytest.approx(0.4)
    assert "Intone" in recipe.made_by and "an actor" in recipe.made_by
    assert not any(take.is_property_set(name) for name in part("properties.take_settings").SETTINGS)


def test_another_sound_is_another_take_and_coming_back_makes_the_first_again(
    part, recipe, voice, tmp_path
):
    import bpy

    other = tmp_path / "goodbye.wav"
    other.write_bytes(voice.read_bytes())
    for path in (other, voice, other):
        recipe.sound = str(path)
        bpy.ops.intone.animate()
    assert [take.name for take in recipe.takes] == ["hello", "goodbye"]
    assert recipe.takes[recipe.active_take].name == "goodbye"


def test_takes_are_compared_by_switching(part, recipe):
    import bpy

    bpy.ops.intone.duplicate_take(name="strong")
    recipe.scale = 2.0
    bpy.ops.intone.animate()
    assert [take.action.name for take in recipe.takes] == ["hello", "strong"]
    assert jaw() == pytest.approx(1.0)
    bpy.ops.intone.switch_take(name="hello")
    assert (recipe.scale, jaw()) == pytest.approx((1.0, 0.5))
    recipe.active_take = 1
    assert (recipe.scale, jaw()) == pytest.approx((2.0, 1.0))
    bpy.ops.intone.switch_take()
    assert recipe.active_take == 0


def test_each_take_has_its_own_curves(part, recipe):
    import bpy

    recipe.emotion_source = "MIX"
    key(recipe, "sad", {1: 0.1, 30: 0.9})
    before = snapshot(recipe)
    bpy.ops.intone.duplicate_take()
    assert snapshot(recipe) == before
    key(recipe, "sad", {12: 0.7})
    changed = snapshot(recipe)
    assert changed != before
    for name, expected in (("hello", before), ("hello.001", changed), ("hello", before)):
        bpy.ops.intone.switch_take(name=name)
        assert snapshot(recipe) == expected
    bpy.ops.intone.new_take(name="plain")
    assert not snapshot(recipe)
    assert recipe.emotion_source == "AUTO"


def test_another_voice_leaves_the_take_before_its_settings_and_curves(
    part, recipe, voice, tmp_path
):
    import bpy

    other = tmp_path / "goodbye.wav"
    other.write_bytes(voice.read_bytes())
    recipe.emotion_source, recipe.scale = "MIX", 1.5
    key(recipe, "sad", {1: 0.1, 30: 0.9})
    bpy.ops.intone.animate()
    before = snapshot(recipe)
    recipe.sound = str(other)
    assert not recipe.takes[0].open
    recipe.scale = 0.3
    key(recipe, "sad", {12: 0.7})
    recipe.sound = str(voice)  # chosen again before Animate: the recipe stay as they are
    assert recipe.takes[0].open and recipe.scale == pytest.approx(0.3)
    recipe.scale = 1.5
    snapshot_again = snapshot(recipe)
    recipe.sound = str(other)
    recipe.scale = 0.3
    bpy.ops.intone.animate()
    assert [take.open for take in recipe.takes] == [False, True]
    recipe.active_take = 0
    assert recipe.sound == str(voice) and recipe.scale == pytest.approx(1.5)
    assert snapshot(recipe) == snapshot_again != before


def key(recipe, name, keys):
    for frame, value in keys.items():
        setattr(recipe, name, value)
        recipe.keyframe_insert(name, frame=frame)


def snapshot(recipe):
    import bpy

    animation = recipe.id_data.animation_data
    if animation is None or animation.action is None:
        return None
    bag = animation.action.layers[0].strips[0].channelbag(animation.action_slot)
    assert animation.action in list(bpy.data.actions)
    return {
        curve.data_path: [
            (*p.co, *p.handle_left, *p.handle_right, p.interpolation, p.handle_left_type)
            for p in curve.keyframe_points
        ]
        for curve in bag.fcurves
    }


def test_renaming_names_the_action_and_refuses_a_taken_name(part, recipe):
    import bpy

    bpy.ops.intone.rename_take(name="first")
    assert [(take.name, take.action.name) for take in recipe.takes] == [("first", "first")]
    bpy.ops.intone.animate()
    assert [take.name for take in recipe.takes] == ["first"]
    bpy.ops.intone.duplicate_take()
    with pytest.raises(RuntimeError, match="A take is called first already"):
        bpy.ops.intone.rename_take(name="first")
    recipe.takes[1].name = "first"  # as a list in the interface does
    assert recipe.takes[1].name == recipe.takes[1].action.name == "first.001"


def test_deleting_shows_the_take_beside_it(part, recipe):
    import bpy

    bpy.ops.intone.duplicate_take(name="strong")
    bpy.ops.intone.delete_take()
    assert [take.name for take in recipe.takes] == ["hello"]
    assert "strong" not in bpy.data.actions
    assert jaw() == pytest.approx(0.5)
    bpy.ops.intone.delete_take()
    assert not len(recipe.takes) and not bpy.data.actions
    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.intone.delete_take()


@pytest.mark.parametrize("verb", ["new_take", "duplicate_take", "switch_take", "delete_take"])
def test_each_is_one_undo_step(part, recipe, verb):
    import bpy

    bpy.ops.intone.duplicate_take(name="strong")
    bpy.ops.ed.undo_push(message="before")
    before = state()
    getattr(bpy.ops.intone, verb)("EXEC_DEFAULT", True)
    assert state() != before
    bpy.ops.ed.undo()
    assert state() == before


def state():
    import bpy

    recipe = bpy.data.objects["Face"].intone
    keys = bpy.data.objects["Face"].data.shape_keys
    playing = keys.animation_data.action.name
    return [take.name for take in recipe.takes], recipe.active_take, playing


def test_the_recipe_is_there_when_the_file_is_opened_again(part, recipe, tmp_path):
    import bpy

    recipe.emotion_source, recipe.bias, recipe.lead = "MIX", 0.25, 40
    key(recipe, "sad", {1: 0.1, 30: 0.9})
    bpy.ops.intone.animate()
    bpy.ops.intone.duplicate_take(name="strong")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "kept.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "kept.blend"))
    again = bpy.data.objects["Face"].intone
    assert [take.name for take in again.takes] == ["hello", "strong"]
    assert (again.emotion_source, again.bias, again.lead) == ("MIX", 0.25, 40)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    bpy.ops.intone.switch_take(name="hello")
    assert set(snapshot(again)) == {"intone.sad"}


def test_the_sound_follows_the_take(part, recipe, voice, tmp_path):
    import bpy

    other = tmp_path / "goodbye.wav"
    other.write_bytes(voice.read_bytes())
    recipe.sound = str(other)
    bpy.ops.intone.animate()
    assert [s.name for s in bpy.context.scene.sequence_editor.strips] == ["goodbye"]
    bpy.ops.intone.switch_take(name="hello")
    assert [s.name for s in bpy.context.scene.sequence_editor.strips] == ["hello"]
