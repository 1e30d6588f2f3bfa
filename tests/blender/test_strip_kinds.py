"""Strips of every kind: the face says what Blender itself plays, and nothing else.

The sound is a ramp, so that what Blender mixes says which of its seconds is heard on each frame;
the actor's jaw says it too.
"""

from __future__ import annotations

import numpy as np
import pytest

from support import sequencer
from support.actor import HIGH, LOW, RAMP_S, Ramp
from support.corrections import seen

FRAMES = range(1, 330)
NEAR_S = 0.07
"""Blender's own mixing of retimed strips is off what the keys say by a frame or so."""


@pytest.fixture
def ramp(part, chosen, tmp_path):
    """The worker, and a file; the character is chosen."""
    workers = part("blender.background.workers")
    actor = Ramp(part)
    workers.install(actor)
    actor.path = sequencer.write_ramp(tmp_path / "ramp.wav")
    yield actor
    workers.close()


@pytest.fixture
def three(ramp):
    """Three strips of one recording, apart from each other, gathered and animated."""
    import bpy

    scene = bpy.context.scene
    editor = scene.sequence_editor_create()
    for channel, (first, last) in enumerate(((20, 60), (80, 120), (150, 190)), start=1):
        strip = editor.strips.new_sound(f"line{channel}", str(ramp.path), channel, 11)
        sequencer.trim(strip, first, last)
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert len(scene.intone_lines.lines) == 3
    return [editor.strips[f"line{number}"] for number in (1, 2, 3)]


def follow():
    import bpy

    if bpy.ops.intone.follow_strips.poll():
        assert bpy.ops.intone.follow_strips() == {"FINISHED"}
    assert not bpy.ops.intone.follow_strips.poll()


def check(folder, near=NEAR_S, frames=FRAMES, gain=1.0):
    """The jaw says the second that Blender plays, and rests where nothing is heard."""
    heard, jaw = sequencer.played(frames, folder, gain), seen(frames=frames)
    told = (jaw - LOW) / (HIGH - LOW) * RAMP_S + 0.5 / 24
    silent = np.isnan(heard)
    near_silence = np.any([np.roll(silent, by) for by in range(-2, 3)], axis=0)  # it may fade
    inside = ~near_silence & ~at_ends(frames)
    assert inside.any()
    np.testing.assert_allclose(told[inside], heard[inside], atol=near)
    away = np.array([silent[max(0, n - 9) : n + 10].all() for n in range(len(silent))])
    assert away.any()
    np.testing.assert_allclose(jaw[away], 0, atol=1e-5)


def at_ends(frames):
    """Whether a frame is the first or last of a strip: there Blender mixes two pieces."""
    import bpy

    strips = bpy.context.scene.sequence_editor.strips_all
    ends = [frame for strip in strips for frame in sequencer.ends_of(strip)]
    return np.isin(frames, [end + by for end in ends for by in (-1, 0)])


def test_lines_of_one_recording_are_heard_once(ramp, three, tmp_path):
    assert len(ramp.heard) == 1
    check(tmp_path, 0.01)


def meta_of(strips, name="meta", channel=9):
    import bpy

    first = min(sequencer.ends_of(strip)[0] for strip in strips)
    meta = bpy.context.scene.sequence_editor.strips.new_meta(name, channel, first)
    for strip in strips:
        strip.move_to_meta(meta)
    sequencer.trim(meta, first, max(sequencer.ends_of(strip)[1] for strip in strips) - 1)
    return meta


def trimmed(one, two, three):
    sequencer.trim(one, 30, 50)
    sequencer.trim(two, 70, 125)


def slipped(one, two, three):
    sequencer.slip(two, 13)


def moved(one, two, three):
    sequencer.shift(three, 100)
    sequencer.shift(one, -10)


def swapped(one, two, three):
    sequencer.shift(one, 60)
    sequencer.shift(two, -60)


def split(one, two, three):
    right = two.split(101, "SOFT")
    sequencer.shift(right, 160)


def deleted(one, two, three):
    import bpy

    bpy.context.scene.sequence_editor.strips.remove(two)


def muted(one, two, three):
    import bpy

    one.mute = True
    bpy.context.scene.sequence_editor.channels[3].mute = True


def without_volume(one, two, three):
    one.volume = 0
    for frame, volume in ((90, 1), (91, 0), (105, 0), (106, 1)):
        two.volume = volume
        two.keyframe_insert("volume", frame=frame)


def faster(one, two, three):
    sequencer.speed(one, 2.0)


def slower(one, two, three):
    sequencer.shift(one, 180)
    sequencer.speed(one, 0.5)


def retimed_inside(one, two, three):
    sequencer.retime(one, 45, 38)


def late(one, two, three):
    one.sound_offset = 0.5
    sequencer.trim(one, 30, 60)


def in_meta(one, two, three):
    meta = meta_of((one, two))
    sequencer.trim(meta, 30, 110)


def in_nested_metas(one, two, three):
    outer = meta_of((meta_of((one,)), two), "outer", 10)
    sequencer.trim(outer, 25, 100)
    sequencer.shift(outer, 110 + 100)


