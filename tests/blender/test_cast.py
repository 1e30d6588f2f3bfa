"""Who the Intone head is on the command line."""

from __future__ import annotations

import argparse

import pytest


def parsed(part, *words):
    parser = argparse.ArgumentParser()
    part("blender.command_line.main").add_cast(parser)
    return part("blender.command_line.character").cast_of(parser.parse_args(words))


def chosen(part, cast):
    import bpy

    module = part("blender.command_line.character")
    return module.chosen_character(None, bpy.context.scene, cast)


def saved(tmp_path):
    """The file is one that was opened."""
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))


def test_the_head_is_whom_the_command_names(part):
    cast = parsed(part, "--cast", "dark-man", "--hair", "shaved")
    person = part("head.people").PEOPLE["DARK_MAN"]
    mesh = chosen(part, cast)
    for slider, value in person.sliders.items():
        assert mesh.data.shape_keys.key_blocks[slider].value == pytest.approx(value)
    assert len(mesh.data.vertices) == len(part("head.container").read_head().vertices)
    assert mesh.data["intone_skin_tone"] == person.skin_tone


def test_without_a_word_it_is_the_first_person(part):
    young = part("head.people").YOUNG
    assert parsed(part).of(young) == young
    for words in (("--hair", "mohawk"), ("--hair-color", "red"), ("--skin-tone", "2")):
        with pytest.raises(SystemExit):
            parsed(part, *words)


def test_the_head_of_an_open_file_is_cast_anew(part, tmp_path):
    import bpy

    bpy.ops.intone.add_head(person="OLDER_MAN")
    saved(tmp_path)
    mesh = chosen(part, parsed(part, "--hair", "bob", "--hair-color", "#ff8000"))
    hair = part("head.hair").read_hair("BOB")
    bare = len(part("head.container").read_head().vertices)
    assert len(mesh.data.vertices) == bare + len(hair.vertices)
    assert mesh.data["intone_hair_colour"].to_list() == pytest.approx([1, 128 / 255, 0])
    assert mesh.data.shape_keys.key_blocks["id_age"].value == pytest.approx(0.9)


def test_another_character_is_not_cast(part, face_mesh, tmp_path):
    face_mesh()
    saved(tmp_path)
    assert chosen(part, parsed(part)).name == "Face"
    with pytest.raises(part("errors").HeadError, match="Face is no Intone head"):
        chosen(part, parsed(part, "--cast", "old-woman"))
