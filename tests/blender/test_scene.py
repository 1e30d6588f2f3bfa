"""The take's sound in the sequencer, and the frame range."""

from __future__ import annotations


def test_sound_begins_at_the_start_frame(part, voice):
    import bpy

    scene = part("blender.takes.scene")
    strip = scene.place_sound(bpy.context.scene, voice, 17, "Face")
    first, after = scene.span(strip)
    assert (first, after) == (17, 17 + 2 * 24)
    assert strip.name == "hello"


def test_only_the_characters_own_strip_is_replaced(part, voice):
    import bpy

    scene, here = part("blender.takes.scene"), bpy.context.scene
    artists = here.sequence_editor_create().strips.new_sound("music", str(voice), 1, 10)
    scene.place_sound(here, voice, 1, "Other")
    for start in (1, 5):
        scene.place_sound(here, voice, start, "Face")
    strips = here.sequence_editor.strips
    assert sorted(strip.name for strip in strips) == ["hello", "hello.001", "music"]
    assert len({strip.channel for strip in strips}) == 3
    assert (artists.channel, scene.span(artists)[0]) == (1, 10)
    assert sorted(scene.span(strip)[0] for strip in strips) == [1, 5, 10]


def test_another_sound_stays_unless_it_is_in_the_way(part, voice):
    import bpy

    scene, here = part("blender.takes.scene"), bpy.context.scene
    other = voice.with_name("goodbye.wav")
    other.write_bytes(voice.read_bytes())
    scene.place_sound(here, voice, 1, "Face")
    scene.place_sound(here, other, 60, "Face")
    strips = here.sequence_editor.strips
    assert sorted(strip.name for strip in strips) == ["goodbye", "hello"]
    scene.place_sound(here, other, 20, "Face")
    assert [strip.name for strip in strips] == ["goodbye"]
