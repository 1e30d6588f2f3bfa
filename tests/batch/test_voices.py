"""Voices of a batch, with a listener that reads the score of a line from its file."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from intone.audio.intensity import COMMON
from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.batch.ledger import ledger_path
from intone.batch.manifest import Defaults, Manifest, read_manifest
from intone.batch.voices import at_their_levels, levels_path
from intone.errors import SoundError
from intone.track import Track

LINES = {"a1": 0.1, "a2": 0.12, "a3": 1.2, "b1": 0.9, "b2": 1.0, "c1": 0.7}
FRAMES = 200
Tell = Callable[[Path], Speech]


def hear(sound: Path) -> Speech:
    """A voice of the score that stands in its file. Raises SoundError where none does."""
    try:
        score = float(sound.read_text())
    except (OSError, ValueError) as error:
        raise SoundError(f"{sound.name} cannot be heard: choose another.") from error
    parts = {"content": CONTENT, "intensity": ("intensity",), "emotion": EMOTIONS}
    tracks = {
        part: Track(np.ones((FRAMES, len(names)), np.float32), RATE, names)
        for part, names in parts.items()
    }
    scores = np.full((FRAMES, 1), score, np.float32)
    return Speech(**tracks, score=Track(scores, RATE, ("score",)))


def deaf(sound: Path) -> Speech:
    raise AssertionError(f"{sound.name} was heard again")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, score in LINES.items():
        (tmp_path / f"{name}.wav").write_text(str(score))
    return tmp_path


def manifest(folder: Path, marks: str = "") -> Manifest:
    """All lines, each of the voice whose letter it begins with; c speaks one line only."""
    rows = [f"{name}.wav,{name[0]},{marks if name == 'a3' else ''}" for name in LINES]
    path = folder / "lines.csv"
    path.write_text("\n".join(["sound,voice,neutral", *rows]))
    return read_manifest(path, Defaults(".csv", (".csv",)))


def levels(
    found: Manifest, whole: Manifest, folder: Path, hear: Tell = hear, jobs: int = 1
) -> dict[str, float]:
    made = at_their_levels(found, whole, ledger_path(folder), hear, jobs)
    return {line.order.sound.stem: line.order.calm for line in made.lines}


def test_lines_of_a_voice_share_a_level_and_a_single_line_has_what_is_common(folder: Path) -> None:
    whole = manifest(folder)
    found = levels(whole, whole, folder)
    assert found["a1"] == found["a2"] == found["a3"] != COMMON
    assert found["b1"] == found["b2"] != found["a1"]
    assert found["c1"] == COMMON


def test_each_part_and_any_number_of_jobs_finds_the_same(folder: Path, tmp_path: Path) -> None:
    whole = manifest(folder)
    once = levels(whole, whole, tmp_path / "one")
    parts: dict[str, float] = {}
    for index in (1, 2, 3):
        parts |= levels(whole.chunk(index, 3), whole, tmp_path / f"part{index}")
    assert parts == once == levels(whole, whole, tmp_path / "two", jobs=2)


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    for name in ("one", "two", "part1", "part2", "part3"):
        (tmp_path / name).mkdir()


def test_what_was_heard_is_not_heard_again_but_for_sounds_that_changed(folder: Path) -> None:
    whole = manifest(folder)
    once = levels(whole, whole, folder)
    assert levels(whole, whole, folder, deaf) == once
    (folder / "a1.wav").write_text("-0.05")
    assert levels(whole, whole, folder)["a3"] < once["a3"]


def test_a_record_that_was_cut_off_is_heard_again(folder: Path) -> None:
    whole = manifest(folder)
    once = levels(whole, whole, folder)
    kept = levels_path(ledger_path(folder))
    kept.write_text(kept.read_text()[:-20] + '\n{"key": "x", "seconds": "1", "score": null}\n')
    assert levels(whole, whole, folder) == once


def test_what_is_marked_as_neutral_is_the_level(folder: Path) -> None:
    whole = manifest(folder, "0.5-2")
    found = levels(whole, whole, folder)
    assert found["a1"] == found["a2"] == found["a3"] == pytest.approx(1.2)
    again = manifest(folder, "yes")
    assert levels(again, again, folder)["a1"] == pytest.approx(1.2)


def test_a_voice_whose_neutral_is_too_short_is_refused_with_all_its_lines(folder: Path) -> None:
    whole = manifest(folder, "0.5-0.6")
    made = at_their_levels(whole, whole, ledger_path(folder), hear)
    assert [refusal.number for refusal in made.refusals] == [2, 3, 4]
    assert all("a3.wav between 0.5 and 0.6 s: mark" in r.reason for r in made.refusals)
    assert {line.voice for line in made.lines} == {"b", "c"}


def test_a_line_that_cannot_be_heard_stops_no_others(folder: Path) -> None:
    (folder / "a2.wav").write_text("no voice")
    whole = manifest(folder)
    found = levels(whole, whole, folder)
    assert set(found) == set(LINES) and found["a1"] == found["a3"] != COMMON


@pytest.mark.parametrize(
    ("row", "reason"),
    [("a1.wav,,yes", "marked as neutral, but of no voice"), ("a1.wav,a,x", "is no stretch: give")],
)
def test_marks_that_cannot_be_are_refused(folder: Path, row: str, reason: str) -> None:
    path = folder / "lines.csv"
    path.write_text(f"sound,voice,neutral\n{row}")
    (refusal,) = read_manifest(path, Defaults(".csv", (".csv",))).refusals
    assert reason in refusal.reason
