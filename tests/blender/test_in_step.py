"""A film of two characters: each mouth moves when its own voice sounds, within a frame."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

FPS, EDGE = 24, 64
CLICKS = {"Ann": (0.5, 1.25), "Ben": (0.25, 1.0)}
"""Seconds into each voice when it sounds and the mouth stands open."""
STARTS = {"Ann": 1, "Ben": 49}


@pytest.fixture
def dialogue(part, face_mesh, tmp_path):
    """A saved file with two faces before a camera, each with a take whose jaw opens at clicks."""
    import bpy

    soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed")
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = FPS, 1
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0.5, 0.5, 6)
    scene.collection.objects.link(camera)
    scene.camera = camera
    for side, name in enumerate(CLICKS):
        face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name=name)
        keys = face.data.shape_keys.key_blocks
        for point in keys["jawOpen"].data:
            point.co *= 2
        for shape in ("mouthClose", "mouthSmileLeft"):  # a shape that moves nothing is not there
            keys[shape].data[0].co.z += 1e-4
        face.location.x = side * 2 - 1.5
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, clicks(CLICKS[name]), 48000)
        target = part("blender.takes.write").Target(name, scene.name, path, STARTS[name])
        part("blender.takes.write").write_face(mouth(part, CLICKS[name]), target)
    scene.frame_start, scene.frame_end = 1, 96
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "two.blend"))
    return scene


def clicks(times):
    samples = np.zeros(96000, np.float32)
    for time in times:
        samples[int(time * 48000) : int((time + 0.02) * 48000)] = 0.9
    return samples


def mouth(part, times):
    channels = part("face.basis").CHANNELS
    values = np.zeros((100, len(channels)), np.float32)
    for time in times:
        values[round(time * 50) : round(time * 50) + 4, channels.index("jawOpen")] = 1.0
    return part("track").Track(values, 50.0, channels)


def test_sound_and_mouths_of_two_characters_are_in_step(part, dialogue, tmp_path):
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg, which reads the film independently, is not installed")
    film = tmp_path / "film.mp4"
    look = part("blender.output.render_settings").Look("workbench", (EDGE, EDGE))
    part("blender.output.render").render_movie(dialogue, film, (1, 96), look)
    pictures = decoded(film, "-pix_fmt", "gray", "-f", "rawvideo")
    pictures = np.frombuffer(pictures, np.uint8).reshape(-1, EDGE, EDGE).astype(float)
    samples = decoded(film, "-ac", "1", "-ar", "48000", "-f", "f32le")
    heard = onsets(np.abs(np.frombuffer(samples, np.float32)), 0.3, 48000)
    halves = {"Ann": pictures[:, :, : EDGE // 2], "Ben": pictures[:, :, EDGE // 2 :]}
    seen = []
    for name, half in halves.items():
        moved = np.abs(half - half[0]).mean(axis=(1, 2))
        expected = [(STARTS[name] - 1) / FPS + time for time in CLICKS[name]]
        opened = onsets(moved, 0.5 * moved.max(), FPS)
        np.testing.assert_allclose(opened, expected, atol=1 / FPS)
        seen += opened
    np.testing.assert_allclose(sorted(seen), heard, atol=1 / FPS)


def decoded(film, *form):
    """A stream of the film as raw bytes."""
    words = ["ffmpeg", "-v", "error", "-i", str(film), *form, "-"]
    return subprocess.run(words, capture_output=True, check=True).stdout


def onsets(level, threshold, rate):
    """Seconds at which the level rises above the threshold after a tenth of a second below it."""
    above = np.flatnonzero(level > threshold)
    first = np.diff(above, prepend=-rate) > rate / 10
    return (above[first] / rate).tolist()
