"""`intone batch` as studios meet it: what it makes, keeps, refuses and survives."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import soundfile

from intone import order
from intone.batch import work
from intone.batch.ledger import ledger_path
from intone.cli import main
from intone.temporary import owned

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"
RATE = 16000
SAID = ("happy", "sad", "angry")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Three pieces of the test voice, named after their emotion, in a folder."""
    folder = tmp_path / "lines"
    folder.mkdir()
    for index, emotion in enumerate(SAID):
        samples, _ = soundfile.read(VOICE, start=index * RATE, frames=2 * RATE)
        soundfile.write(folder / f"anna__{emotion}__0.8__l{index}.wav", samples, RATE)
    return folder


def batch(manifest: Path, out: Path, *words: object) -> int:
    return main(["batch", str(manifest), "--out", str(out), "--device", "cpu", *map(str, words)])


def takes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("intone-batch")
    }


def events(folder: Path) -> list[dict]:
    return [json.loads(text) for text in ledger_path(folder).read_text().splitlines()]


def test_alone_in_a_batch_and_in_processes_the_bytes_are_the_same(
    lines: Path, tmp_path: Path
) -> None:
    for sound, emotion in zip(sorted(lines.iterdir()), sorted(SAID), strict=True):
        (tmp_path / "alone").mkdir(exist_ok=True)
        words = [str(sound), "--emotion", emotion, "--scale", "0.8", "--device", "cpu"]
        words += ["--person", "anna"]
        out = tmp_path / "alone" / f"{sound.stem}.csv"
        assert main(["animate", *words, "--out", str(out)]) == 0
    for jobs in (1, 3):
        assert batch(lines, tmp_path / f"{jobs}", "--jobs", jobs) == 0
    alone = takes(tmp_path / "alone")
    assert len(alone) == 3
    assert takes(tmp_path / "1") == alone == takes(tmp_path / "3")


def test_lines_are_acted_after_their_texts(lines: Path, tmp_path: Path) -> None:
    (sound,) = lines.glob("*l0.wav")
    manifest = tmp_path / "lines.csv"
    (tmp_path / "said.txt").write_text("My name is Pam")
    outcome = {}
    for name, row in {
        **{"none": "-,", "text": "My name is Pam,", "file": "said.txt,", "other": "Good evening,"},
        "strange": "My name is,xyzzy",
    }.items():
        manifest.write_text(f"sound,text,language,out\n{sound},{row},{name}\n")
        outcome[name] = batch(manifest, tmp_path / "out", "--jobs", 1)
    assert outcome == {"none": 0, "text": 0, "file": 0, "other": 0, "strange": 1}
    made = takes(tmp_path / "out")
    assert made["text.csv"] == made["file.csv"] != made["none.csv"] == made["other.csv"]
    assert "xyzzy" in events(tmp_path / "out")[-2]["reason"]


def test_another_text_makes_another_take(lines: Path, tmp_path: Path) -> None:
    (sound,) = lines.glob("*l0.wav")
    manifest = tmp_path / "lines.csv"
    for text in ("My name is", "My name is", "My name is Pam"):
        manifest.write_text(f"sound,text\n{sound},{text}\n")
        assert batch(manifest, tmp_path / "out", "--jobs", 1) == 0
    told = [event["event"] for event in events(tmp_path / "out")]
    assert told.count("done") == 2


