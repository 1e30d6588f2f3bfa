import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.emotion.mood import parse_mood
from intone.errors import ModelError, SoundError, WorkerError
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.model.recogniser import recogniser_missing
from intone.pipeline import act, listen
from intone.progress import Cancelled
from intone.text.script import AUTO, Script
from intone.worker import child, conversation
from intone.worker.client import RESTARTED, Choice, Packages, Worker
from intone.worker.conversation import STARTING

ROOT = Path(__file__).parents[2]
VOICE = ROOT / "tests" / "data" / "voice.flac"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker(sys.executable, choice=Choice("cpu"))
    yield worker
    worker.close()


def test_the_worker_gives_what_the_line_gives(worker: Worker) -> None:
    networks = load_networks(device="cpu")
    mood = parse_mood("sad=0.5,fearful=0.5", 0.8)
    told: list[float] = []
    speech = worker.listen(VOICE, lambda fraction, what: told.append(fraction))
    face = worker.act(speech, mood, Style())
    here = act(listen(VOICE, networks), mood, Style(), networks)
    np.testing.assert_array_equal(face.values, here.values)
    assert told == sorted(told) and told[-1] == 1.0


def test_the_worker_hears_with_a_text_as_the_line_does(worker: Worker) -> None:
    script = Script("My name is Pam. I make maps, and most mornings begin alike.")
    there = worker.listen(VOICE, script=script)
    here = listen(VOICE, load_networks(device="cpu"), script=script)
    np.testing.assert_array_equal(there.content.values, here.content.values)
    assert there.words == here.words and len(there.words) >= 11


@pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
def test_the_worker_writes_the_transcript_as_the_line_does(worker: Worker) -> None:
    there = worker.listen(VOICE, script=AUTO)
    here = listen(VOICE, load_networks(device="cpu"), script=AUTO)
    assert there.transcript == here.transcript and "I make maps" in there.transcript
    assert there.words == here.words and there.words[0].visemes
    np.testing.assert_array_equal(there.content.values, here.content.values)


@pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
def test_transcribing_can_be_cancelled(worker: Worker) -> None:
    def cancel(fraction: float, what: str) -> None:
        if what == "Transcribing":
            raise Cancelled

    with pytest.raises(Cancelled):
        worker.listen(VOICE, cancel, AUTO)
    assert worker.listen(VOICE).duration > 10


def test_a_refusal_comes_back_as_itself_and_the_worker_goes_on(
    worker: Worker, tmp_path: Path
) -> None:
    with pytest.raises(SoundError, match="There is no file"):
        worker.listen(tmp_path / "nothing.wav")
    assert worker.listen(VOICE).duration > 10


def test_cancelling_stops_the_child_and_the_worker_goes_on(worker: Worker, tmp_path: Path) -> None:
    long = tmp_path / "long.wav"
    soundfile.write(long, np.zeros(16000 * 600, np.int16), 16000)
    asked: list[float] = []

    def cancel(fraction: float, what: str) -> None:
        asked.append(time.monotonic())
        raise Cancelled

    with pytest.raises(Cancelled):
        worker.listen(long, cancel)
    assert len(asked) == 1
    assert worker.listen(VOICE).duration > 10


def test_a_child_killed_in_the_middle_costs_no_hearing(worker: Worker) -> None:
    whole, killed = worker.listen(VOICE), []

    def kill(fraction: float, what: str) -> None:
        if not killed:
            assert worker._child is not None
            killed.append(worker._child.pid)
            os.kill(worker._child.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)

    heard = worker.listen(VOICE, kill)
    assert len(killed) == 1
    np.testing.assert_array_equal(heard.content.values, whole.content.values)
    assert worker.take_notes() == (RESTARTED,)
    assert worker.take_notes() == ()


def test_a_child_that_always_dies_is_reported_once(worker: Worker) -> None:
    def kill(fraction: float, what: str) -> None:
        assert worker._child is not None
        worker._child.kill()

    with pytest.raises(WorkerError, match="stops in the middle"):
        worker.listen(VOICE, kill)
    assert worker.listen(VOICE).duration > 10
    worker.take_notes()


