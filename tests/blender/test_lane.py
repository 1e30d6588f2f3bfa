"""The lane: what it reads from a character; how it looks is for tools/draw_desk.py to show."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def head(part, actor, face_mesh, voice):
    import bpy

    names = ("jawOpen", "mouthClose", "mouthSmileLeft")
    face = bpy.context.scene.intone_settings.character = face_mesh(names)
    face.intone.sound, face.intone.start = str(voice), 11
    return face


def read(part, head):
    import bpy

    return part("panels.lane_data").read_lane(bpy.context.scene, head)


def test_there_is_no_lane_before_the_voice_was_heard(part, head):
    import bpy

    assert read(part, head) is None
    bpy.ops.intone.animate()
    assert read(part, head) is not None


def test_it_runs_along_the_scenes_frames_from_where_the_sound_begins(part, head):
    import bpy

    bpy.ops.intone.animate()
    bpy.context.scene.frame_set(20)
    lane = read(part, head)
    assert lane.frames[0] == 11 and lane.frames[-1] == pytest.approx(11 + 99 / 50 * 24)
    assert len(lane.loudness) == len(lane.heard) == len(lane.acted) == len(lane.frames)
    assert (lane.title, lane.now) == ("Face", 20.0)


def test_it_shows_what_is_acted_and_follows_every_change(part, head):
    import bpy

    bpy.ops.intone.animate()
    heard = read(part, head)
    head.intone.intensity_source, head.intone.scale = "CONSTANT", 0.5
    assert np.allclose(read(part, head).acted, 0.5)
    head.intone.intensity_source = "CURVE"
    for frame, value in ((11, 0.2), (58, 0.8)):
        head.intone.intensity = value
        head.intone.keyframe_insert("intensity", frame=frame)
    drawn = read(part, head)
    assert drawn.acted[0] == pytest.approx(0.1) and drawn.acted[-1] > 0.35
    assert heard.heard is not drawn.heard and np.array_equal(heard.heard, drawn.heard)


def test_playback_reads_it_once(part, head):
    import bpy

    bpy.ops.intone.animate()
    first = read(part, head)
    bpy.context.scene.frame_set(30)
    second = read(part, head)
    assert second.acted is first.acted and second.now == 30.0


def test_a_long_voice_is_thinned_by_its_peaks(part, head):
    lane_data, track = part("panels.lane_data"), part("track").Track
    speech = part("audio.speech")
    frames = 20 * lane_data.POINTS
    content = np.zeros((frames, len(speech.CONTENT)), np.float32)
    content[777, speech.CONTENT.index("loudness")] = 0.9
    zeros = np.zeros((frames, 1), np.float32)
    emotion = np.zeros((frames, len(speech.EMOTIONS)), np.float32)
    heard = speech.Speech(
        track(content, 50.0, speech.CONTENT),
        track(zeros, 50.0, ("intensity",)),
        track(emotion, 50.0, speech.EMOTIONS),
    )
    import bpy

    lane = lane_data._made(bpy.context.scene, head, heard)
    assert len(lane.frames) == lane_data.POINTS and lane.loudness.max() == np.float32(0.9)


def test_stretches_are_said_in_words(part):
    said_of = part("panels.intensity").said_of
    assert "what is yours stays" in said_of([])
    assert said_of([(10.0, 20.0), (31.0, 31.0)]).endswith("10–20, 31–31")
    assert said_of([(k, k + 1.0) for k in range(0, 50, 10)]).endswith("30–31, …")
