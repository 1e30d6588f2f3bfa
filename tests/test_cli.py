"""The command line as its users meet it: what it prints, writes, refuses, and its exit status."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.audio.speech import EMOTIONS
from intone.cli import main
from intone.commands import animate as commands_animate
from intone.commands import listen as commands_listen
from intone.export import FORMATS
from intone.face.basis import CHANNELS, index

VOICE = Path(__file__).parents[1] / "tests" / "data" / "voice.flac"
RATE = 16000


def animate(*words: object) -> int:
    return main(["animate", *map(str, words)])


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """The test voice's first three seconds: enough where only the way matters."""
    samples, rate = soundfile.read(VOICE, frames=3 * RATE)
    soundfile.write(tmp_path / "short.wav", samples, rate)
    return tmp_path / "short.wav"


def frames(path: Path) -> np.ndarray:
    return np.load(path)["values"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_voice_becomes_a_take(short: Path, tmp_path: Path, suffix: str) -> None:
    assert animate(short, "--emotion", "happy", "--out", tmp_path / f"take{suffix}") == 0
    assert (tmp_path / f"take{suffix}").stat().st_size > 1000


def test_a_take_has_the_length_of_its_sound(short: Path, tmp_path: Path) -> None:
    animate(short, "--fps", 24, "--out", tmp_path / "take.npz")
    assert frames(tmp_path / "take.npz").shape == (72, len(CHANNELS))


@pytest.mark.parametrize("emotion", [e for e in EMOTIONS if e != "neutral"])
def test_scale_0_is_bit_for_bit_the_neutral_performance(
    short: Path, tmp_path: Path, emotion: str
) -> None:
    animate(short, "--emotion", "neutral", "--out", tmp_path / "neutral.npz")
    animate(short, "--emotion", emotion, "--scale", 0, "--out", tmp_path / "zero.npz")
    animate(short, "--emotion", emotion, "--out", tmp_path / "one.npz")
    neutral = frames(tmp_path / "neutral.npz")
    assert frames(tmp_path / "zero.npz").tobytes() == neutral.tobytes()
    assert np.abs(frames(tmp_path / "one.npz") - neutral).max() > 0.1


def test_a_mix_lies_between_its_parts(short: Path, tmp_path: Path) -> None:
    for name, emotion in (("h", "happy"), ("s", "surprised"), ("m", "happy=0.5,surprised=0.5")):
        animate(short, "--emotion", emotion, "--out", tmp_path / f"{name}.npz")
    brow, smile = index("browOuterUpLeft"), index("mouthSmileLeft")
    happy, surprised, mixed = (frames(tmp_path / f"{name}.npz").mean(0) for name in "hsm")
    assert happy[brow] < mixed[brow] < surprised[brow]
    assert surprised[smile] < mixed[smile] < happy[smile]


def test_the_same_request_gives_the_same_bytes(short: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        animate(short, "--emotion", "sad", "--device", "cpu", "--out", tmp_path / f"{name}.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_listening_prints_one_json_object(short: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["listen", str(short), "--text", "-", "--json"]) == 0
    heard = json.loads(capsys.readouterr().out)
    assert set(heard) == {"duration", "rate", "intensity", "emotion"}
    assert heard["duration"] == pytest.approx(3, abs=0.02)
    assert len(heard["intensity"]) == pytest.approx(heard["duration"] * heard["rate"], abs=1)
    assert all(0 <= value <= 1 for value in heard["intensity"])
    assert set(heard["emotion"]) == set(EMOTIONS)
    assert sum(heard["emotion"].values()) == pytest.approx(1, abs=1e-3)
    main(["listen", str(short), "--json", "--content"])
    assert set(json.loads(capsys.readouterr().out)["content"]) == {"names", "frames"}


def test_listening_says_it_in_words_and_draws_it(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["listen", str(short)]) == 0
    assert "3.00 s; sounds" in capsys.readouterr().out
    assert main(["listen", str(short), "--plot", str(tmp_path / "heard.png")]) == 0
    assert (tmp_path / "heard.png").read_bytes().startswith(b"\x89PNG")


SAID = "My name is Pam. I make maps, and"


def test_a_text_gives_the_words_their_times(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "line.txt").write_text(SAID)
    for given in (SAID, str(tmp_path / "line.txt")):
        assert main(["listen", str(short), "--text", given, "--json"]) == 0
        out, err = capsys.readouterr()
        words = json.loads(out)["words"]
        assert [said["word"] for said in words][:4] == ["My", "name", "is", "Pam."]
        assert words[3]["start"] == pytest.approx(1.24, abs=0.1)  # voice_phones.tsv
        assert err == ""


def test_a_text_of_something_else_is_remarked_and_ignored(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    animate(short, "--text", "-", "--device", "cpu", "--out", tmp_path / "without.npz")
    other = "Thick fog covered the harbour"
    assert animate(short, "--text", other, "--device", "cpu", "--out", tmp_path / "w.npz") == 0
    assert "The text does not fit the sound" in capsys.readouterr().err
    np.testing.assert_array_equal(frames(tmp_path / "w.npz"), frames(tmp_path / "without.npz"))


def test_quiet_says_nothing(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert animate(short, "--quiet", "--out", tmp_path / "take.csv") == 0
    assert capsys.readouterr() == ("", "")


def test_silence_gives_a_still_closed_neutral_mouth_with_blinks(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(10 * RATE), RATE)
    animate(tmp_path / "silence.wav", "--emotion", "happy", "--out", tmp_path / "take.npz")
    take = frames(tmp_path / "take.npz")
    mouth = [k for k, name in enumerate(CHANNELS) if name.startswith(("mouth", "jaw", "tongue"))]
    assert np.abs(take[:, mouth]).max() < 0.02
    assert take[:, index("eyeBlinkLeft")].max() > 0.9


def test_a_clipped_sound_is_remarked_and_acted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples, _ = soundfile.read(VOICE, frames=3 * RATE)
    soundfile.write(tmp_path / "loud.wav", np.clip(samples * 20, -1, 1), RATE)
    assert animate(tmp_path / "loud.wav", "--out", tmp_path / "take.csv") == 0
    assert "clipped" in capsys.readouterr().err


def _sound(make: Callable[[], np.ndarray]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        soundfile.write(folder / "sound.wav", make(), RATE, subtype="FLOAT")
        return folder / "sound.wav"

    return write


def _bytes(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "sound.wav").write_bytes(content)
        return folder / "sound.wav"

    return write


CANNOT = {
    "no such file": (lambda folder: folder / "no.wav", (), "choose a sound that exists"),
    "a folder": (lambda folder: folder, (), "choose a sound file in it"),
    "not a sound": (_bytes(b"I am no sound. " * 99), (), "use WAV, FLAC, OGG or MP3"),
    "an empty file": (_bytes(b""), (), "use WAV, FLAC, OGG or MP3"),
    "a sound of no samples": (_sound(lambda: np.zeros(0)), (), "shorter than 0.1 s"),
    "too short": (_sound(lambda: np.ones(800) / 9), (), "shorter than 0.1 s"),
    "not numbers": (_sound(lambda: np.full(RATE, np.nan)), (), "export it again"),
    "infinite": (_sound(lambda: np.full(RATE, np.inf)), (), "export it again"),
    "unknown emotion": (lambda _: VOICE, ("--emotion", "merry"), "contemptuous"),
    "bad weight": (lambda _: VOICE, ("--emotion", "happy=much"), "must be a number"),
    "no such text": (lambda _: VOICE, ("--text", "gone.txt"), "choose a file that is there"),
    "an empty text": (lambda _: VOICE, ("--text", " . "), "write what is said"),
    "negative weight": (lambda _: VOICE, ("--emotion", "happy=-1"), "0 or more"),
    "unknown format": (lambda _: VOICE, ("--out", "take.xyz"), ".csv, .arkit.json, .json, .npz"),
    "unwritable place": (lambda _: VOICE, ("--out", "/nowhere/take.csv"), "make it first"),
}


@pytest.mark.parametrize("case", CANNOT)
def test_what_cannot_be_done_is_one_plain_sentence(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, options, message = CANNOT[case]
    voice = make(tmp_path)
    before = set(tmp_path.iterdir())
    assert animate(voice, "--out", tmp_path / "take.csv", *options) == 1
    error = capsys.readouterr().err
    assert error.startswith("intone: ") and message in error
    assert error.count("\n") == 1 and "Traceback" not in error
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["animate", str(VOICE)], "--out"),
        (["animate", str(VOICE), "--scale", "-1"], "-1 is below 0"),
        (["animate", str(VOICE), "--scale", "loud"], "loud is not a number"),
        (["animate", str(VOICE), "--scale", "nan"], "nan is not a number"),
        (["animate", str(VOICE), "--fps", "0"], "0 is no frame rate"),
        (["animate"], "VOICE"),
        (["dance"], "invalid choice"),
        ([], "COMMAND"),
    ],
)
def test_what_is_not_understood_is_a_usage_error(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_the_command_runs_as_a_program(short: Path, tmp_path: Path) -> None:
    done = program(tmp_path, "animate", short, "--out", tmp_path / "no" / "take.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("intone: ") and done.stderr.count("\n") == 1


def program(tmp_path: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a program of its own."""
    (tmp_path / "path").mkdir(exist_ok=True)
    if not (tmp_path / "path" / "intone").exists():
        (tmp_path / "path" / "intone").symlink_to(Path(__file__).parents[1], True)
    given = {"PYTHONPATH": str(tmp_path / "path"), "PATH": "/usr/bin:/bin", **environment}
    command = [sys.executable, "-m", "intone", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 200 kB."""
    folder = tmp_path / "full"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_temporary_folder_is_told(tmp_path: Path, full: Path) -> None:
    long = tmp_path / "long.wav"
    soundfile.write(long, np.zeros(RATE * 90, np.int16), RATE)
    for words in (("listen", long), ("animate", long, "--out", tmp_path / "take.csv")):
        done = program(tmp_path, *words, TMPDIR=str(full))
        assert done.returncode == 1 and done.stderr.count("\n") == 1
        assert "no room for the sound in the temporary folder (No space left" in done.stderr
    assert not (tmp_path / "take.csv").exists() and list(full.iterdir()) == []


def test_a_short_sound_needs_no_temporary_folder(short: Path, tmp_path: Path, full: Path) -> None:
    (full / "fill").write_bytes(bytes(199 * 1024))
    out = tmp_path / "take.csv"
    assert program(tmp_path, "animate", short, "--out", out, TMPDIR=str(full)).returncode == 0
    assert out.exists() and [path.name for path in full.iterdir()] == ["fill"]


@pytest.mark.skipif(os.name == "nt", reason="needs pipes of POSIX")
def test_a_reader_that_leaves_is_told_in_a_sentence(short: Path, tmp_path: Path) -> None:
    """As in `intone listen --json --content | head -1`, where head ends first."""
    reading, writing = os.pipe()
    os.close(reading)
    (tmp_path / "intone").symlink_to(Path(__file__).parents[1], True)
    command = [sys.executable, "-m", "intone", "listen", short, "--json", "--content"]
    done = subprocess.run(
        command,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr == "intone: The standard output cannot be written (broken pipe).\n"


def test_a_take_comes_back_and_can_be_felt(short: Path, tmp_path: Path) -> None:
    animate(short, "--emotion", "neutral", "--fps", 60, "--out", tmp_path / "take.csv")
    again = tmp_path / "take.csv"
    assert animate(again, "--fps", 60, "--out", tmp_path / "same.npz") == 0
    assert animate(again, "--fps", 60, "--emotion", "happy", "--out", tmp_path / "happy.npz") == 0
    animate(short, "--emotion", "neutral", "--fps", 60, "--out", tmp_path / "first.npz")
    first, same, happy = (frames(tmp_path / f"{name}.npz") for name in ("first", "same", "happy"))
    assert np.abs(same - first).max() < 1e-6
    smile = index("mouthSmileLeft")
    assert (happy[30:, smile] - first[30:, smile]).mean() > 0.3


def unheard(*_: object, **__: object) -> None:
    raise AssertionError("something was heard")


@pytest.mark.parametrize(
    "words",
    [
        ("animate", "take.wav", "--out", "no/take.csv"),
        ("listen", "take.wav", "--words", "no/take.srt"),
        ("listen", "take.wav", "--plot", "no/take.png"),
        ("listen", "take.wav", "--plot", "take.jpg"),
    ],
)
def test_a_place_that_cannot_be_is_told_before_anything_is_heard(
    words: tuple[str, ...], short: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    shutil.copy(short, tmp_path / "take.wav")
    for module in (commands_animate, commands_listen):
        monkeypatch.setattr(module, "load_networks", unheard)
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    assert re.search("There is no folder no|end its name in .png", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (("phone.csv", "--out", "phone.csv"), "phone.csv"),
        (("phone.csv", "--out", "link.csv"), "phone.csv"),
        (("take.wav", "--emotion", "felt.csv", "--out", "felt.csv"), "felt.csv"),
        (("take.wav", "--text", "said.json", "--out", "said.json"), "said.json"),
        (("take.wav", "--out", "take.words.json"), "take.words.json"),
    ],
)
def test_a_take_never_takes_the_place_of_what_it_is_made_of(
    words: tuple[str, ...], taken: str, short: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    shutil.copy(short, tmp_path / "take.wav")
    monkeypatch.chdir(tmp_path)
    Path("felt.csv").write_text("seconds,happy\n0,1\n")
    Path("link.csv").symlink_to("phone.csv")
    assert animate("take.wav", "--text", "-", "--out", "phone.csv") == 0
    assert main(["listen", "take.wav", "--words", "said.json"]) == 0
    shutil.copy("said.json", "take.words.json")
    before = Path(taken).read_bytes()
    assert animate(*words) == 1
    assert f"would take the place of {taken}" in capsys.readouterr().err
    assert Path(taken).read_bytes() == before
