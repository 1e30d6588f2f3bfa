"""Films of any character: the portrait's stage, captions, and a scene left as it was."""

from __future__ import annotations

import math
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

SIZE = (64, 64)


@pytest.fixture
def head(part):
    import bpy

    found = part("blender.head.head_mesh").add_head(bpy.context.scene.collection)
    bpy.context.scene.intone_settings.character = found.mesh
    return found


def everything():
    import bpy

    kinds = ("objects", "scenes", "worlds", "cameras", "lights", "collections", "fonts", "meshes")
    return {kind: sorted(one.name for one in getattr(bpy.data, kind)) for kind in kinds}


def film_of(part, **how):
    look = part("blender.output.render_settings").Look("workbench", how.pop("size", SIZE))
    return part("blender.output.film").Film(look, **how)


def place(part, mesh):
    return part("blender.character.face_place").face_place(mesh)


def test_the_face_is_found_by_what_moves(part, head):
    found = place(part, head.mesh)
    assert found.front == pytest.approx([0, -1, 0])
    assert 0.05 < found.size < 0.08 and abs(found.middle[0]) < 0.005
    assert (found.top, found.bottom) == pytest.approx((0.331, 0), abs=0.01)
    keys = head.mesh.data.shape_keys.key_blocks
    assert [key.name for key in keys[1:] if abs(key.value) > 1e-6] == []


@pytest.mark.parametrize("turn", [0, 90, 180, 37])
def test_it_looks_where_the_character_is_turned(part, head, turn):
    head.armature.rotation_euler.z = math.radians(turn)
    head.armature.location = (3, 4, 5)
    found = place(part, head.mesh)
    expected = (math.sin(math.radians(turn)), -math.cos(math.radians(turn)), 0)
    assert found.front == pytest.approx(expected, abs=0.02)
    assert np.linalg.norm(found.middle - (3, 4, 5.2)) < 0.15


def test_a_giant_is_framed_as_a_person(part, head):
    film = part("blender.output.portrait")
    small = film.framing(place(part, head.mesh), SIZE)
    head.armature.scale = (10, 10, 10)
    assert film.framing(place(part, head.mesh), SIZE) == pytest.approx(
        [10 * length for length in small], rel=1e-3
    )


@pytest.mark.parametrize("size", [(1080, 1080), (1920, 1080), (1080, 1920)])
def test_the_whole_head_is_in_the_picture(part, head, size):
    from bpy_extras.object_utils import world_to_camera_view

    with part("blender.output.film").film_scene(
        scene(), head.mesh, film_of(part, size=size)
    ) as made:
        made.view_layers[0].update()
        seen, _ = part("blender.character.measuring").seen(head.mesh)
        points = seen[seen[:, 2] > 0.12]  # from the chin on
        flat = np.array([world_to_camera_view(made, made.camera, vector(p)) for p in points[::9]])
    assert flat[:, :2].min() > 0 and flat[:, :2].max() < 1
    assert np.ptp(flat[:, 1]) > 0.4, "and fills it"


@pytest.mark.parametrize("size", [(1080, 1080), (1920, 1080), (1080, 1920)])
@pytest.mark.parametrize(("width", "bottom"), [(4.6, -1.1), (2.0, -1.0), (2.4, -20.0)])
def test_any_head_is_in_the_picture_and_its_eyes_in_the_upper_half(part, size, width, bottom):
    found = part("blender.character.face_place").FacePlace(
        np.zeros(3), np.array([0.0, -1.0, 0.0]), 1.0, width, 2.2, bottom
    )
    middle, height = part("blender.output.portrait").framing(found, size)
    low, top = middle - height / 2, middle + height / 2
    assert top > 2.2 and low < max(bottom, -1.3), "from the hair to the chin"
    assert height * size[0] / size[1] > width, "and from ear to ear"
    assert middle - 0.05 * height < 0.5, "eyes are above the middle"


def painted(thing, colour, image=None):
    import bpy

    material = bpy.data.materials.new("Painted")
    if not material.node_tree:
        material.use_nodes = True
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = colour
    if image is not None:
        material.node_tree.nodes.new("ShaderNodeTexImage").image = image
    thing.data.materials.clear()
    thing.data.materials.append(material)
    return material


