"""What is the artist's stays so to the last bit, whatever Intone does beside it, and after it."""

from __future__ import annotations

import pytest

from support.artist import artists, blocks, curves_of


@pytest.fixture
def face(part, actor, face_mesh, voice):
    """A face that its artist animated in every way, with a voice to say."""
    import bpy

    names = ("jawOpen", "mouthClose", "mouthSmileLeft", "eyeBlinkLeft", "own")
    face = bpy.context.scene.intone_settings.character = face_mesh(names)
    face.intone.sound = str(voice)
    bpy.context.scene.frame_set(3)
    keys = face.data.shape_keys
    for name, value in (("jawOpen", 0.25), ("own", 0.75)):
        keys.key_blocks[name].value = value
        keys.key_blocks[name].keyframe_insert("value", frame=3)
        keys.key_blocks[name].keyframe_insert("value", frame=60)
    keys.key_blocks["mouthClose"].value = 0.125
    keys.key_blocks["eyeBlinkLeft"].driver_add("value").driver.expression = "0.5"
    strip(keys, keys.animation_data.action)
    rig = bpy.data.objects["Rig"]
    rig.keyframe_insert("location", frame=9)
    strip(rig, rig.animation_data.action)
    rig.animation_data.action = None
    face.keyframe_insert("location", frame=9)
    bpy.context.scene.frame_set(3)
    return face


def strip(data, action):
    track = data.animation_data.nla_tracks.new()
    track.name = "Mine"
    track.strips.new("mine", 100, action)


def run(verb, **words):
    import bpy

    assert getattr(bpy.ops.intone, verb)(**words) == {"FINISHED"}


def whole_day(settings):
    """An artist's day with Intone, step by step."""
    yield run("animate")
    settings.scale, settings.layer = 0.3, "NLA"
    yield run("animate")
    settings.layer = "ACTION"
    yield run("fill_intensity")
    yield run("animate")
    yield run("duplicate_take", name="other")
    settings.emotion_source, settings.happy = "MIX", 0.5
    yield run("animate")
    yield run("switch_take", name="hello")
    yield run("rename_take", name="first")
    yield run("delete_take")
    yield run("new_take")
    yield run("animate")
    yield run("clear_intensity") if settings.intensity_source == "CURVE" else None


@pytest.mark.parametrize("end", ["stay", "remove"])
def test_the_artists_own_is_the_same_to_the_last_bit(part, face, end):
    before = artists(face)
    for _ in whole_day(face.intone):
        assert artists(face) == before
    if end == "remove":
        run("remove")
        assert artists(face) == before


def test_removing_leaves_no_trace(part, face):
    import bpy

    before = everything(face)
    for _ in whole_day(face.intone):
        pass
    run("remove")
    bpy.context.scene.frame_set(3)
    assert everything(face) == before


def everything(face):
    import bpy

    keys = face.data.shape_keys
    values = {block.name: round(block.value, 6) for block in keys.key_blocks}
    turn = tuple(bpy.data.objects["Rig"].pose.bones["neck"].rotation_euler)
    registered = {"intone", "intone_rig"}  # Blender 4.5 keeps them, empty, once they were read
    props = [sorted(set(data.keys()) - registered) for data in blocks(face)]
    strips = bpy.context.scene.sequence_editor
    tracks = [
        [t.name for t in d.animation_data.nla_tracks] for d in blocks(face) if d.animation_data
    ]
    return (
        *(artists(face), values, turn, sorted(bpy.data.actions.keys()), props, tracks),
        *(len(strips.strips) if strips else 0, len(bpy.data.sounds), len(face.intone.takes)),
    )


def test_removing_is_one_undo_step(part, face):
    import bpy

    run("animate")
    bpy.ops.ed.undo_push(message="before")
    before = everything(face)
    bpy.ops.intone.remove("EXEC_DEFAULT", True)
    bpy.ops.ed.undo()
    assert everything(bpy.data.objects["Face"]) == before


def test_baking_joins_the_artists_action_beside_its_keys(part, face):
    import bpy

    keys = face.data.shape_keys
    mine = keys.animation_data.action
    before = dict((path, rest) for _, path, *rest in curves_of(mine))
    run("animate")
    shown = values_at(face, 10)
    run("bake")
    after = dict((path, rest) for _, path, *rest in curves_of(mine))
    assert {path: after[path] for path in before} == before
    assert 'key_blocks["mouthSmileLeft"].value' in after
    assert values_at(face, 10) == shown
    assert not [
        action for action in bpy.data.actions if part("blender.character.playback").is_ours(action)
    ]
    assert [t.name for t in keys.animation_data.nla_tracks] == ["Mine"]
    run("animate")
    assert dict((path, rest) for _, path, *rest in curves_of(mine)) == after


@pytest.mark.parametrize("layer", ["ACTION", "NLA"])
def test_baking_on_a_bare_character_leaves_plain_keys(part, actor, face_mesh, voice, layer):
    import bpy

    face = bpy.context.scene.intone_settings.character = face_mesh()
    face.intone.sound, face.intone.layer = str(voice), layer
    run("animate")
    shown = values_at(face, 10)
    run("bake")
    keys = face.data.shape_keys
    assert keys.animation_data.action.name == "hello"
    assert not len(keys.animation_data.nla_tracks)
    assert not list(keys.animation_data.action.keys())
    assert values_at(face, 10) == shown
    baked = curves_of(keys.animation_data.action)
    face.intone.scale = 0.1
    run("animate")
    assert curves_of(keys.animation_data.action) == baked


def values_at(face, frame):
    import bpy

    bpy.context.scene.frame_set(frame)
    return [round(block.value, 6) for block in face.data.shape_keys.key_blocks]
