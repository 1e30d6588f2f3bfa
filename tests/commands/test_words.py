"""Words on the command line: transcribed, written to files, taken from them, edited."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone import pipeline
from intone.batch import work
from intone.cli import main
from intone.commands import batch as batch_command
from intone.model import catalogue, transcript
from intone.model.recogniser import recogniser_missing
from intone.text import mouth_edits, word_edits
from intone.text.timings import EDITS, read_timed, words_text
from intone.text.timings.word_json import read_edited

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"
RATE = 16000
SAID = "My name is Pam. I make maps, and"
needs_recogniser = pytest.mark.skipif(
    recogniser_missing() != "", reason="the recogniser's files are not here"
)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    samples, rate = soundfile.read(VOICE, frames=3 * RATE)
    soundfile.write(tmp_path / "short.wav", samples, rate)
    return tmp_path / "short.wav"


def listen(*words: object) -> int:
    return main(["listen", "--device", "cpu", *map(str, words)])


def take(sound: Path, *words: object) -> dict:
    out = sound.parent / "take.json"
    given = [str(sound), "--device", "cpu", "--out", str(out), *map(str, words)]
    assert main(["animate", *given]) == 0
    return json.loads(out.read_text())


def values(found: dict) -> np.ndarray:
    return np.array(found["frames"])


@needs_recogniser
def test_the_transcript_is_written_where_nothing_else_is_asked(
    short: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listen(short) == 0
    assert "my name is pam" in capsys.readouterr().out.lower()
    assert listen(short, "--json") == 0
    heard = json.loads(capsys.readouterr().out)
    assert heard["transcript"].lower().startswith("my name is pam")
    assert len(heard["words"]) >= 6
    for other in (["--text", "-"], ["--language", "de"]):
        assert listen(short, "--json", *other) == 0
        assert not {"transcript", "words"} & set(json.loads(capsys.readouterr().out))


def test_without_the_recogniser_it_is_off_and_says_so_once(
    short: Path, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (transcript, batch_command, catalogue, pipeline, work):
        monkeypatch.setattr(module, "recogniser_missing", lambda: "No recogniser: get one.")
    monkeypatch.setattr(work, "networks_on", work.networks_on.__wrapped__)  # not for later tests
    without = take(short, "--text", "-")
    capsys.readouterr()
    assert take(short)["frames"] == without["frames"]
    assert capsys.readouterr().err.count("No recogniser") == 1
    for name in ("a.wav", "b.wav"):
        shutil.copyfile(short, tmp_path / name)
    assert main(["batch", str(tmp_path), "--out", str(tmp_path / "out"), "--jobs", "1"]) == 0
    assert capsys.readouterr().err.count("No recogniser") == 1


@pytest.mark.parametrize("suffix", [".json", ".srt", ".vtt", ".TextGrid"])
def test_words_go_out_and_come_in_with_their_times(
    short: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = short.with_suffix(suffix)
    assert listen(short, "--text", SAID, "--words", path) == 0
    assert f"Wrote {path}." in capsys.readouterr().err
    written = read_timed(path).words
    assert listen(short, "--text", path, "--json") == 0
    again = json.loads(capsys.readouterr().out)["words"]
    assert len(again) == len(written) >= 7
    for before, after in zip(written, again, strict=True):
        assert after["word"] == before.text
        assert (after["start"], after["end"]) == pytest.approx((before.start, before.end), abs=1e-3)


def test_an_unknown_kind_of_words_is_refused_before_any_work(
    short: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listen(short, "--words", "words.doc") == 1
    assert "words.doc has no known format" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["none.txt", "none.TextGrid", "none.srt"])
def test_a_file_that_is_named_and_not_there_is_an_error(
    short: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listen(short, "--text", name) == 1
    assert name in capsys.readouterr().err


def test_times_of_a_file_move_the_mouth(short: Path) -> None:
    cues = short.with_suffix(".srt")
    cues.write_text("1\n00:00:02,000 --> 00:00:02,600\nmama\n")
    found = take(short, "--text", cues, "--fps", 50)
    assert [(w["word"], w["start"], w["end"]) for w in found["words"]] == [("mama", 2.0, 2.6)]
    assert found["frames"] != take(short, "--text", "-", "--fps", 50)["frames"]


def test_a_take_as_json_has_its_words(short: Path) -> None:
    words = take(short, "--text", SAID)["words"]
    assert [word["word"] for word in words][:3] == ["My", "name", "is"]
    assert "PP" in {span["viseme"] for span in words[3]["visemes"]}
    assert "words" not in take(short, "--text", "-")


def with_a_closure(sound: Path) -> Path:
    """Writes the words of the sound, a closure put into one of them, as a file beside it."""
    path = sound.with_suffix(EDITS)
    assert listen(sound, "--text", SAID, "--words", path) == 0
    words = mouth_edits.add_closure(read_edited(path.read_text()), 2, 0.9)
    words = word_edits.retime(words, 2, 0.7, 1.2, 3.0)
    path.write_text(words_text(words, path))
    return path


def test_edits_beside_the_sound_last(short: Path, tmp_path: Path) -> None:
    before = take(short, "--text", SAID)
    edits = with_a_closure(short)
    after = take(short, "--text", SAID)
    (edited,) = (word for word in after["words"] if word.get("edited"))
    moved = np.abs(values(after) - values(before)).max(1)
    frame = int(edited["start"] * 30)
    assert moved[frame : frame + 10].max() > 0.05
    assert take(short, "--text", SAID, "--edits", "-")["frames"] == before["frames"]
    other = edits.rename(tmp_path / "other.json")
    assert take(short, "--text", SAID)["frames"] == before["frames"]
    assert take(short, "--text", SAID, "--edits", other)["frames"] == after["frames"]


def test_listening_again_writes_the_edits_too(short: Path) -> None:
    path = with_a_closure(short)
    edited = [word for word in read_edited(path.read_text()) if word.edited]
    assert listen(short, "--text", SAID, "--words", path) == 0
    assert [word for word in read_edited(path.read_text()) if word.edited] == edited != []


def test_a_batch_takes_edits_beside_the_sound_or_of_its_column(short: Path, tmp_path: Path) -> None:
    manifest, out = tmp_path / "lines.csv", tmp_path / "out"
    rows = [("plain", "-"), ("beside", ""), ("named", "other.json"), ("missing", "none.json")]
    edits = with_a_closure(short)
    shutil.copyfile(edits, tmp_path / "other.json")
    with manifest.open("w", newline="") as file:
        csv.writer(file).writerows(
            [("sound", "text", "words", "out"), *((short, SAID, words, o) for o, words in rows)]
        )
    run = ["batch", str(manifest), "--out", str(out), "--jobs", "1", "--device", "cpu"]
    assert main(run) == 1  # one names a file that is not there
    made = {path.stem: path.read_bytes() for path in out.glob("*.csv")}
    assert set(made) == {"plain", "beside", "named"}
    assert made["plain"] != made["beside"] == made["named"]
    edits.unlink()
    main(run)
    assert (out / "beside.csv").read_bytes() == made["plain"]


def test_a_broken_file_of_edits_is_an_error(
    short: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short.with_suffix(EDITS).write_text("{}")
    assert listen(short, "--text", "-") == 1
    assert f"short{EDITS} holds no edited words" in capsys.readouterr().err


def test_a_voice_of_too_long_a_name_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["listen", "é" * 130 + ".wav"]) == 1
    assert "There is no file" in capsys.readouterr().err