def test_the_quick_film_shows_colours_that_only_the_shader_says(part, face_mesh):
    thing = face_mesh(("jawOpen", "mouthClose", "eyeBlinkLeft"))
    material = painted(thing, (0.9, 0.1, 0.1, 1.0))
    before = tuple(material.diffuse_color)
    with part("blender.output.film").film_scene(scene(), thing, film_of(part)):
        assert tuple(material.diffuse_color) == pytest.approx((0.9, 0.1, 0.1, 1.0))
    assert tuple(material.diffuse_color) == before
    material.diffuse_color = (0.1, 0.2, 0.9, 1.0)
    with part("blender.output.film").film_scene(scene(), thing, film_of(part)):
        assert tuple(material.diffuse_color) == pytest.approx((0.1, 0.2, 0.9, 1.0)), "as chosen"


def test_pictures_that_cannot_be_read_are_no_pink_face(part, face_mesh):
    import bpy

    thing, colours = face_mesh(("jawOpen", "mouthClose")), part("blender.output.solid_colours")
    missing = bpy.data.images.new("skin", 4, 4)
    missing.source, missing.filepath = "FILE", "/nowhere/skin.png"
    painted(thing, (0.9, 0.1, 0.1, 1.0), missing)
    assert colours.colour_type(scene()) == "MATERIAL"
    painted(thing, (0.9, 0.1, 0.1, 1.0), bpy.data.images.new("drawn", 4, 4))
    assert colours.colour_type(scene()) == "TEXTURE"


def vector(point):
    from mathutils import Vector

    return Vector(point)


def scene():
    import bpy

    return bpy.context.scene


def test_only_the_character_and_what_it_wears_are_filmed(part, head):
    import bpy

    bpy.ops.mesh.primitive_cube_add()
    bpy.ops.mesh.primitive_cone_add()
    hat = bpy.context.object
    hat.name, hat.parent = "Hat", head.armature
    before = everything()
    with part("blender.output.film").film_scene(scene(), head.mesh, film_of(part)) as made:
        names = {thing.name for thing in made.objects if thing.type in ("MESH", "ARMATURE")}
        assert names == {"Head", "Head Rig", "Hat"}
        assert [thing.type for thing in made.objects].count("LIGHT") == 3
    assert everything() == before
    assert {"Head", "Cube", "Hat"} <= {thing.name for thing in scene().objects}


def test_a_scene_as_it_is_needs_its_camera(part, head):
    import bpy

    film = part("blender.output.film")
    with (
        pytest.raises(part("errors").OutputError, match="no camera"),
        film.film_scene(scene(), head.mesh, film_of(part, portrait=False)),
    ):
        pass
    part("blender.head.head_mesh").stage(scene(), head)
    bpy.ops.mesh.primitive_cube_add()
    with film.film_scene(scene(), head.mesh, film_of(part, portrait=False)) as made:
        assert made.camera == scene().camera and "Cube" in made.objects


def test_captions_are_burned_in(part, head, tmp_path):
    line = part("text.captions").Caption("Hello there", 3, 9)
    render, before = part("blender.output.render"), everything()
    film = film_of(part, captions=(line,), size=(128, 128))
    paths = {frame: tmp_path / f"{frame}.png" for frame in (1, 5)}
    with part("blender.output.film").film_scene(scene(), head.mesh, film) as made:
        for frame, path in paths.items():
            render.render_still(made, path, frame, film.look)
    read = part("blender.output.sheet").read_picture
    without, with_line = (read(path)[::1] for path in paths.values())
    changed = np.abs(without - with_line)[..., :3].max(-1) > 0.1
    assert changed[95:].any() and not changed[:90].any(), "at the foot of the picture only"
    assert everything() == before


def test_captions_make_blender_keep_no_frames(part, head):
    import bpy

    line = part("text.captions").Caption("Hello there", 3, 9)
    film = film_of(part, captions=(line,), size=(128, 128))
    with part("blender.output.film").film_scene(bpy.context.scene, head.mesh, film) as staged:
        editor = staged.sequence_editor
        kept = [name for name in dir(editor) if name.startswith(("use_cache", "use_prefetch"))]
        assert kept and not any(getattr(editor, name) for name in kept)


