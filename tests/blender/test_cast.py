"""Who the Intone head is on the command line."""

from __future__ import annotations

import argparse

import pytest


def parsed(part, *words):
    parser = argparse.ArgumentParser()
    part("blender.command_line.main").add_cast(parser)
    return part("blender.command_line.character").cast_of(parser.parse_args(words))


def test_the_head_is_whom_the_command_names(part):
    import bpy

    scene = bpy.context.scene
    cast = parsed(part, "--cast", "dark-man", "--hair", "shaved")
    assert (cast.skin_tone, cast.hair) == (
        part("head.people").PEOPLE["DARK_MAN"].skin_tone,
        "SHAVED",
    )
    mesh = part("blender.command_line.character").chosen_character(None, scene, cast)
    for slider, value in cast.sliders.items():
        assert mesh.data.shape_keys.key_blocks[slider].value == pytest.approx(value)
    assert len(mesh.data.vertices) == len(part("head.container").read_head().vertices)


def test_without_a_word_it_is_the_first_person(part):
    assert parsed(part) == part("head.people").YOUNG
    with pytest.raises(SystemExit):
        parsed(part, "--hair", "mohawk")
