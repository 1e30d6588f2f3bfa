import csv
import json
from pathlib import Path

import numpy as np
import pytest

from intone.errors import OutputError
from intone.export import FORMATS, write_take
from intone.export.files import replacing
from intone.export.live_link_csv import timecode
from intone.face.basis import CHANNELS
from intone.track import Track

ROOT = Path(__file__).parents[2]
HEADER = (
    "Timecode,BlendshapeCount,EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft,EyeLookOutLeft,EyeLookUpLeft,"
    "EyeSquintLeft,EyeWideLeft,EyeBlinkRight,EyeLookDownRight,EyeLookInRight,EyeLookOutRight,EyeLookUpRight,"
    "EyeSquintRight,EyeWideRight,JawForward,JawRight,JawLeft,JawOpen,MouthClose,MouthFunnel,MouthPucker,"
    "MouthRight,MouthLeft,MouthSmileLeft,MouthSmileRight,MouthFrownLeft,MouthFrownRight,MouthDimpleLeft,"
    "MouthDimpleRight,MouthStretchLeft,MouthStretchRight,MouthRollLower,MouthRollUpper,MouthShrugLower,"
    "MouthShrugUpper,MouthPressLeft,MouthPressRight,MouthLowerDownLeft,MouthLowerDownRight,MouthUpperUpLeft,"
    "MouthUpperUpRight,BrowDownLeft,BrowDownRight,BrowInnerUp,BrowOuterUpLeft,BrowOuterUpRight,CheekPuff,"
    "CheekSquintLeft,CheekSquintRight,NoseSneerLeft,NoseSneerRight,TongueOut,HeadYaw,HeadPitch,HeadRoll,"
    "LeftEyeYaw,LeftEyePitch,LeftEyeRoll,RightEyeYaw,RightEyePitch,RightEyeRoll"
)
"""The header that the Live Link Face app writes."""


@pytest.fixture
def take() -> Track:
    values = np.random.default_rng(0).random((100, len(CHANNELS)), np.float32)
    return Track(values, 50, CHANNELS)


def read_csv(path: Path) -> np.ndarray:
    with path.open() as file:
        rows = list(csv.reader(file))
    assert ",".join(rows[0]) == HEADER
    assert {row[1] for row in rows[1:]} == {"61"}
    return np.array([row[2:] for row in rows[1:]], float)


def read_json(path: Path) -> np.ndarray:
    found = json.loads(path.read_text())
    assert (found["format"], found["fps"], tuple(found["channels"])) == ("face-take", 25, CHANNELS)
    return np.array(found["frames"])


def read_npz(path: Path) -> np.ndarray:
    found = np.load(path, allow_pickle=False)
    assert tuple(found["channels"]) == CHANNELS and found["fps"] == 25
    return found["values"]


def read_arkit(path: Path) -> np.ndarray:
    """By the names in the file, as importers do."""
    found = json.loads(path.read_text())
    assert (found["exportFps"], found["numPoses"]) == (25, 52)
    assert found["numFrames"] == len(found["weightMat"])
    columns = [found["facsNames"].index(name) for name in CHANNELS[:52]]
    return np.array(found["weightMat"])[:, columns]


READERS = {
    ".csv": read_csv,
    ".json": read_json,
    ".npz": read_npz,
    ".arkit.json": read_arkit,
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_reads_back_as_the_take(tmp_path: Path, take: Track, suffix: str) -> None:
    path = tmp_path / f"take{suffix}"
    write_take(take, path, 25)
    found = READERS[suffix](path)
    assert found.shape[1] == (52 if suffix == ".arkit.json" else 61)
    np.testing.assert_allclose(found, take.values[::2, : found.shape[1]], atol=1e-7)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_take_gives_the_same_bytes(tmp_path: Path, take: Track, suffix: str) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    write_take(take, one, 30)
    write_take(take, two, 30)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("frame", "fps", "code"),
    [
        (0, 30, "00:00:00:00.000"),
        (59, 30, "00:00:01:29.000"),
        (30, 30000 / 1001, "00:00:01:00.000"),
        (3600 * 24 + 25, 24, "01:00:01:01.000"),
    ],
)
def test_timecodes(frame: int, fps: float, code: str) -> None:
    assert timecode(frame, fps) == code


def test_json_and_npz_say_what_made_them(tmp_path: Path, take: Track) -> None:
    header = {"sound": "a.wav", "scale": 0.5, "device": "cpu"}
    for suffix in (".json", ".npz"):
        write_take(take, tmp_path / f"take{suffix}", 30, header)
    assert json.loads((tmp_path / "take.json").read_text())["made"] == header
    assert json.loads(str(np.load(tmp_path / "take.npz")["made"])) == header


def test_json_keeps_its_schema(tmp_path: Path, take: Track) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads((ROOT / "docs" / "take.schema.json").read_text())
    write_take(take, tmp_path / "take.json", 30, {"sound": "a.wav", "scale": 0.5})
    found = json.loads((tmp_path / "take.json").read_text())
    jsonschema.validate(found, schema)
    found["frames"][3] = found["frames"][3][:-1]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, schema)


def test_unknown_formats_and_unwritable_places_are_refused(tmp_path: Path, take: Track) -> None:
    with pytest.raises(OutputError, match=r"end its name in \.csv, \.arkit\.json, \.json, \.npz"):
        write_take(take, tmp_path / "take.xyz", 30)
    with pytest.raises(OutputError, match="cannot be written"):
        write_take(take, tmp_path / "nowhere" / "take.csv", 30)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_take(take, tmp_path / "folder.csv", 30)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "take.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="midway"), replacing(path) as beside:
        beside.write_text("half")
        raise RuntimeError("midway")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
