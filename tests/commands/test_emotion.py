"""`intone emotion`: a frame of a recorded face becomes a file that --emotions takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from intone.cli import main
from intone.face.basis import CHANNELS
from intone.face.own_files import read_emotions


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """A recorded face at rest, which smiles in its second row."""
    columns = [name[0].upper() + name[1:] for name in CHANNELS]
    smile = [0.8 if name.startswith("mouthSmile") else 0.0 for name in CHANNELS]
    rows = [[0.0] * len(CHANNELS), smile]
    path = tmp_path / "take.csv"
    lines = [",".join(["Timecode", "BlendShapeCount", *columns])]
    lines += [",".join([f"00:00:0{k}:00.0", "61", *map(str, row)]) for k, row in enumerate(rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def made(take: Path, *more: str) -> int:
    return main(["emotion", str(take), "--out", str(take.with_suffix(".toml")), *more])


def test_a_frame_becomes_an_emotion(take: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert made(take, "--frame", "1", "--name", "Smug", "--jaw", "0.5", "--hold", "4") == 0
    (smug,) = read_emotions(take.with_suffix(".toml"))
    assert dict(smug.face) == {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.8}
    assert (smug.label, smug.jaw, smug.rounding, smug.hold) == ("Smug", 0.5, 1.0, 4.0)
    assert "--emotion smug" in capsys.readouterr().err


def test_the_file_is_made_anew_or_added_to(take: Path) -> None:
    for name, more in (("One", ()), ("Two", ("--add",)), ("two", ("--add", "--jaw", "2"))):
        assert made(take, "--frame", "1", "--name", name, *more) == 0
    found = read_emotions(take.with_suffix(".toml"))
    assert [(emotion.label, emotion.jaw) for emotion in found] == [("One", 1.0), ("two", 2.0)]
    assert made(take, "--frame", "1", "--name", "Three") == 0
    assert [e.label for e in read_emotions(take.with_suffix(".toml"))] == ["Three"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--frame", "0", "--name", "Smug"), "rests"),
        (("--frame", "2", "--name", "Smug"), "has the frames 0 to 1"),
        (("--frame", "1", "--name", "happy"), "already"),
        (("--frame", "1", "--name", "Smug", "--jaw", "3"), "give a number from 0 to 2"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    take: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], said: str
) -> None:
    assert made(take, *more) == 1
    assert said in capsys.readouterr().err
    assert not take.with_suffix(".toml").exists()