def in_muted_meta(one, two, three):
    meta_of((one, two)).mute = True


EDITS = (
    *(trimmed, slipped, moved, swapped, split, deleted, muted, without_volume, faster, slower),
    *(retimed_inside, late, in_meta, in_nested_metas, in_muted_meta),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_face_says_what_blender_plays(ramp, three, tmp_path, edit):
    edit(*three)
    follow()
    check(tmp_path)
    assert len(ramp.heard) == 1


@pytest.mark.parametrize("seed", range(6))
def test_any_edits_in_any_order(ramp, three, tmp_path, seed):
    import bpy

    rng = np.random.default_rng(seed)
    for _ in range(8):
        strips = [s for s in bpy.context.scene.sequence_editor.strips_all if s.type == "SOUND"]
        edit_one(rng, strips)
        if rng.random() < 0.4:
            follow()
    follow()
    check(tmp_path)
    assert len(ramp.heard) == 1


def edit_one(rng, strips):
    """One edit of one strip that leaves no two of them at the same time."""
    import bpy

    strip = strips[rng.integers(len(strips))]
    first, after = sequencer.ends_of(strip)
    kind = rng.choice(["trim", "move", "mute", "split", "delete", "slip"])
    if kind == "trim" and after - first > 24:
        sequencer.trim(strip, first + int(rng.integers(8)), after - 1 - int(rng.integers(8)))
    elif kind == "move":
        taken = [sequencer.ends_of(other) for other in strips if other != strip]
        free = [
            by
            for by in range(-first + 2, 300 - after)
            if all(after + by < a - 10 or first + by > b + 10 for a, b in taken)
        ]
        if free:
            sequencer.shift(strip, int(rng.choice(free)))
    elif kind == "mute":
        strip.mute = not strip.mute
    elif kind == "split" and after - first > 30:
        strip.split((first + after) // 2, "SOFT")
    elif kind == "delete" and len(strips) > 2:
        bpy.context.scene.sequence_editor.strips.remove(strip)
    elif kind == "slip":
        sequencer.slip(strip, int(rng.integers(-6, 6)))


def test_a_scene_strip_is_heard_as_well(ramp, three, tmp_path):
    import bpy

    shown = {"frames": range(215, 330), "gain": 2**0.5}  # Blender mixes a scene's mono louder

    scene = bpy.context.scene
    other = bpy.data.scenes.new("Other")
    other.frame_start = 5
    strip = other.sequence_editor_create().strips.new_sound("far", str(ramp.path), 1, 5)
    sequencer.trim(strip, 15, 60)
    shot = scene.sequence_editor.strips.new_scene("shot", other, 8, 230)
    shot.scene_input = "SEQUENCER"
    sequencer.trim(shot, 235, 275)
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    check(tmp_path, **shown)
    sequencer.shift(shot, 20)
    follow()
    check(tmp_path, **shown)
    sequencer.trim(strip, 15, 30)
    follow()
    check(tmp_path, **shown)
    assert len(ramp.heard) == 1


def test_the_sequencer_of_another_scene_plays_the_voices(part, ramp):
    import bpy

    scene, edit = bpy.context.scene, bpy.data.scenes.new("Edit")
    scene.frame_start = 11
    editor = edit.sequence_editor_create()
    voice = editor.strips.new_sound("voice", str(ramp.path), 1, 100)
    sequencer.trim(voice, 110, 140)
    scene.intone_settings.sequencer = edit
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    (line,) = scene.intone_lines.lines
    assert line.start == 100
    editor.strips.new_scene("shot", scene, 3, 90)  # the scene's frame 11 is the edit's 90
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    assert line.start == 21
    follow()
    jaw = seen(frames=range(1, 120))
    assert (jaw[30:61] > LOW).all() and (jaw[:20] == 0).all() and (jaw[71:] == 0).all()
    sequencer.shift(voice, 7)
    follow()
    np.testing.assert_allclose(seen(frames=range(1, 120))[7:], jaw[:-7], atol=1e-5)
    assert not scene.sequence_editor or not len(scene.sequence_editor.strips)


def test_the_lane_and_the_sliders_go_at_the_speed_of_the_strip(part, ramp, three, chosen):
    import bpy

    sequencer.speed(three[0], 2.0)
    follow()
    spoken = part("properties.spoken_words")
    assert spoken.frame_of(chosen, 0.0) == pytest.approx(11)
    assert spoken.frame_of(chosen, 2.0) == pytest.approx(40, abs=0.5)  # 59 at its own speed
    for second in (0.0, 1.0, 3.5):
        assert spoken.seconds_at(chosen, spoken.frame_of(chosen, second)) == pytest.approx(second)
    assert bpy.context.scene.intone_lines.lines[0].take == chosen.intone.takes[0].name


def test_every_edit_is_named(part, three):
    import bpy

    following = part("properties.following")
    sequencer.shift(three[0], 200)
    sequencer.trim(three[1], 85, 110)
    bpy.context.scene.sequence_editor.strips.remove(three[2])
    assert following.edits(bpy.context.scene).sentence == "1 moved, 1 trimmed, 1 deleted"
