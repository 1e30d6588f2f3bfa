"""Importers find the recordings of each layout, and what their names and tables say of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from intone.errors import DataError
from intone.face.basis import CHANNELS
from intone.training.importers import recognise
from intone.training.importers.clip import emotion_in
from intone.training.importers.crema_d import ratings
from intone.training.importers.landmarker import turns
from intone.training.importers.live_link import read_take
from intone.training.importers.reading import read, sound_of

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("INTONE_DATA", ROOT.parent / "shared" / "data"))
HERE = pytest.mark.skipif(not DATA.is_dir(), reason="the corpora are not at hand: set INTONE_DATA")
EXPECTED = {
    "MEAD": [
        ("M003", "angry", 1 / 3),
        ("M003", "angry", 1.0),
        ("M003", "neutral", 1 / 3),
        ("W011", "fearful", 2 / 3),
        ("W011", "neutral", 1 / 3),
    ],
    "RAVDESS": [
        ("Actor_12", "angry", 0.5),
        ("Actor_12", "angry", 1.0),
        ("Actor_12", "neutral", 0.5),
    ],
    "CREMA-D": [("1001", "angry", 0.82), ("1001", "neutral", None), ("1001", "sad", 1 / 3)],
    "videos": [("anna", "happy", None), ("anna", "neutral", None), ("anna", "sad", 0.6)],
    "Live Link Face": [("ben", "neutral", None), ("ben", "surprised", None)],
    "tables": [("faces", "fearful", None), ("faces", "neutral", None)],
}


def test_each_layout_is_recognised_with_what_it_says(layout) -> None:
    name, clips = recognise(layout.folder)
    assert name == layout.name
    told = sorted((c.speaker, c.emotion, c.level) for c in clips)
    assert told == EXPECTED[name]


def test_each_layout_is_read_as_faces_with_sound(layout) -> None:
    for clip in recognise(layout.folder)[1]:
        take = read(clip, layout.folder)
        assert take.face.names == CHANNELS
        assert abs(take.face.duration - 2) < 0.1
        assert abs(len(take.samples) / 16000 - 2) < 0.1
        assert np.abs(take.samples).max() > 0.1


def test_a_face_is_tracked_once(layout, tmp_path: Path) -> None:
    clip = recognise(layout.folder)[1][0]
    first = read(clip, layout.folder, cache=tmp_path / "cache")
    layout.faces.clear()  # the tracker would now fail
    again = read(clip, layout.folder, cache=tmp_path / "cache")
    np.testing.assert_array_equal(first.face.values, again.face.values)


@pytest.mark.parametrize(
    ("words", "emotion"),
    [
        ("joy/03", "happy"),
        ("Surprise_2", "surprised"),
        ("anna/anger", "angry"),
        ("afraid", "fearful"),
        ("calm", "neutral"),
        ("take 7", ""),
    ],
)
def test_names_tell_the_emotion(words: str, emotion: str) -> None:
    assert emotion_in(words) == emotion


def test_a_folder_without_recordings_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No recorded faces"):
        recognise(tmp_path)
    with pytest.raises(DataError, match="There is no folder"):
        recognise(tmp_path / "nowhere")


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    (tmp_path / "mute.mp4").write_bytes(b"no video")
    with pytest.raises(DataError, match=r"mute\.mp4 holds no sound"):
        sound_of(tmp_path / "mute.mp4")


def test_labels_must_be_a_table_with_files(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "labels.csv").write_text("name,level\na.mp4,high\n", encoding="utf-8")
    with pytest.raises(DataError, match="needs a column `file`"):
        recognise(tmp_path)


def test_a_broken_take_of_live_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "take.csv"
    path.write_text("Timecode,BlendShapeCount,JawOpen\n13:00:00:01.5,61,0.5\n", encoding="utf-8")
    with pytest.raises(DataError, match="no whole take"):
        read_take(path)


def test_the_head_turns_as_in_live_link_face() -> None:
    angle = 0.3
    cos, sin = np.cos(angle), np.sin(angle)
    left = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])  # nose to the picture's right
    up = np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]])  # nose to the ceiling
    roll = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])  # crown to the picture's left
    np.testing.assert_allclose(turns(left), [-angle, 0, 0], atol=1e-6)
    np.testing.assert_allclose(turns(up), [0, -angle, 0], atol=1e-6)
    np.testing.assert_allclose(turns(roll), [0, 0, angle], atol=1e-6)


@HERE
@pytest.mark.parametrize("number", [3, 4])
def test_real_takes_of_live_link_face_are_read_on_even_frames(number: int) -> None:
    take = read_take(DATA / "livelink" / "anim" / f"alex_rom_{number}.csv")
    assert take.rate == 60
    assert 120 < take.duration < 140
    assert take["jawOpen"].max() > 0.9
    assert 0 <= take.values[:, :52].min() <= take.values[:, :52].max() <= 1


@HERE
def test_the_tracked_talkers_of_grid_are_read() -> None:
    name, clips = recognise(DATA / "grid")
    takes = [read(clip, DATA / "grid") for clip in clips]
    assert (name, len(takes)) == ("tables", 5)
    for take in takes:
        assert take.face.rate == pytest.approx(25, abs=0.01)
        assert abs(len(take.samples) / 16000 - take.face.duration) < 0.2
        assert take.face["jawOpen"].max() > 0.1


@HERE
def test_the_viewers_ratings_of_crema_d_are_read() -> None:
    found = ratings(DATA / "crema-d-labels" / "tabulatedVotes.csv")
    assert len(found) == 7442
    assert found["1001_IEO_HAP_LO"] == pytest.approx(0.613)
    strong, weak = (
        np.mean([value for name, value in found.items() if name.endswith(end)])
        for end in ("HI", "LO")
    )
    assert strong > weak
