"""Renders, small ones: pictures that move, a film with its sound, and a scene left as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def stage(part, face_mesh, take):
    """A triangle that grows in front of a camera; the scene."""
    import bpy

    scene = bpy.context.scene
    face = face_mesh(("jawOpen",))
    for point in face.data.shape_keys.key_blocks["jawOpen"].data:
        point.co *= 3
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0.5, 0.5, 5)
    scene.collection.objects.link(camera)
    scene.camera = camera
    channels = tuple(
        c for c in part("blender.character.inventories").inventory(face) if c.kind == "KEY"
    )
    values = np.linspace(0, 1, 24, dtype=np.float32)[:, None]
    motion = part("rig.channels").Motion(channels, values, 24.0)
    clip = part("animation.keyframes").keyframe(motion, 24.0, 1)
    part("blender.background.steps").run_all(part("blender.takes.actions").write(clip, "grow"))
    scene.frame_start, scene.frame_end = 1, 12
    return scene


def settings(scene):
    image, render = scene.render.image_settings, scene.render
    return (
        *(render.engine, render.resolution_x, render.filepath, image.file_format),
        *(scene.frame_start, scene.frame_end, scene.frame_current, scene.view_settings.look),
    )


def small(part, edge=64):
    look = part("blender.output.render_settings")
    return look.Look("workbench", (edge, edge))


def pixels(part, path):
    return part("blender.output.sheet").read_picture(path)


def test_stills_show_their_frame(part, stage, tmp_path):
    import bpy

    render, before = part("blender.output.render"), settings(stage)
    paths = [tmp_path / f"{frame}.png" for frame in (1, 20)]
    for path, frame in zip(paths, (1, 20), strict=True):
        render.render_still(stage, path, frame, look=small(part))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.png", "20.png"]
    assert not np.array_equal(*(pixels(part, path) for path in paths))
    assert settings(stage) == before
    assert len(bpy.data.scenes) == 1
    assert {image.name for image in bpy.data.images} <= {"Render Result"}


def test_a_sheet_is_its_pictures_side_by_side(part, stage, tmp_path):
    sheets, seen = part("blender.output.sheet"), []
    path = tmp_path / "sheet.png"
    sheets.render_sheet(
        *(stage, path, {1: "a", 12: "b", 23: ""}),
        columns=2,
        look=small(part, 48),
        progress=lambda fraction, what: seen.append(fraction),
    )
    sheet = pixels(part, path)
    assert sheet.shape == (2 * 48 + sheets.GAP, 2 * 48 + sheets.GAP, 4)
    assert not np.array_equal(sheet[:48, :48], sheet[:48, -48:])
    assert (sheet[-48:, -48:, 3] == 0).all()
    assert seen == pytest.approx([1 / 3, 2 / 3, 1])


def test_a_film_has_its_frames_and_its_sound_in_step(part, stage, tmp_path):
    import bpy

    aud = pytest.importorskip("aud", reason="this Blender has no audaspace module")
    soundfile = pytest.importorskip("soundfile")
    click = np.zeros(16000, np.float32)
    click[4000:4160] = 0.9  # at 0.25 s
    soundfile.write(tmp_path / "click.wav", click, 16000)
    part("blender.takes.scene").place_sound(stage, tmp_path / "click.wav", 1, "Face")
    seen, path = [], tmp_path / "film.mp4"
    part("blender.output.render").render_movie(
        stage, path, look=small(part), progress=lambda fraction, what: seen.append(fraction)
    )
    clip = bpy.data.movieclips.load(str(path))
    assert (tuple(clip.size), clip.frame_duration) == ((64, 64), 12)
    heard = aud.Sound(str(path))
    rate, samples = heard.specs[0], np.abs(heard.data()).max(axis=1)
    assert np.argmax(samples > 0.3) / rate == pytest.approx(0.25, abs=0.03)
    assert seen[-1] == 1.0 and len(seen) == 12


def test_a_sequence_is_a_picture_a_frame(part, stage, tmp_path):
    render, look = (
        part("blender.output.render"),
        part("blender.output.render_settings").Look("workbench", (48, 32)),
    )
    render.render_sequence(stage, tmp_path / "shot" / "f.###.png", (2, 4), look)
    names = [path.name for path in sorted((tmp_path / "shot").iterdir())]
    assert names == ["f.002.png", "f.003.png", "f.004.png"]
    pictures = [pixels(part, tmp_path / "shot" / name) for name in names]
    assert {picture.shape for picture in pictures} == {(32, 48, 4)}
    assert not np.array_equal(pictures[0], pictures[2])


def test_every_preset_can_be_applied(part):
    import bpy

    look, scene = part("blender.output.render_settings"), bpy.context.scene
    for preset in (*look.PRESETS.values(), look.Look("eevee", (8, 8), 4)):
        look.apply(preset, scene)
        assert preset.engine.upper() in scene.render.engine
        assert (scene.render.resolution_x, scene.render.resolution_y) == preset.size
    assert scene.eevee.shadow_step_count == 16


def test_what_cannot_be_rendered_is_one_plain_sentence(part, stage, tmp_path):
    refusal = part("errors").OutputError
    with pytest.raises(refusal, match="end its name in .mp4"):
        part("blender.output.render").render_movie(stage, tmp_path / "film.avi")
    with pytest.raises(refusal, match="cannot be written"):
        part("blender.output.render").render_still(stage, tmp_path / "none" / "1.png", 1)
    stage.camera = None
    with pytest.raises(refusal, match="no camera"):
        part("blender.output.render").render_still(stage, tmp_path / "1.png", 1)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def quota():
    """Files of this process may not grow beyond 2 kB while the test runs."""
    resource = pytest.importorskip("resource", reason="needs limits of POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["a.png", "a.mp4", "a.##.png"])
def test_a_render_that_the_disk_cuts_is_refused(part, stage, tmp_path, quota, name):
    render, errors = part("blender.output.render"), part("errors")
    look = part("blender.output.render_settings").Look("workbench", (160, 120))
    old = tmp_path / name.replace("##", "01")
    old.write_bytes(b"old")
    with pytest.raises(errors.OutputError, match="file too large"):
        if name.endswith(".mp4"):
            render.render_movie(stage, tmp_path / name, look=look)
        elif "#" in name:
            render.render_sequence(stage, tmp_path / name, (1, 3), look)
        else:
            render.render_still(stage, tmp_path / name, 1, look)
    assert old.read_bytes() == b"old" and list(tmp_path.iterdir()) == [old]


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
def test_ctrl_c_ends_a_render_and_leaves_nothing(voice, tmp_path):
    link = tmp_path / "path"
    link.mkdir()
    (link / "intone").symlink_to(Path(__file__).parents[2], target_is_directory=True)
    out = tmp_path / "out"
    out.mkdir()
    words = ["animate", voice, "--text=-", "--fps", "60", "--render", out / "film.mp4"]
    child = subprocess.Popen(
        [sys.executable, "-m", "intone", *words, "--size", "320x240"],
        env={**os.environ, "PYTHONPATH": str(link)},
        stdout=subprocess.DEVNULL,
    )
    while child.poll() is None and not list(out.iterdir()):
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    assert child.wait(timeout=300) == 130
    assert list(out.iterdir()) == []
