"""One character: its voice, emotion and takes, whichever of its parts is chosen."""

from __future__ import annotations

import pytest

SHAPES = ("jawOpen", "mouthClose", "mouthSmileLeft")


@pytest.fixture
def parts(actor, face_mesh):
    """Teeth with fewer points than the face, the face, and the armature of both."""
    import bpy

    face = face_mesh(SHAPES)
    teeth = bpy.data.objects.new("Teeth", bpy.data.meshes.new("Teeth"))
    teeth.data.from_pydata([(0, 0, 0), (1, 0, 0)], [(0, 1)], [])
    bpy.context.scene.collection.objects.link(teeth)
    for key in ("Basis", *SHAPES):
        teeth.shape_key_add(name=key, from_mix=False).value = 0.0
    teeth.modifiers.new("Armature", "ARMATURE").object = bpy.data.objects["Rig"]
    return teeth, face, bpy.data.objects["Rig"]


def desk(thing):
    """What the desk shows with this part chosen."""
    import bpy

    bpy.context.scene.intone_settings.character = thing
    return bpy.context.scene.intone_settings.performance


def strips():
    import bpy

    return [s for s in bpy.context.scene.sequence_editor.strips_all if s.type == "SOUND"]


def test_every_part_shows_the_same_desk(parts, voice):
    import bpy

    teeth, face, _ = parts
    for thing in parts:
        assert desk(thing).id_data == face, "of equal names the part with more points"
    desk(teeth).sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert {desk(thing).takes[0].name for thing in parts} == {"hello"}
    desk(face)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert (len(desk(teeth).takes), len(strips()), len(bpy.data.actions)) == (1, 1, 1)
    desk(teeth)
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert not any(len(desk(thing).takes) for thing in parts)


def test_a_part_that_a_script_gave_a_voice_keeps_it(parts, voice):
    teeth, face, rig = parts
    teeth.intone.sound = str(voice)
    assert [desk(thing).id_data for thing in (teeth, face, rig)] == [teeth] * 3


def test_a_line_belongs_to_the_part_that_keeps_the_takes(parts, voice):
    import bpy

    teeth, face, _ = parts
    line = bpy.context.scene.intone_lines.lines.add()
    line.character = teeth
    assert line.character == face


def test_perform_takes_any_part(parts, voice):
    import bpy

    teeth, face, _ = parts
    assert bpy.ops.intone.perform(character="Teeth", sound=str(voice)) == {"FINISHED"}
    assert not teeth.is_property_set("intone") and len(face.intone.takes) == 1


def test_takes_of_several_parts_become_those_of_one(part, parts, voice, tmp_path):
    import bpy

    teeth, face, _ = parts
    other = tmp_path / "goodbye.wav"
    other.write_bytes(voice.read_bytes())
    for thing, path, scale in ((teeth, other, 0.4), (teeth, voice, 0.6), (face, voice, 0.8)):
        thing.intone.sound, thing.intone.scale = str(path), scale  # as 0.1.0 left them
        desk(thing)
        assert bpy.ops.intone.animate() == {"FINISHED"}
    line = bpy.context.scene.intone_lines.lines.add()
    line["character"] = teeth
    strips()[0]["intone_character"] = "Teeth"
    for data in (teeth.intone, face.intone, bpy.context.scene.intone_settings):
        data.version = 2
    for data in (teeth, face, bpy.context.scene):
        part("properties.migrations").migrate(data)
    assert [take.name for take in face.intone.takes] == ["hello", "goodbye"]
    assert len(teeth.intone.takes) == 0 and not teeth.intone.sound
    assert len({take.action for take in face.intone.takes}) == 2
    assert {strip["intone_character"] for strip in strips()} == {"Face"}
    assert desk(teeth) == face.intone
    bpy.ops.intone.switch_take(name="goodbye")
    assert face.intone.scale == pytest.approx(0.4)


def test_two_strips_of_one_sound_become_one(part, parts, voice):
    import bpy

    scene = part("blender.takes.scene")
    strip = scene.place_sound(bpy.context.scene, voice, 1, "Face")
    bpy.context.scene.sequence_editor.strips.new_sound("hello.001", str(voice), 2, 1)
    strips()[1]["intone_character"] = "Teeth"
    scene.hand_over(bpy.context.scene, "Teeth", "Face")
    assert strips() == [strip]
