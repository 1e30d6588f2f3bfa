"""A character linked from another file and overridden: it acts, and is opened again as it was."""

from __future__ import annotations

import pytest


@pytest.fixture
def overridden(part, actor, face_mesh, tmp_path):
    """Overrides a face of another file, with Intone's settings in its library or without."""
    import bpy

    def build(*, settings, mesh=True):
        face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
        cast = bpy.data.collections.new("Cast")
        for thing in (face, bpy.data.objects["Rig"]):
            cast.objects.link(thing)
        if settings:
            part("properties.performance").init_settings(face)
        bpy.data.libraries.write(str(tmp_path / "cast.blend"), {cast}, fake_user=True)
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
        with bpy.data.libraries.load(str(tmp_path / "cast.blend"), link=True) as (_, wanted):
            wanted.collections = ["Cast"]
        scene = bpy.context.scene
        own = wanted.collections[0].override_hierarchy_create(scene, bpy.context.view_layer)
        scene.intone_settings.character = next(one for one in own.all_objects if one.type == "MESH")
        if mesh:
            scene.intone_settings.character.data.override_create(remap_local_usages=True)
        return scene.intone_settings.character

    return build


def jaw(frame=10):
    import bpy

    bpy.context.scene.frame_set(frame)
    face = bpy.context.scene.intone_settings.character
    return face.data.shape_keys.key_blocks["jawOpen"].value


def reopened(path):
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
    bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False)
    return bpy.context.scene.intone_settings.character.intone


def test_an_override_keeps_takes_settings_and_map(part, overridden, voice, tmp_path):
    import bpy

    settings = overridden(settings=True).intone
    settings.sound, settings.scale = str(voice), 1.6
    assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert bpy.ops.intone.duplicate_take(name="two") == {"FINISHED"}
    assert jaw() == pytest.approx(0.8)
    settings = reopened(tmp_path / "shot.blend")
    assert [take.name for take in settings.takes] == ["hello", "two"]
    assert [take.action.name for take in settings.takes] == ["hello", "two"]
    assert (settings.sound, round(settings.scale, 2), settings.shown_take) == (str(voice), 1.6, 1)
    assert jaw() == pytest.approx(0.8)
    settings.scale = 0.4
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert jaw() == pytest.approx(0.2)
    assert bpy.ops.intone.delete_take() == {"FINISHED"}
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert not len(settings.takes) and not bpy.data.actions


def test_what_a_file_will_not_keep_is_said(part, overridden, voice, tmp_path, capfd):
    import bpy

    overridden(settings=False).intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    warned = "will not keep their settings: open" in capfd.readouterr().out
    assert jaw() == pytest.approx(0.5)
    kept = reopened(tmp_path / "shot.blend").sound == str(voice)
    assert warned != kept and jaw() == pytest.approx(0.5)


def test_shape_keys_that_are_still_linked_are_a_reason(part, overridden, voice):
    import bpy

    overridden(settings=True, mesh=False).intone.sound = str(voice)
    with pytest.raises(RuntimeError, match="make a library override of its mesh too"):
        bpy.ops.intone.animate()


def test_a_character_that_is_only_linked_is_refused_with_its_reason(part, overridden, voice):
    import bpy

    overridden(settings=True)
    linked = next(one for one in bpy.data.objects if one.library and one.type == "MESH")
    bpy.context.scene.collection.objects.link(linked)
    bpy.context.scene.intone_settings.character = linked
    linked.intone.sound = str(voice)
    with pytest.raises(RuntimeError, match="make a library override of it first"):
        bpy.ops.intone.animate()


@pytest.fixture
def linked(part, actor, face_mesh, tmp_path):
    """Links the collection of a face of another file: as an instance, or its objects."""
    import bpy

    def build(*, instance):
        face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
        cast = bpy.data.collections.new("Cast")
        for thing in (face, bpy.data.objects["Rig"]):
            cast.objects.link(thing)
        part("properties.performance").init_settings(face)
        bpy.data.libraries.write(str(tmp_path / "cast.blend"), {cast}, fake_user=True)
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
        with bpy.data.libraries.load(str(tmp_path / "cast.blend"), link=True) as (_, wanted):
            wanted.collections = ["Cast"]
        if not instance:
            bpy.context.scene.collection.children.link(wanted.collections[0])
            return next(one for one in bpy.data.objects if one.type == "MESH")
        empty = bpy.data.objects.new("Cast", None)
        empty.instance_type, empty.instance_collection = "COLLECTION", wanted.collections[0]
        bpy.context.scene.collection.objects.link(empty)
        return empty

    return build


@pytest.mark.parametrize("instance", [True, False], ids=["instance", "objects"])
def test_one_click_overrides_a_linked_character_with_its_mesh(part, linked, voice, instance):
    import bpy

    bpy.context.view_layer.objects.active = linked(instance=instance)
    assert bpy.ops.intone.make_override() == {"FINISHED"}
    face = bpy.context.scene.intone_settings.character
    assert face.is_editable and face.data.shape_keys.is_editable and face.library is None
    face.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert jaw() == pytest.approx(0.5, abs=1e-3)
    with pytest.raises(RuntimeError, match="is overridden already"):
        bpy.ops.intone.make_override()


def test_one_click_overrides_the_mesh_that_was_forgotten(part, overridden, voice):
    import bpy

    overridden(settings=True, mesh=False).intone.sound = str(voice)
    assert bpy.ops.intone.make_override() == {"FINISHED"}
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert jaw() == pytest.approx(0.5, abs=1e-3)