def test_the_log_says_what_was_done(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(lines, tmp_path / "out", "--jobs", 1, "--format", ".json") == 0
    *done, summary = events(tmp_path / "out")
    assert [line["event"] for line in done] == ["done"] * 3
    assert done[0]["character"] == "anna" and done[0]["made"]["device"] == "cpu"
    assert set(done[0]["timings"]) == {"load", "listen", "act", "write"}
    assert summary["event"] == "summary"
    assert (summary["done"], summary["failed"], summary["sound"]) == (3, 0, pytest.approx(6.0))
    assert "3 done, 0 kept, 0 failed" in capsys.readouterr().err
    take = json.loads((tmp_path / "out" / done[0]["out"]).read_text())
    assert take["made"] == done[0]["made"]


def test_only_what_is_missing_or_changed_is_done_again(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    run = lambda *words: (batch(lines, out, "--jobs", 1, *words), capsys.readouterr().err)[1]  # noqa: E731
    run()
    first = takes(out)
    assert "0 done, 3 kept" in run()
    next(out.glob("*happy*.csv")).unlink()
    next(out.glob("*sad*.csv")).write_text("spoiled")
    assert "2 done, 1 kept" in run()
    assert takes(out) == first
    sound = next(lines.glob("*angry*"))
    shutil.copy(next(lines.glob("*happy*")), sound)
    assert "1 done, 2 kept" in run()
    assert "3 done, 0 kept" in run("--fps", 25)
    assert "0 done, 3 kept" in run("--fps", 25)


def test_other_networks_make_everything_again(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    batch(lines, tmp_path / "out", "--jobs", 1)
    monkeypatch.setattr(work, "fingerprint", lambda: "another")
    batch(lines, tmp_path / "out", "--jobs", 1)
    assert capsys.readouterr().err.count("3 done, 0 kept") == 2


def test_a_failed_line_stops_no_other(lines: Path, tmp_path: Path, capsys) -> None:
    rows = ["sound,emotion,text", "no.wav,sad,", "lines/anna__sad__0.8__l1.wav,,Hello"]
    rows += ["broken.wav,,", "lines/anna__happy__0.8__l0.wav,merry,"]
    (tmp_path / "broken.wav").write_bytes(b"no sound")
    (tmp_path / "list.csv").write_text("\n".join(rows))
    assert batch(tmp_path / "list.csv", tmp_path / "out", "--jobs", 1) == 1
    said = capsys.readouterr().err
    for sentence in ("Line 2 (no.wav): There is no file", "Line 4 (broken.wav)", "Line 5: There"):
        assert sentence in said
    assert "1 done, 0 kept, 3 failed" in said and "does not fit" in said
    assert list(takes(tmp_path / "out")) == ["anna__sad__0.8__l1.csv"]
    reasons = [event["reason"] for event in events(tmp_path / "out") if event["event"] == "failed"]
    assert len(reasons) == 3


def test_a_fault_of_our_own_costs_one_line(lines: Path, tmp_path: Path, monkeypatch, capsys):
    listen = order.listen

    def faulty(path: Path, networks, progress, **more):
        if "sad" in path.name:
            raise ZeroDivisionError("planted")
        return listen(path, networks, progress, **more)

    monkeypatch.setattr(order, "listen", faulty)
    assert batch(lines, tmp_path / "out", "--jobs", 1) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError: planted" in said and "2 done, 0 kept, 1 failed" in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_it_with_a_sentence(lines: Path, tmp_path: Path, monkeypatch, capsys):
    def full(*take: object) -> None:
        with open("/dev/full", "w") as file:  # noqa: PTH123
            file.write("x")

    monkeypatch.setattr(order, "write_take", full)
    assert batch(lines, tmp_path / "out", "--jobs", 1) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said and "1 failed, 2 not begun" in said


def test_chunks_share_a_folder(lines: Path, tmp_path: Path, capsys) -> None:
    for index in (1, 2):
        assert batch(lines, tmp_path / "out", "--jobs", 1, "--chunk", f"{index}/2") == 0
    assert len(takes(tmp_path / "out")) == 3
    assert batch(lines, tmp_path / "out", "--jobs", 1) == 0
    assert "0 done, 3 kept" in capsys.readouterr().err


def test_what_is_said_as_json(lines: Path, tmp_path: Path, capsys) -> None:
    assert batch(lines, tmp_path / "out", "--jobs", 1, "--log-format", "json") == 0
    *_, text = capsys.readouterr().err.splitlines()  # without the recogniser, that is said before
    assert json.loads(text)["level"] == "info" and "3 done" in json.loads(text)["message"]
    main(["animate", "no.wav", "--out", "x.csv", "--log-format", "json"])
    assert json.loads(capsys.readouterr().err)["level"] == "error"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--jobs", "0"), "no whole number"),
        (("--chunk", "3/2"), "no part"),
        (("--format", ".xyz"), "invalid choice"),
    ],
)
def test_what_is_not_understood(lines: Path, tmp_path: Path, capsys, words, message) -> None:
    with pytest.raises(SystemExit) as stopped:
        batch(lines, tmp_path / "out", *words)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_an_emotion_that_is_in_no_file_is_one_sentence(lines: Path, tmp_path: Path, capsys) -> None:
    assert batch(lines, tmp_path / "out", "--emotion", "merry") == 1
    assert "no emotion called 'merry'" in capsys.readouterr().err


def test_emotions_of_ones_own_come_from_a_file(lines: Path, tmp_path: Path, capsys) -> None:
    for old, new in zip(sorted(lines.iterdir()), ("a__merry__1.wav", "b.wav"), strict=False):
        old.rename(lines / new)
    own = tmp_path / "own.toml"
    own.write_text("[Merry.face]\nmouthSmileLeft = 0.8\ncheekPuff = 0.5\n", encoding="utf-8")
    asked = ("--emotion", "merry=0.9", "--emotions", own, "--jobs", 1)
    assert batch(lines, tmp_path / "out", *asked) == 0
    capsys.readouterr()
    assert batch(lines, tmp_path / "out", *asked) == 0
    assert "3 kept" in capsys.readouterr().err
    own.write_text("[Merry.face]\ncheekPuff = 0.6\n", encoding="utf-8")
    assert batch(lines, tmp_path / "out", *asked) == 0
    assert "2 done, 1 kept" in capsys.readouterr().err


def test_a_place_that_cannot_be_made_is_one_sentence(lines: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "file").touch()
    assert batch(lines, tmp_path / "file" / "out") == 1
    assert "cannot be made" in capsys.readouterr().err


def test_no_take_takes_the_place_of_what_lines_are_made_of(lines: Path, tmp_path: Path, capsys):
    sounds, folder = sorted(lines.iterdir()), tmp_path / "captured"
    folder.mkdir()
    assert main(["animate", str(sounds[0]), "--text", "-", "--out", str(folder / "phone.csv")]) == 0
    for sound, name in zip(sounds[1:], ("lines.wav", "good.wav"), strict=True):
        shutil.copy(sound, folder / name)
    manifest = folder / "lines.csv"
    manifest.write_text("sound,text\nphone.csv,\nlines.wav,-\ngood.wav,-\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert batch(manifest, folder, "--jobs", 1) == 1
    assert {path: path.read_bytes() for path in before} == before
    said = capsys.readouterr().err
    assert "Line 2: phone.csv would take the place of phone.csv" in said
    assert "Line 3: lines.csv would take the place of lines.csv" in said
    assert (folder / "good.csv").is_file()


def ended(group: int) -> bool:
    """Whether all processes of a group have ended, or do so soon."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
def test_what_a_killed_run_left_goes_where_nothing_is_to_be_done(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert batch(lines, tmp_path / "out") == 0
    ended_process = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    of_it = owned().replace(f"-{os.getpid()}-", f"-{int(ended_process.stdout)}-")
    left = [tmp_path / "out" / f".take-{of_it}ab.csv", tmp_path / f"worker-{of_it}ab.log"]
    for path in left:
        path.write_text("half a file")
    assert batch(lines, tmp_path / "out") == 0
    assert not any(path.exists() for path in left)


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
@pytest.mark.parametrize(("how", "jobs"), [("SIGKILL", 1), ("SIGTERM", 2), ("SIGINT", 2)])
def test_a_killed_batch_goes_on_where_it_was(
    lines: Path, tmp_path: Path, how: str, jobs: int
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert batch(lines, whole, "--jobs", 1) == 0
    link = tmp_path / "path"
    link.mkdir()
    (link / "intone").symlink_to(Path(__file__).parents[2], target_is_directory=True)
    child = subprocess.Popen(
        [*(sys.executable, "-m", "intone", "batch", lines, "--out", out), "--jobs", str(jobs)],
        env={"PYTHONPATH": str(link), "PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while child.poll() is None and not list(out.glob("*.csv")):
        time.sleep(0.01)
    if how == "SIGINT":
        os.killpg(child.pid, signal.SIGINT)  # a terminal tells all of them
    else:
        child.send_signal(getattr(signal, how))
    assert b"Traceback" not in child.communicate(timeout=120)[1]
    assert ended(child.pid)
    of_child = owned().replace(f"-{os.getpid()}-", f"-{child.pid}-")
    (out / f".anna__sad__0.8__l1-{of_child}ab.csv").write_text("half a file of a killed process")
    complete = {name: data for name, data in takes(out).items() if not name.startswith(".")}
    assert complete.items() <= takes(whole).items()
    assert batch(lines, out, "--jobs", 1) == 0
    assert takes(out) == takes(whole)
