"""The lane: what it reads from a character; how it looks is for tools/draw_desk.py to show."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from support.layout import Context


@pytest.fixture
def head(part, actor, face_mesh, voice):
    import bpy

    names = ("jawOpen", "mouthClose", "mouthSmileLeft")
    face = bpy.context.scene.intone_settings.character = face_mesh(names)
    face.intone.sound, face.intone.start = str(voice), 11
    return face


def read(part, head):
    import bpy

    return part("panels.timeline_lane_data").read_lane(bpy.context.scene, head)


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


def test_what_is_acted_above_1_is_not_clipped(part, head):
    import bpy

    bpy.ops.intone.animate()
    head.intone.intensity_source, head.intone.scale = "CONSTANT", 1.8
    lane = read(part, head)
    assert np.allclose(lane.acted, 1.8) and lane.most == pytest.approx(1.8)
    place = part("blender.timeline.place").Place(0, 100, 0, lambda at: at, 1.0, most=lane.most)
    assert place.y(lane.acted)[0] == pytest.approx(place.ceiling)
    assert place.y(np.ones(1, np.float32))[0] < place.ceiling
    graph = part("blender.timeline.place").Place(0, 100, 0, lambda at: at, 1.0, (10.0, 20.0))
    assert graph.y(lane.acted)[0] == pytest.approx(28)


def test_the_bands_show_the_emotions_that_are_heard_and_acted(part, head):
    import bpy

    felt = part("emotion.mood").EXPRESSIVE
    bpy.ops.intone.animate()
    bands = read(part, head).bands
    happy = felt.index("happy")
    assert bands.heard[:, happy].min() > 0.95 and bands.heard.shape == bands.acted.shape
    head.intone.emotion_source, head.intone.sad = "MIX", 0.5
    head.intone.intensity_source = "CONSTANT"
    mixed = read(part, head).bands
    assert np.allclose(mixed.acted[:, felt.index("sad")], 0.5)
    assert mixed.acted[:, happy].max() == 0 and np.array_equal(mixed.heard, bands.heard)


def test_an_own_emotion_has_a_band_with_its_name(part, head):
    import bpy

    bpy.ops.intone.animate()
    head.data.shape_keys.key_blocks["jawOpen"].value = 0.7
    bpy.ops.intone.emotion_from_face(name="Agape")
    head.intone.emotion_source, head.intone.own_1 = "MIX", 1.0
    head.intone.intensity_source = "CONSTANT"
    bands = read(part, head).bands
    assert bands.names[-1] == "Agape" and len(bands.colours) == len(bands.names) == 8
    assert np.allclose(bands.acted[:, -1], 1.0) and bands.heard.shape == bands.acted.shape
    head.intone.own_emotions[0].name = "Wide"
    assert read(part, head).bands.names[-1] == "Wide"


def test_every_emotion_has_a_colour_of_its_own(part):
    palette = part("emotion.palette").read_palette()
    colours = [palette.own, *(emotion.colour for emotion in palette.emotions)]
    apart = [np.abs(np.subtract(a, b)).max() for k, a in enumerate(colours) for b in colours[:k]]
    assert min(apart) > 0.15 and np.min(colours) >= 0 and np.max(colours) <= 1


def test_playback_reads_it_once(part, head):
    import bpy

    bpy.ops.intone.animate()
    first = read(part, head)
    bpy.context.scene.frame_set(30)
    second = read(part, head)
    assert second.acted is first.acted and second.now == 30.0


def test_a_long_voice_is_thinned_by_its_peaks(part, head):
    lane_data, track = part("panels.timeline_lane_data"), part("track").Track
    speech = part("audio.speech")
    frames = 20 * lane_data.MAX_POINTS
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
    assert len(lane.frames) == lane_data.MAX_POINTS and lane.loudness.max() == np.float32(0.9)


def test_stretches_are_said_in_words(part):
    drawn_text = part("panels.intensity").drawn_text
    assert "your own work stays" in drawn_text([])
    assert drawn_text([(10.0, 20.0), (31.0, 31.0)]).endswith("10–20, 31–31")
    assert drawn_text([(k, k + 1.0) for k in range(0, 50, 10)]).endswith("30–31, …")


class View2d:
    """Frames 0 to 99 on 400 pixels, and values 0 to 1 on 100."""

    def region_to_view(self, x, y):
        return x * 99 / 400, y / 100

    def view_to_region(self, x, y, clip):
        return x * 400 / 99, 100 * y


def region(kind, x=0, width=100, alignment="NONE"):
    return SimpleNamespace(type=kind, x=x, width=width, height=300, alignment=alignment)


@pytest.fixture
def places(part, head, monkeypatch):
    """Draws into an editor with a tool bar and a sidebar; where the lanes were drawn."""
    import bpy

    found = []
    timeline_lane = part("panels.timeline_lane")
    monkeypatch.setattr(timeline_lane.lane, "draw", lambda shown, place, _: found.append(place))
    bpy.ops.intone.animate()

    def draw(editor, height=340.0, sidebar=340):
        context = Context(editor)
        window = SimpleNamespace(x=0, width=400, height=height, view2d=View2d())
        sides = (region("TOOLS", 0, 40), region("UI", sidebar, 400 - sidebar, "RIGHT"))
        context.region = window
        context.area.regions = (*sides, region("CHANNELS", 0, 50, "LEFT"))
        timeline_lane.draw_in(context)
        return found

    return draw


def test_it_fills_the_view_between_tool_bar_and_sidebar(places):
    (place,) = places("VIEW_3D")
    assert (place.left, place.right, place.values) == (58.0, 332.0, None)
    assert place.x(np.array([11.0])) == pytest.approx(58.0)


@pytest.mark.parametrize("editor", ["DOPESHEET_EDITOR", "SEQUENCE_EDITOR"])
def test_it_runs_along_the_time_of_an_editor(places, editor):
    (place,) = places(editor)
    assert place.x(np.array([99.0])) == pytest.approx(400.0) and not place.open


def test_in_a_graph_editor_it_lies_behind_the_curves(places):
    (place,) = places("GRAPH_EDITOR")
    assert place.open and (place.floor, place.ceiling) == (0.0, 100.0)


def test_it_leaves_low_editors_and_scenes_that_hide_it_alone(places):
    import bpy

    assert not places("VIEW_3D", height=100.0)
    assert not places("VIEW_3D", height=300.0), "it would hide the mouth"
    assert not places("DOPESHEET_EDITOR", sidebar=50), "the sidebar leaves no room"
    bpy.context.scene.intone_lane = False
    assert not places("VIEW_3D")
    bpy.context.scene.intone_lane = True
    assert places("VIEW_3D")


@pytest.mark.parametrize(("share", "veils"), [(0.3, 1), (1.0, 0)])
def test_a_name_over_a_low_band_stands_on_ground_of_its_own(part, monkeypatch, share, veils):
    bands, drawn, said = part("blender.timeline.bands"), [], []
    monkeypatch.setattr(bands, "box", lambda *how: drawn.append(how))
    monkeypatch.setattr(bands, "text", lambda name, *_: said.append(name))
    shares, frames = np.full((200, 1), share, np.float32), np.arange(200.0)
    place = part("blender.timeline.place").Place(0, 200, 0, lambda at: at, 1.0)
    shown = bands.Bands(shares, shares, ("Happy",), ((1.0, 0.9, 0.2),))
    bands._names(shown, shares, frames, 0.0, place, (0.1, 0.1, 0.1, 1.0))
    assert said == ["Happy"] and len(drawn) == veils
