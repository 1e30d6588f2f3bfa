from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from intone.emotion.over_time import emotion_of, read_shares
from intone.emotion.own import OwnEmotion
from intone.errors import MoodError

DEMO = Path(__file__).parents[2] / "assets" / "demo" / "northanger_abbey.csv"
SMUG = OwnEmotion("Smug", (("mouthSmileLeft", 0.5),))


def table(folder: Path, text: str) -> Path:
    path = folder / "felt.csv"
    path.write_text(text)
    return path


def test_shares_go_straight_from_one_time_to_the_next(tmp_path: Path) -> None:
    track = read_shares(table(tmp_path, "seconds,happy,sad\n1,0,1\n3,1,0\n")).track()
    at = track.at(np.array([0.0, 1.0, 2.0, 3.0, 9.0]))
    assert at[:, track.names.index("happy")] == pytest.approx([0, 0, 0.5, 1, 1], abs=0.01)
    assert at[:, track.names.index("sad")] == pytest.approx([1, 1, 0.5, 0, 0], abs=0.01)
    assert not at[:, track.names.index("angry")].any()


def test_an_own_emotion_may_be_named_and_a_sheet_may_be_german(tmp_path: Path) -> None:
    path = table(tmp_path, "Seconds;Smug;Neutral\n0,5;0,25;\n1;;0,5\n")
    track = read_shares(path, (SMUG,)).track((SMUG,))
    assert track["smug"][25] == pytest.approx(0.25)
    assert "smug" not in read_shares(path, (SMUG,)).track().names


def test_an_emotion_that_is_no_table_stays_as_it_is() -> None:
    assert emotion_of("happy=0.5") == "happy=0.5"


def test_the_demos_arc_ends_in_its_smile() -> None:
    shares = read_shares(DEMO)
    assert shares.values[-1, shares.names.index("happy")] == 1
    assert shares.values.sum(1).max() <= 1.2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no table of emotions"),
        ("seconds,happy\n", "no rows"),
        ("happy,sad\n1,0\n", "needs a column seconds"),
        ("seconds,hapy\n0,1\n", "no emotion called 'hapy'"),
        ("seconds,happy\n0,1\n0,0\n", "must rise"),
        ("seconds,happy\n0,much\n", "line 2"),
        ("seconds,happy\n0,1.5\n", "not between 0 and 1"),
        ("seconds,happy\n0,nan\n", "not between 0 and 1"),
        ("seconds,happy\n1e9,1\n", "no second of a recording"),
        ("seconds,happy,happy\n0,1,1\n", "two columns"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(MoodError, match=told):
        read_shares(table(tmp_path, text))


def test_a_table_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MoodError, match="cannot be read"):
        read_shares(tmp_path / "nothing.csv")
    (tmp_path / "felt.csv").write_bytes(b"\xff\xfe\x00\xd8\x00")
    with pytest.raises(MoodError):
        read_shares(tmp_path / "felt.csv")