def test_a_film_ends_when_nobody_waits_for_it(part, head, tmp_path):
    import bpy

    film = film_of(part, size=(64, 64))
    with part("blender.output.film").film_scene(bpy.context.scene, head.mesh, film) as staged:
        reel = part("blender.output.film_process").write_reel(staged, (1, 100_000))
    command = [*reel.command, str(tmp_path / "film.mp4")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert any(line.startswith(b"frame done") for line in child.stdout)
        child.stdout.close()
        assert child.wait(timeout=120) == 1
    shutil.rmtree(reel.folder)


def test_pictures_in_the_sequencer_do_not_hide_the_character(part, head):
    editor = scene().sequence_editor_create()
    how = {"length": 9} if hasattr(editor.strips, "new_text") else {}
    try:
        strip = editor.strips.new_effect("Card", "COLOR", 1, 1, **(how or {"length": 9}))
    except TypeError:  # before Blender 5.0
        strip = editor.strips.new_effect("Card", "COLOR", 1, 1, frame_end=10)
    with part("blender.output.film").film_scene(scene(), head.mesh, film_of(part)) as made:
        assert [one.mute for one in made.sequence_editor.strips] == [True]
    assert not strip.mute


@pytest.fixture
def ready(part, head, tmp_path):
    """A head that is to be filmed for three frames, small."""
    import bpy

    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, 3
    settings = bpy.context.scene.intone_film
    settings.path = str(tmp_path / "film.mp4")
    shapes = part("blender.output.render_settings").SHAPES
    kept = dict(shapes)
    shapes.update(square=SIZE)
    yield settings
    shapes.update(kept)


def test_one_click_renders_a_film_and_leaves_the_scene_alone(part, ready, tmp_path):
    import bpy

    before = everything()
    assert bpy.ops.intone.render_film() == {"FINISHED"}
    assert everything() == before
    (film,) = tmp_path.iterdir()
    clip = bpy.data.movieclips.load(str(film))
    assert (tuple(clip.size), clip.frame_duration) == (SIZE, 3)
    bpy.data.movieclips.remove(clip)


def test_a_film_is_cancelled_and_leaves_nothing(part, ready, tmp_path):
    import bpy

    bpy.context.scene.frame_end = 200
    process, film = part("blender.output.film_process"), part("blender.output.film")
    head = bpy.context.scene.intone_settings.character
    with film.film_scene(scene(), head, film_of(part)) as made:
        reel = process.write_reel(made, (1, 200))
    cancelled = part("progress").Cancelled

    def stop(done, what):
        if done > 0:
            raise cancelled

    began = time.monotonic()
    with pytest.raises(cancelled):
        process.render_reel(reel, tmp_path / "film.mp4", stop)
    assert list(tmp_path.iterdir()) == [] and not reel.folder.exists()
    assert time.monotonic() - began < 120


def test_what_stands_in_the_way_is_said(part, ready, tmp_path):
    import bpy

    ready.captions = True
    with pytest.raises(RuntimeError, match="captions are not known"):
        bpy.ops.intone.render_film()
    ready.captions, ready.path = False, str(tmp_path / "film.avi")
    with pytest.raises(RuntimeError, match="no film that Intone makes"):
        bpy.ops.intone.render_film()
    ready.staging = "SCENE"
    assert not bpy.ops.intone.render_film.poll()
    ready.staging, ready.quality = "PORTRAIT", "VIEWPORT"
    assert not bpy.ops.intone.render_film.poll()


def test_a_film_gets_a_free_name(part, ready, tmp_path, monkeypatch):
    import bpy

    ready.path = ""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    head = bpy.context.scene.intone_settings.character
    film = part("properties.film")
    assert film.place(scene(), head) == tmp_path / "Head.mp4"
    (tmp_path / "Head.mp4").touch()
    assert film.place(scene(), head) == tmp_path / "Head-2.mp4"


def test_captions_follow_the_words_on_the_scenes_frames(part, actor, head, voice, monkeypatch):
    word = part("audio.speech").SpokenWord
    spoken = part("properties.spoken_words")
    monkeypatch.setattr(spoken, "words", lambda thing: (word("Hello.", 1.0, 1.5),))
    head.mesh.intone.start = 25
    (line,) = part("properties.film").caption_lines(head.mesh)
    assert line.text == "Hello." and line.start == pytest.approx(25 + 24)
