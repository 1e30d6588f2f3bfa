"""Own emotions: a pose is met at intensity 1, neutral at 0, and mixes like the seven."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.intensity import IntensityShape
from intone.emotion.mood import STRONG, compose, constant_mood, constant_scale, parse_mood
from intone.emotion.own import OwnEmotion
from intone.errors import MoodError
from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.face.own_emotion import completed, directions, pose
from intone.face.own_files import live_link_pose, read_emotions, toml_of
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.pipeline import act
from intone.track import Track

SMUG = OwnEmotion("Smug", (("mouthSmileLeft", 0.6), ("browOuterUpRight", 0.7), ("headYaw", 0.1)))
ODD = OwnEmotion("Odd Cheeks", (("cheekPuff", 0.8), ("jawOpen", 0.1)), hold=0.5)
STILL = Style(blinks=0, gaze=0, head=1, accents=0, breath=0, asymmetry=0)
FULL = IntensityShape(Track(np.ones((1, 1), np.float32), RATE, ("intensity",)))


@pytest.fixture(scope="module")
def networks():
    return load_networks(device="cpu")


@pytest.fixture(scope="module")
def silence():
    """A second in which nothing is said."""
    content = np.zeros((50, len(CONTENT)), np.float32)
    content[:, CONTENT.index("sil")] = 1
    emotion = np.zeros((50, len(EMOTIONS)), np.float32)
    emotion[:, 0] = 1
    still = Track(np.zeros((50, 1), np.float32), RATE, ("intensity",))
    return Speech(Track(content, RATE, CONTENT), still, Track(emotion, RATE, EMOTIONS))


def full(mood, scale=1.0):
    return replace(mood, intensity=FULL, scale=constant_scale(scale))


@pytest.mark.parametrize("own", [SMUG, ODD], ids=["smug", "odd"])
def test_a_silent_face_is_the_pose_at_intensity_1(networks, silence, own):
    face = act(silence, full(parse_mood(own.name, own=[own])), STILL, networks)
    shapes = len(BLENDSHAPES)
    np.testing.assert_allclose(face.values[25, :shapes], pose(own)[:shapes], atol=0.02)


@pytest.mark.parametrize("own", [SMUG, ODD], ids=["smug", "odd"])
def test_at_scale_0_it_is_neutral_to_the_bit_and_half_is_between(networks, silence, own):
    mood = parse_mood(own.name, own=[own])
    neutral = act(silence, constant_mood({}, 0.0), STILL, networks)
    assert np.array_equal(act(silence, full(mood, 0), STILL, networks).values, neutral.values)
    half = act(silence, full(mood, 0.5), STILL, networks).values[25] @ pose(own)
    assert 0.3 < half / (pose(own) @ pose(own)) < 0.7


def test_its_direction_is_a_unit_and_the_same_each_time(networks):
    found = directions([SMUG], networks.act)["smug"]
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
    again = directions([replace(SMUG, label="Other", jaw=1.5)], networks.act)["other"]
    assert np.array_equal(found, again)


def test_a_pose_that_is_an_anchors_own_face_gets_its_direction(networks, silence):
    happy = act(silence, full(constant_mood({"happy": 1.0})), STILL, networks).values[25]
    face = tuple((c, float(v)) for c, v in zip(CHANNELS, happy, strict=True) if abs(v) > 0.005)
    found = directions([OwnEmotion("Glad", face)], networks.act)["glad"]
    assert found @ networks.act.spec.anchors["happy"] > 0.9


def test_the_words_have_its_own_gain(networks):
    said, felt = np.full((2, len(CHANNELS)), 0.5, np.float32), np.zeros((2, 61), np.float32)
    content = Track(np.zeros((2, len(CONTENT)), np.float32), RATE, CONTENT)
    wide, plain = replace(SMUG, jaw=2.0, rounding=0.5), SMUG

    def made(own):
        mood = constant_mood({"smug": 1.0}, own=[own])
        anchors = {**networks.act.spec.anchors, **directions([own], networks.act)}
        latent = compose(mood, Track(np.ones((2, 1), np.float32), RATE), anchors)
        assert np.linalg.norm(latent.values[0]) == pytest.approx(STRONG, rel=1e-4)
        return completed(felt, said, mood, latent, content, networks.act)[0]

    more = made(wide) - made(plain)
    assert more[index("jawOpen")] == pytest.approx(0.5, abs=1e-3)
    assert more[index("mouthPucker")] == pytest.approx(-0.25, abs=1e-3)
    assert np.count_nonzero(np.abs(more) > 1e-4) == 3


def test_mixed_in_halves_both_are_seen(networks, silence):
    mood = full(parse_mood("smug=0.5,odd cheeks=0.5", own=[SMUG, ODD]))
    face = act(silence, mood, STILL, networks)
    assert face["mouthSmileLeft"][25] > 0.15 and face["cheekPuff"][25] > 0.25


def test_a_file_says_the_same_again(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(toml_of([SMUG, ODD]), encoding="utf-8")
    assert read_emotions(path) == (SMUG, ODD)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no emotion"),
        ("[", "is no TOML"),
        ("[happy.face]\njawOpen = 1", "an emotion of Intone's already"),
        ('["a=b".face]\njawOpen = 1', "separates names"),
        ("[smug]\njaw = 1", "no table of channels"),
        ("smug = 3", "no table of channels"),
        ("[smug.face]\njawOpne = 1", "no channel 'jawOpne'"),
        ("[smug.face]\njawOpen = 3", "'jawOpen' is 3: give a number from 0 to 1"),
        ("[smug.face]\njawOpen = nan", "'jawOpen' is nan"),
        ("[smug.face]\njawOpen = 0.001", "The face of 'smug' rests"),
        ("[smug]\nlip = 1\n[smug.face]\njawOpen = 1", "has a 'lip'"),
        ("[smug.face]\njawOpen = 1\n[Smug.face]\njawOpen = 1", "Two emotions are called 'smug'"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MoodError, match=reason):
        read_emotions(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MoodError, match="cannot be read"):
        read_emotions(tmp_path / "none.toml")


def test_a_row_of_live_link_face_is_a_pose(tmp_path: Path) -> None:
    path = tmp_path / "take.csv"
    rows = ("13:00:00:01.5,61,0.5,0.001,-0.1", "13:00:00:02.5,61,0.25,0,0")
    path.write_text("\n".join(["Timecode,BlendShapeCount,JawOpen,TongueOut,HeadYaw", *rows]))
    assert live_link_pose(path, 0) == (("jawOpen", 0.5), ("headYaw", -0.1))
    assert live_link_pose(path, 1) == (("jawOpen", 0.25),)
    with pytest.raises(MoodError, match="frames 0 to 1"):
        live_link_pose(path, 2)
    path.write_text("a,b\n1,2\n")
    with pytest.raises(MoodError, match="no take of Live Link Face"):
        live_link_pose(path, 0)
