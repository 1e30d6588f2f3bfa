import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.emotion.mood import parse_mood
from intone.errors import SoundError, WorkerError
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.progress import Cancelled
from intone.worker.client import Worker

VOICE = Path(__file__).parents[2] / "assets" / "demo" / "voice.flac"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker(sys.executable, device="cpu")
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


def test_a_child_that_dies_is_reported_and_another_is_started(worker: Worker) -> None:
    def kill(fraction: float, what: str) -> None:
        assert worker._child is not None
        worker._child.kill()

    with pytest.raises(WorkerError, match="stopped in the middle"):
        worker.listen(VOICE, kill)
    assert worker.listen(VOICE).duration > 10


def test_a_python_that_is_none_is_reported() -> None:
    with pytest.raises(WorkerError, match="does not start"):
        Worker("/no/such/python").describe()


def test_devices_are_described(worker: Worker) -> None:
    assert worker.describe() == {"listen": "cpu", "act": "cpu"}
    assert worker.header()["device"] == "cpu" and set(worker.header()) == {
        "listen",
        "act",
        "device",
    }
