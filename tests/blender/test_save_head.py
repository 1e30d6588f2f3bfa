"""The head as an asset in a file."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _object_mode(extension):
    """Needs the extension's operators."""


def test_it_is_an_asset_that_any_file_can_use(tmp_path) -> None:
    import bpy

    path = tmp_path / "head.blend"
    kinds = ("objects", "meshes", "images", "materials", "collections", "scenes", "armatures")
    before = {kind: len(getattr(bpy.data, kind)) for kind in kinds}
    done = bpy.ops.intone.save_head(filepath=str(path), skin_tone=0.4, detail="LIGHT")
    assert done == {"FINISHED"}
    assert {kind: len(getattr(bpy.data, kind)) for kind in kinds} == before
    with bpy.data.libraries.load(str(path), assets_only=True) as (there, wanted):
        assert there.collections == ["Intone Head"]
        wanted.collections = there.collections
    (collection,) = wanted.collections
    assert sorted(thing.type for thing in collection.objects) == ["ARMATURE", "MESH"]
    mesh = next(thing for thing in collection.objects if thing.type == "MESH")
    assert "jawOpen" in mesh.data.shape_keys.key_blocks
    assert all(image.packed_file for image in bpy.data.images if image.source == "FILE")


def test_a_folder_that_is_not_there_is_one_plain_sentence(tmp_path) -> None:
    import bpy

    before = len(bpy.data.objects)
    with pytest.raises(RuntimeError, match="cannot be written"):
        bpy.ops.intone.save_head(filepath=str(tmp_path / "none" / "head.blend"))
    assert len(bpy.data.objects) == before


def test_everyone_is_an_asset_with_a_picture_of_its_own(part, tmp_path) -> None:
    import bpy

    path, people = tmp_path / "people.blend", part("head.people").PEOPLE
    done = bpy.ops.intone.save_head(filepath=str(path), everyone=True, detail="LIGHT")
    assert done == {"FINISHED"}
    with bpy.data.libraries.load(str(path), assets_only=True) as (there, wanted):
        assert set(there.collections) == {person.label for person in people.values()}
        wanted.collections = there.collections
    for collection in wanted.collections:
        assert collection.asset_data.license == "CC0-1.0"
        mesh = next(thing for thing in collection.objects if thing.type == "MESH")
        person = next(p for p in people.values() if p.label == collection.name.split(".")[0])
        for slider, value in person.sliders.items():
            assert mesh.data.shape_keys.key_blocks[slider].value == pytest.approx(value)
