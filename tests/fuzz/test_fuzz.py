"""The fuzzer itself: a short share of it, and faults that are planted are found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from fuzz import cases
from fuzz.campaign import campaign, replay
from fuzz.cases import Case, case_of, judge
from fuzz.reader import Reader, Seed, require
from intone.errors import SoundError

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="memory is watched through Linux' /proc"
)
SEED, SHARE = 22, 150


def test_a_share_of_the_inputs_is_read_or_refused(tmp_path: Path) -> None:
    done = list(campaign(SEED, SHARE, tmp_path))
    assert [outcome for outcome in done if outcome.end == "wrong"] == []
    assert [outcome.number for outcome in done] == list(range(SHARE))
    assert {outcome.end for outcome in done} == {"read", "refused"}
    assert len({outcome.reader for outcome in done}) > 15


def test_an_input_depends_on_its_number_alone() -> None:
    for number in range(40):
        again, first = case_of(SEED, number), case_of(SEED, number)
        assert (again.reader, again.file, again.name) == (first.reader, first.file, first.name)
    assert case_of(SEED + 1, 0).file != case_of(SEED, 0).file


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable], str]:
    """What is told of a reader that does this with its file."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cases, "LONGEST_S", 0.3)
    monkeypatch.setattr(cases, "MOST_MB", 64.0)

    def told(read: Callable) -> str:
        seed = Seed(".x", b"x")
        return judge(Case(Reader("planted", lambda random: seed, read), seed), tmp_path).told

    return told


def _refuse(path: Path) -> None:
    raise SoundError("It is no sound: choose another.")


def _refuse_silently(path: Path) -> None:
    raise SoundError


def _hang(path: Path) -> None:
    while True:
        with suppress(Exception):  # as a careless reader would
            sum(range(1000))


def _leave(path: Path) -> None:
    tempfile.mkstemp()


FAULTS: dict[str, tuple[Callable, str]] = {
    "a traceback": (lambda path: [][0], "IndexError"),
    "no sentence": (_refuse_silently, "without a sentence"),
    "a hang": (_hang, "took more than"),
    "memory": (lambda path: np.ones(10**7).sum(), "MB"),
    "a file beside": (lambda path: path.with_name("half").touch(), "half"),
    "a temporary file": (_leave, "left"),
    "a wrong end": (lambda path: require(False, "a wrong status"), "a wrong status"),
    "a warning": (lambda path: np.float64(1e308) * 10, "overflow"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(tried: Callable[[Callable], str], name: str) -> None:
    read, told = FAULTS[name]
    assert told in tried(read)
    assert tried(_refuse) == tried(lambda path: path.read_bytes()) == ""


def test_a_kept_input_is_tried_again(tmp_path: Path) -> None:
    kept = tmp_path / "timings_1_2.srt"
    kept.write_text("1\n00:00:09,000 --> 00:00:01,000\nHello\n")
    (outcome,) = replay([kept])
    assert (outcome.reader, outcome.end, outcome.told) == ("timings", "refused", "")
