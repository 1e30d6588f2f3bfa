"""The level of a voice by the command line: one line beside others, and the voices of a batch."""

import json
from pathlib import Path

import pytest
import soundfile

from intone.cli import main

VOICE = Path(__file__).parents[1] / "data" / "voice.flac"
RATE = 16000


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pieces of the demo voice."""
    folder = tmp_path_factory.mktemp("lines")
    for index in range(3):
        samples, _ = soundfile.read(VOICE, start=index * RATE, frames=2 * RATE)
        soundfile.write(folder / f"l{index}.wav", samples, RATE)
    return folder


def heard(capsys: pytest.CaptureFixture[str], *words: object) -> list[float]:
    """The intensity that `intone listen` prints."""
    asked = ["--device", "cpu", "--text", "-", "--json", *words]
    assert main(["listen", *map(str, asked)]) == 0
    return json.loads(capsys.readouterr().out)["intensity"]


def test_a_line_beside_others_has_their_level(
    lines: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = lines / "l0.wav", lines / "l1.wav"
    alone = heard(capsys, one)
    beside = heard(capsys, one, "--voice", lines)
    assert beside != alone
    named = [word for path in (other, lines / "l2.wav") for word in ("--voice", path)]
    assert heard(capsys, one, *named) == beside
    assert heard(capsys, one, "--voice", lines, "--neutral", other) == heard(
        capsys, one, "--neutral", other
    )


def test_a_line_that_is_neutral_itself_is_calm(
    lines: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = lines / "l0.wav"
    curve = heard(capsys, one, "--neutral", f"{one}@0.2-1.8")
    assert sorted(curve[20:80])[30] == pytest.approx(0.3, abs=0.06)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--neutral", "l1.wav@0.1-0.2"), "Too little is said in l1.wav between 0.1 and 0.2 s"),
        (("--neutral", "l1.wav@2"), "'2' is no stretch: give seconds as 0.4-2.1"),
        (("--neutral", "none.wav"), "none.wav"),
        (("--voice", "empty"), "There is no sound in empty: name a folder of recordings"),
    ],
)
def test_what_cannot_be_is_said(
    lines: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    reason: str,
) -> None:
    (lines / "empty").mkdir(exist_ok=True)
    monkeypatch.chdir(lines)
    assert main(["listen", "l0.wav", "--device", "cpu", "--text", "-", *words]) == 1
    assert reason in capsys.readouterr().err


def test_voices_of_a_batch_share_a_level_in_any_number_of_processes(
    lines: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "lines.csv"
    rows = [f"{lines / f'l{k}.wav'},anna,-" for k in range(3)]
    manifest.write_text("\n".join(["sound,voice,text", *rows]))
    levels = {}
    for jobs in (1, 2):
        out = tmp_path / f"{jobs}"
        words = ["batch", manifest, "--out", out, "--device", "cpu", "--jobs", jobs]
        for _ in range(2):
            assert main([*map(str, words)]) == 0
        records = [json.loads(row) for row in (out / "intone-batch.jsonl").read_text().splitlines()]
        done = {record["line"]: record["calm"] for record in records if record["event"] == "done"}
        levels[jobs] = (done, [path.read_bytes() for path in sorted(out.glob("*.csv"))])
        assert len((out / "intone-voices.jsonl").read_text().splitlines()) == 3
        assert [record.get("kept") for record in records[-1:]] == [3]
    assert levels[1] == levels[2]
    assert len(set(levels[1][0].values())) == 1 and len(levels[1][0]) == 3
