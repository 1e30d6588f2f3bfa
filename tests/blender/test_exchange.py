"""Scene formats, each read again by something that Intone did not write, and equal to the take."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings(
    "ignore:Setting the shape on a NumPy array:DeprecationWarning"  # Blender 5.2's FBX exporter
)
START, FPS, SHAPES = 3, 24, ("jawOpen", "mouthClose", "mouthSmileLeft")
TOLERANCE = 1e-3
"""Of a shape key's value; of a vertex in metres."""


@pytest.fixture
def acted(part, face_mesh):
    """A face whose three shape keys move from frame START on; it, and their values [frames, 3]."""
    import bpy

    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = FPS, 1
    face = face_mesh(SHAPES)
    for index, key in enumerate(face.data.shape_keys.key_blocks[1:]):
        for point in key.data:
            point.co[index] += 1
    face.modifiers.new("Subdivision", "SUBSURF").levels = 1
    inventory = part("blender.character.inventories").inventory(face)
    keys = tuple(channel for channel in inventory if channel.kind == "KEY")
    values = np.random.default_rng(0).random((12, len(keys))).astype(np.float32)
    motion = part("rig.channels").Motion(keys, values, float(FPS))
    clip = part("animation.keyframes").keyframe(motion, float(FPS), START, 0.0)
    part("blender.background.steps").run_all(part("blender.takes.actions").write(clip, "take"))
    order = [[channel.name for channel in keys].index(name) for name in SHAPES]
    return face, values[:, order]


@pytest.fixture
def export(part, acted, tmp_path):
    """Exports the acted face in a format, or skips where this Blender lacks it."""
    import bpy

    def write(suffix):
        exchange = part("blender.output.scene_formats")
        build = exchange.BUILT.get(suffix)
        if build is not None and not getattr(bpy.app.build_options, build):
            pytest.skip(f"this Blender was built without {build}")
        path = tmp_path / f"face{suffix}"
        exchange.export(bpy.context.scene, acted[0], path, (START, START + 11))
        return path

    return write


def keys_in(path, operator, frames, **options):
    """The shape keys' values [frames, 3] as Blender's own importer brings them into a new scene."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.scene.render.fps = FPS
    module, name = operator.split(".")
    getattr(getattr(bpy.ops, module), name)(filepath=str(path), **options)
    (face,) = (o for o in bpy.data.objects if o.type == "MESH" and o.data.shape_keys)
    blocks, rows = face.data.shape_keys.key_blocks, []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        rows.append([blocks[name].value for name in SHAPES])
    return np.array(rows)


def test_gltf_is_read_by_pygltflib(export, acted):
    pygltflib = pytest.importorskip("pygltflib", reason="pygltflib is not installed")
    file = pygltflib.GLTF2().load(str(export(".glb")))
    (animation,) = file.animations
    (channel,) = (c for c in animation.channels if c.target.path == "weights")
    sampler = animation.samplers[channel.sampler]
    mesh = file.meshes[file.nodes[channel.target.node].mesh]
    times = floats(file, sampler.input)
    weights = floats(file, sampler.output).reshape(len(times), -1)
    order = [mesh.extras["targetNames"].index(name) for name in SHAPES]
    np.testing.assert_allclose(times, np.arange(12) / FPS, atol=1e-5)
    np.testing.assert_allclose(weights[:, order], acted[1], atol=TOLERANCE)


def floats(file, index):
    """The numbers of an accessor of a glTF file."""
    accessor = file.accessors[index]
    view = file.bufferViews[accessor.bufferView]
    start = (view.byteOffset or 0) + (accessor.byteOffset or 0)
    return np.frombuffer(file.binary_blob(), np.float32, accessor.count, start)


def test_gltf_is_read_by_blender(export, acted):
    keys = keys_in(export(".glb"), "import_scene.gltf", range(12))
    np.testing.assert_allclose(keys, acted[1], atol=TOLERANCE)


USD = """
import json, sys
from pxr import Usd, UsdSkel
stage = Usd.Stage.Open(sys.argv[1])
(animation,) = (UsdSkel.Animation(p) for p in stage.Traverse() if p.IsA(UsdSkel.Animation))
weights = animation.GetBlendShapeWeightsAttr()
print(json.dumps({
    "fps": stage.GetTimeCodesPerSecond(),
    "names": [str(name) for name in animation.GetBlendShapesAttr().Get()],
    "frames": weights.GetTimeSamples(),
    "weights": [list(weights.Get(frame)) for frame in weights.GetTimeSamples()],
}))
"""


@pytest.mark.parametrize("suffix", [".usdc", ".usda", ".usd"])
def test_usd_is_read_by_pixars_own_library(export, acted, suffix):
    """In a process of its own: Blender brings another build of that library."""
    path = export(suffix)
    read = [sys.executable, "-c", USD, path]
    done = subprocess.run(read, capture_output=True, text=True, check=False)
    if "No module named 'pxr'" in done.stderr:
        pytest.skip("usd-core is not installed")
    found = json.loads(done.stdout)
    assert found["fps"] == FPS
    assert found["frames"] == list(range(START, START + 12))
    order = [found["names"].index(name) for name in SHAPES]
    np.testing.assert_allclose(np.array(found["weights"])[:, order], acted[1], atol=TOLERANCE)


def test_usd_is_read_by_blender(export, acted):
    keys = keys_in(export(".usdc"), "wm.usd_import", range(START, START + 12))
    np.testing.assert_allclose(keys, acted[1], atol=TOLERANCE)


@pytest.mark.parametrize("operator", ["import_scene.fbx", "wm.fbx_import"])
def test_fbx_is_read_by_both_of_blenders_importers(export, acted, operator):
    import bpy

    module, name = operator.split(".")
    if name not in dir(getattr(bpy.ops, module)):
        pytest.skip(f"this Blender has no {operator}")
    keys = keys_in(export(".fbx"), operator, range(START, START + 12), anim_offset=0.0)
    np.testing.assert_allclose(keys, acted[1], atol=TOLERANCE)


def test_alembic_is_read_by_blender(export, acted):
    import bpy

    frames = range(START, START + 12)
    expected = np.array([corners(acted[0], frame) for frame in frames])
    path = export(".abc")
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.scene.render.fps = FPS
    bpy.ops.wm.alembic_import(filepath=str(path))
    (face,) = (thing for thing in bpy.data.objects if thing.type == "MESH")
    found = np.array([corners(face, frame) for frame in frames])
    assert np.ptp(found, axis=0).max() > 0.5
    np.testing.assert_allclose(found, expected, atol=TOLERANCE)


def corners(face, frame):
    """The world positions of a mesh's own vertices at a frame, as they are evaluated."""
    import bpy

    for modifier in face.modifiers:
        modifier.show_viewport = modifier.type != "SUBSURF"
    bpy.context.scene.frame_set(frame)
    thing = face.evaluated_get(bpy.context.evaluated_depsgraph_get())
    return [tuple(thing.matrix_world @ point.co) for point in thing.data.vertices]