def test_closing_in_the_middle_starts_no_other_child() -> None:
    worker = Worker(sys.executable, choice=Choice("cpu"))
    with pytest.raises(WorkerError):
        worker.listen(VOICE, lambda fraction, what: worker.close())
    assert worker._child is None


SERVE = """
import importlib.util, sys
root = sys.argv[1]
spec = importlib.util.spec_from_file_location(
    "intone", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
from intone.worker.child import main
main()
"""
PARENT = """
import importlib.util, sys, time
root = sys.argv[1]
spec = importlib.util.spec_from_file_location(
    "intone", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
from intone.worker.client import Choice, Worker
worker = Worker(sys.executable, choice=Choice("cpu"))
worker.describe()
print(worker._child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux' /proc")
def test_a_child_ends_with_its_parent_even_when_that_is_killed() -> None:
    command = [sys.executable, "-c", PARENT, str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    end = time.monotonic() + 20
    while alive(child) and time.monotonic() < end:
        time.sleep(0.1)
    assert not alive(child)


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def test_the_log_is_kept_and_the_file_is_not(tmp_path: Path) -> None:
    worker = Worker(sys.executable, choice=Choice("cpu", listen=str(tmp_path / "none.onnx")))
    with pytest.raises(ModelError, match=r"none\.onnx is missing"):
        worker.describe()
    path = worker._log
    assert path is not None
    path.write_text("a word of the child")
    assert worker.log == "a word of the child"
    worker.close()
    assert worker.log == "a word of the child" and not path.exists()


def test_own_packages_stand_before_all_others(tmp_path: Path) -> None:
    """A planted soundfile shows which folder wins: the first one does, the last one does not."""
    for name in ("first", "last"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "soundfile.py").write_text(f"raise ImportError('the {name} one')")
    last = Worker(sys.executable, lambda: Packages(last=(str(tmp_path / "last"),)), Choice("cpu"))
    assert last.listen(VOICE).duration > 10
    last.close()
    first = Worker(sys.executable, lambda: Packages((str(tmp_path / "first"),)), Choice("cpu"))
    with pytest.raises(WorkerError, match="the first one"):
        first.listen(VOICE)
    first.close()


def test_a_python_that_is_none_is_reported() -> None:
    with pytest.raises(WorkerError, match="does not start"):
        Worker("/no/such/python").describe()


def test_devices_are_described(worker: Worker) -> None:
    content = {} if recogniser_missing() else {"content": "cpu"}
    assert worker.describe() == {"listen": "cpu", **content, "act": "cpu"}
    assert worker.header()["device"] == "cpu" and set(worker.header()) == {
        "listen",
        *content,
        "act",
        "device",
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that stops a process")
def test_cancel_works_while_the_child_is_silent(worker: Worker) -> None:
    worker.describe()
    assert worker._child is not None
    silent = worker._child
    os.kill(silent.pid, signal.SIGSTOP)
    asked: list[str] = []

    def cancel(fraction: float, what: str) -> None:
        asked.append(what)
        raise Cancelled

    with pytest.raises(Cancelled):
        worker.listen(VOICE, cancel)
    assert asked == [STARTING] and silent.poll() is not None
    assert worker.listen(VOICE).duration > 10


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that stops a process")
def test_a_child_without_a_sign_of_life_is_replaced(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.describe()
    assert worker._child is not None
    monkeypatch.setattr(conversation, "SILENCE_S", 10.0)
    os.kill(worker._child.pid, signal.SIGSTOP)
    assert worker.listen(VOICE).duration > 10
    assert worker.take_notes() == (RESTARTED,)


def test_a_long_silence_of_the_work_is_no_silence_of_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The child gives a sign of life while its work reports nothing."""
    monkeypatch.setattr(child, "BEAT_S", 0.01)
    told: list[dict[str, object]] = []
    with child._beating(told.append):
        time.sleep(0.2)
    count = len(told)
    time.sleep(0.05)
    assert count >= 2 and told[0] == {"kind": "alive"} and len(told) == count


def test_a_broken_message_ends_the_child() -> None:
    command = [sys.executable, "-c", SERVE, str(ROOT)]
    broken = struct.pack("<IQ", 9, 0) + b"not JSON!"
    done = subprocess.run(command, input=broken, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0 and done.stdout == b""
