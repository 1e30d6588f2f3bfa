"""Takes come back in: every format that leaves, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from intone.audio.speech import EMOTIONS, SpokenWord
from intone.capture.files import SUFFIXES, is_capture, read_capture, sound_of
from intone.capture.playing import felt_speech, lifeless, played
from intone.errors import CaptureError
from intone.export import FORMATS, write_take
from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.face.performance import Style
from intone.track import Track


@pytest.fixture(scope="module")
def face() -> Track:
    values = np.random.default_rng(3).random((90, len(CHANNELS))).astype(np.float32)
    values[:, len(BLENDSHAPES) :] -= 0.5
    return Track(values, 30.0, CHANNELS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_take_that_leaves_comes_back(face: Track, tmp_path: Path, suffix: str) -> None:
    words = (SpokenWord("hello", 0.5, 1.0),)
    write_take(face, tmp_path / f"take{suffix}", 30.0, words=words)
    found, said = read_capture(tmp_path / f"take{suffix}")
    kept = len(BLENDSHAPES) if suffix == ".arkit.json" else len(CHANNELS)
    assert (found.rate, found.names, len(found)) == (30.0, CHANNELS, 90)
    assert np.abs(found.values - face.values)[:, :kept].max() < 1e-6
    assert not found.values[:, kept:].any()
    assert [word.text for word in said] == (["hello"] if suffix == ".json" else [])


def csv(*rows: str, head: str = "Timecode,BlendshapeCount,JawOpen,HeadYaw") -> str:
    return "\n".join((head, *rows))


def test_rows_that_the_camera_left_out_are_laid_on_even_frames(tmp_path: Path) -> None:
    path = tmp_path / "phone.csv"
    path.write_text(csv("10:00:00:58.5,61,0,0", "10:00:00:59.5,61,.2,0", "10:00:01:02.5,61,.8,.1"))
    found, _ = read_capture(path)
    assert found.rate == 60.0 and len(found) == 5
    assert found["jawOpen"] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8], abs=1e-5)


def test_shapes_stay_within_their_range(tmp_path: Path) -> None:
    path = tmp_path / "over.csv"
    path.write_text(csv("00:00:00:00.0,61,1.004,-9", "00:00:00:01.0,61,-.2,0"))
    found, _ = read_capture(path)
    assert found["jawOpen"].tolist() == [1, 0] and found["headYaw"][0] == pytest.approx(-np.pi)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "", "no take of Live Link Face"),
        ("a.csv", "sound,emotion\na.wav,happy\n", "no take of Live Link Face"),
        ("a.csv", csv(), "no take of Live Link Face"),
        ("a.csv", csv("soon,61,0,0"), "“soon” is no timecode"),
        ("a.csv", csv("00:00:00:00.0,61,wide,0"), "line 2"),
        ("a.csv", csv("00:00:00:00.0,61,nan,0"), "no number"),
        ("a.csv", csv("00:00:09:00.0,61,0,0", "00:00:01:00.0,61,0,0"), "run backwards"),
        ("a.csv", csv("00:00:00:00.0,61,0,0", "99:00:00:00.0,61,0,0"), "too far"),
        ("a.json", "{", "no JSON"),
        ("a.json", "[]", "no take"),
        ("a.json", '{"words": []}', "no take"),
        ("a.json", '{"fps": 30, "channels": ["jawOpen"], "frames": [["a"]]}', "no table"),
        ("a.json", '{"fps": 30, "channels": ["jawOpen"], "frames": []}', "no frames"),
        ("a.json", '{"fps": 0, "channels": ["jawOpen"], "frames": [[1]]}', "frames a second"),
        ("a.json", '{"fps": 30, "channels": ["smile"], "frames": [[1]]}', "no channel of a face"),
        ("a.json", '{"fps": 30, "channels": "jawOpen", "frames": [[1]]}', "name its channels"),
        ("a.npz", "PK", "no npz file"),
    ],
)
def test_what_is_no_take_is_refused(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(CaptureError, match=told):
        read_capture(tmp_path / name)


def test_npz_without_a_face_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", values=np.ones((3, 2)), channels=np.array(["a", "b"]))
    with pytest.raises(CaptureError, match="needs the arrays"):
        read_capture(tmp_path / "a.npz")
    with pytest.raises(CaptureError, match="cannot be read"):
        read_capture(tmp_path / "none.csv")


def test_the_sound_of_a_capture_lies_beside_it(tmp_path: Path) -> None:
    assert all(is_capture(Path(f"a{suffix.upper()}")) for suffix in SUFFIXES)
    assert sound_of(tmp_path / "voice.wav") == tmp_path / "voice.wav"
    assert sound_of(tmp_path / "take.csv") is None
    (tmp_path / "take.mov").touch()
    (tmp_path / "take.wav").touch()
    assert sound_of(tmp_path / "take.csv") == tmp_path / "take.wav"


def test_a_capture_without_emotion_is_itself_to_the_bit(face: Track) -> None:
    calm = Track(np.full((50, len(CHANNELS)), 0.3, np.float32), 50.0, CHANNELS)
    assert np.array_equal(played(face, calm, calm, Style()).values, face.values)


def test_an_emotion_is_added_and_words_and_head_are_scaled(face: Track) -> None:
    calm = Track(np.zeros((150, len(CHANNELS)), np.float32), 50.0, CHANNELS)
    felt = calm.values.copy()
    felt[:, index("mouthSmileLeft")] = 0.4
    happy = played(face, Track(felt, 50.0, CHANNELS), calm, Style())
    added = np.minimum(face["mouthSmileLeft"] + 0.4, 1)
    assert happy["mouthSmileLeft"] == pytest.approx(added, abs=1e-6)
    assert np.array_equal(happy["browInnerUp"], face["browInnerUp"])
    still = played(face, calm, calm, Style(articulation=0.5, head=0.0))
    assert still["jawOpen"] == pytest.approx(face["jawOpen"] / 2)
    assert not still["headYaw"].any() and np.array_equal(still["browInnerUp"], face["browInnerUp"])


def test_no_emotion_parts_lips_that_the_capture_shuts() -> None:
    values = np.zeros((60, len(CHANNELS)), np.float32)
    values[:, [index("jawOpen"), index("mouthClose")]] = 0.4
    face = Track(values, 60.0, CHANNELS)
    calm = Track(np.zeros((50, len(CHANNELS)), np.float32), 50.0, CHANNELS)
    felt = Track(calm.values + np.float32(0.3), 50.0, CHANNELS)
    found = played(face, felt, calm, Style())
    assert found["mouthUpperUpLeft"].max() < 0.01 and found["jawOpen"] == pytest.approx(0.4)
    assert found["mouthSmileLeft"] == pytest.approx(0.3)


def test_a_capture_has_no_emotion_of_its_own_to_hear(face: Track) -> None:
    speech = felt_speech(face)
    assert speech.captured is face and speech.duration == pytest.approx(3.0)
    assert speech.guess()["neutral"] == pytest.approx(1.0)
    assert set(speech.guess()) == set(EMOTIONS)


def test_a_capture_keeps_its_own_life() -> None:
    style = lifeless(Style())
    assert (style.blinks, style.head, style.gaze, style.accents, style.breath) == (0,) * 5


def test_json_numbers_beyond_reason_are_refused(tmp_path: Path) -> None:
    data = {"fps": 30, "channels": ["jawOpen"], "frames": [[10**400]]}
    (tmp_path / "a.json").write_text(json.dumps(data))
    with pytest.raises(CaptureError):
        read_capture(tmp_path / "a.json")