@pytest.mark.parametrize("suffix", [".glb", ".usdc", ".abc", ".fbx"])
def test_the_scene_is_left_as_it_was(export, acted, suffix, tmp_path):
    import bpy

    face, scene = acted[0], bpy.context.scene
    other = bpy.data.objects.new("Other", None)
    scene.collection.objects.link(other)
    other.select_set(True)
    scene.frame_set(7)
    before = (scene.frame_start, scene.frame_end, scene.frame_current)
    path = export(suffix)
    assert (scene.frame_start, scene.frame_end, scene.frame_current) == before
    assert bpy.context.selected_objects == [other]
    assert all(modifier.show_render for modifier in face.modifiers)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_exported_is_one_plain_sentence(part, acted, tmp_path):
    import bpy

    exchange, refusal = part("blender.output.scene_formats"), part("errors").OutputError
    with pytest.raises(refusal, match=r"end its name in \.glb"):
        exchange.export(bpy.context.scene, acted[0], tmp_path / "face.xyz", (1, 2))
    with pytest.raises(refusal, match="cannot be written"):
        exchange.export(bpy.context.scene, acted[0], tmp_path / "none" / "face.glb", (1, 2))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="needs limits of POSIX")
def test_alembic_under_a_quota_is_refused_and_the_old_file_stays(part, export, acted, tmp_path):
    import resource

    old = tmp_path / "face.abc"
    old.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, before[1]))
    try:
        with pytest.raises(part("errors").OutputError, match="file too large"):
            export(".abc")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert old.read_bytes() == b"old" and list(tmp_path.iterdir()) == [old]
    size = part("blender.output.scene_formats")._alembic_size([acted[0]], (START, START + 11))
    assert export(".abc").stat().st_size < size


def test_the_command_line_knows_every_format(part):
    known = part("blender.command_line.main").OUTPUTS["export"]
    assert sorted(known) == sorted(part("blender.output.scene_formats").FORMATS)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Error: Disk full.\n", "Disk full"),
        (
            'Error: Python: Traceback (most recent call last):\n  File "x.py", line 1\n'
            "    a = b\nValueError: no such shape\nLocation: /x.py:3\n",
            "ValueError: no such shape",
        ),
        ("", "unknown reason"),
    ],
)
def test_blenders_errors_are_said_without_their_traceback(part, told: str, reason: str) -> None:
    assert part("blender.output.written").plain_reason(told) == reason


def by_eye(thing):
    thing.hide_set(True)


def in_excluded_collection(thing):
    import bpy

    away = bpy.data.collections.new("Away")
    scene = bpy.context.scene
    scene.collection.children.link(away)
    scene.collection.objects.unlink(thing)
    away.objects.link(thing)
    bpy.context.view_layer.layer_collection.children["Away"].exclude = True
    bpy.context.view_layer.update()


def by(name):
    return lambda thing: setattr(thing, name, True)


@pytest.mark.parametrize("suffix", [".glb", ".fbx", ".usdc", ".abc"])
@pytest.mark.parametrize(
    "hide",
    [by_eye, in_excluded_collection, *map(by, ("hide_select", "hide_viewport", "hide_render"))],
    ids=["eye", "excluded", "hide_select", "hide_viewport", "hide_render"],
)
def test_the_outliner_does_not_decide_what_is_exported(export, acted, face_mesh, hide, suffix):
    import bpy

    teeth = face_mesh(SHAPES, name="Teeth")
    teeth.modifiers["Armature"].object = acted[0].find_armature()
    hide(teeth)
    states = (teeth.hide_select, teeth.hide_viewport, teeth.hide_render)
    layer = bpy.context.view_layer
    seen = teeth.name in layer.objects and (teeth.hide_get(), teeth.select_get())
    path = export(suffix)
    assert (teeth.hide_select, teeth.hide_viewport, teeth.hide_render) == states
    assert (teeth.name in layer.objects and (teeth.hide_get(), teeth.select_get())) == seen
    assert "Export" not in bpy.data.collections
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    importer = {
        ".glb": "import_scene.gltf",
        ".fbx": "wm.fbx_import",
        ".usdc": "wm.usd_import",
        ".abc": "wm.alembic_import",
    }[suffix]
    module, name = importer.split(".")
    getattr(getattr(bpy.ops, module), name)(filepath=str(path))
    assert any("Teeth" in thing.name for thing in bpy.data.objects)
