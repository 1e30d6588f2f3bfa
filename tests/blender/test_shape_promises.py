"""Shapes that do something else than their names say are put right, or told."""

from __future__ import annotations

import pytest

from intone.head.container import read_head

SIDED = ("eyeBlink", "browDown", "mouthSmile", "mouthFrown", "cheekSquint")


@pytest.fixture
def build(part):
    """A character of the embedded head's skin; by name of a shape key what it is made of."""
    import bpy
    import numpy as np

    head = read_head()

    def made(shapes):
        data = bpy.data.meshes.new("Face")
        data.from_pydata(head.vertices.tolist(), [], [])
        face = bpy.data.objects.new("Face", data)
        bpy.context.scene.collection.objects.link(face)
        face.shape_key_add(name="Basis", from_mix=False)
        for name, mix in shapes.items():
            points = np.array(head.vertices)
            for shape, weight in mix.items():
                points[head.shapes[shape].indices] += weight * head.shapes[shape].deltas
            face.shape_key_add(name=name, from_mix=False).data.foreach_set("co", points.ravel())
        return face

    return made


def as_named(*swapped):
    sides = {f"{stem}{side}": f"{stem}{side}" for stem in SIDED for side in ("Left", "Right")}
    for stem in swapped:
        sides |= {f"{stem}Left": f"{stem}Right", f"{stem}Right": f"{stem}Left"}
    return {name: {shape: 1.0} for name, shape in sides.items()} | {"jawOpen": {"jawOpen": 1.0}}


def told(part, face):
    return part("blender.character.rig_setup").from_names(face, "auto")


def moved(part, face):
    rig = part("blender.character.rig_map").rig_of(face.name)
    return {link.face: link.channel.name for link in rig.links if not link.stand_in}


def test_sides_that_are_swapped_are_exchanged_and_told(part, build):
    face = build(as_named("mouthSmile"))
    said = told(part, face)
    names = moved(part, face)
    assert (names["mouthSmileLeft"], names["mouthSmileRight"]) == (
        "mouthSmileRight",
        "mouthSmileLeft",
    )
    assert names["eyeBlinkLeft"] == "eyeBlinkLeft"
    assert "mouthSmileRight, mouthSmileLeft of Face" in said or (
        "mouthSmileLeft, mouthSmileRight of Face" in said
    )
    assert "exchanged" in said


def test_what_does_as_it_says_is_left_alone(part, build):
    face = build(as_named())
    said = told(part, face)
    assert "exchanged" not in said and "other way" not in said and "whole expression" not in said
    assert moved(part, face)["mouthSmileLeft"] == "mouthSmileLeft"


def test_a_shape_that_goes_the_other_way_is_told(part, build):
    shapes = as_named() | {"jawOpen": {"jawOpen": -1.0}}
    assert "jawOpen of Face goes the other way" in told(part, build(shapes))


def test_a_whole_expression_in_place_of_a_smile_is_told(part, build):
    shapes = as_named() | {
        "mouthSmileLeft": {
            "mouthSmileLeft": 0.5,
            "browInnerUp": 1.0,
            "eyeBlinkLeft": 0.7,
            "browOuterUpLeft": 1.0,
        }
    }
    assert "mouthSmileLeft of Face moves brows and lids too" in told(part, build(shapes))
