import threading
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from intone.audio.features import SAMPLE_RATE, log_mel
from intone.audio.sound import Sound, from_samples, load
from intone.face.guard import demand
from intone.model.catalogue import LISTEN
from intone.model.listening import hear
from intone.model.onnx_backend import OnnxNetwork, load_network
from intone.progress import Cancelled
from intone.text.script import Script
from intone.track import Array, runs

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"
CLOSED_MS = 80
"""How far from a phone's ends the lips may still close: two frames of a film."""


SCRIPT = Script(
    "My name is Pam. I make maps, and most mornings begin alike. But this morning, somebody put a "
    "big blue box by my bed! Oh my! It was the most beautiful map I have ever seen! Maybe we both "
    "just love to be home."
)


def closures() -> list[tuple[float, float]]:
    """Start and end in seconds of each p, b and m of the test voice."""
    table = VOICE.with_name("voice_phones.tsv").read_text().splitlines()[1:]
    rows = [line.split("\t") for line in table]
    return [(float(a), float(b)) for a, b, phone in rows if phone in ("p", "b", "m")]


@pytest.fixture(scope="module")
def network() -> OnnxNetwork:
    return load_network(LISTEN, "listen", "cpu")


@pytest.fixture(scope="module")
def voice() -> Sound:
    return load(VOICE)


def test_the_seams_of_long_sounds_do_not_show(network: OnnxNetwork, voice: Sound) -> None:
    long = from_samples(np.tile(voice.samples, 8))  # two minutes: several windows
    whole = network.run({"features": log_mel(long.samples)[None]})["content"][0]
    content = hear(long, network).content.values
    visible = slice(0, network.spec.content.index("hidden00"))
    assert np.abs(content - whole[: len(content)])[:, visible].max() < 0.05


@pytest.mark.parametrize("decibels", [-12, 12])
def test_gain_changes_nothing(network: OnnxNetwork, voice: Sound, decibels: float) -> None:
    louder = from_samples(voice.samples * np.float32(10 ** (decibels / 20)))
    here, there = hear(voice, network), hear(louder, network)
    assert np.abs(here.intensity.values - there.intensity.values).max() < 0.001


def test_the_lips_close_where_the_demo_voice_says_p_b_or_m(
    network: OnnxNetwork, voice: Sound
) -> None:
    closed = demand(hear(voice, network).content).closed[:, 0] > 0.9
    found = [
        closed[max(0, int((a - CLOSED_MS / 1000) * 50)) : int((b + CLOSED_MS / 1000) * 50)].any()
        for a, b in closures()
    ]
    assert np.mean(found) > 0.9


def test_the_excited_sentence_is_heard_as_the_strongest(network: OnnxNetwork, voice: Sound) -> None:
    speech = hear(voice, network)
    thirds = np.array_split(speech.intensity.values[:, 0], [int(5.3 * 50), int(12 * 50)])
    calm, excited, tired = (part.max() for part in thirds)
    assert excited > calm and excited > tired


def test_the_lips_close_on_every_p_b_and_m_of_the_text_and_on_nothing_else(
    network: OnnxNetwork, voice: Sound
) -> None:
    speech = hear(voice, network, script=SCRIPT)
    assert speech.remarks == () and len(speech.words) == 44
    closed = runs(speech.content["lipsClosed"] > 0.5)
    spans = closures()
    near = CLOSED_MS / 1000
    assert all(any(p / 50 < b + near and q / 50 > a - near for p, q in closed) for a, b in spans)
    assert all(any(p / 50 < b + near and q / 50 > a - near for a, b in spans) for p, q in closed)


def test_a_cancel_is_heard_before_twenty_seconds_of_sound_are_done(
    network: OnnxNetwork, voice: Sound
) -> None:
    told: list[float] = []
    long = from_samples(np.tile(voice.samples, 8))
    hear(long, network, lambda fraction, what: told.append(fraction), SCRIPT)
    spent = np.diff([0.0, *told]).max() * long.duration
    assert told == sorted(told) and spent <= 20 and told[-1] == 1


def test_a_cancel_does_not_wait_for_the_network(network: OnnxNetwork, voice: Sound) -> None:
    stopped = threading.Event()

    def run(inputs: Mapping[str, Array]) -> Mapping[str, Array]:
        assert stopped.wait(60)
        return network.run(inputs)

    def stop(fraction: float, what: str) -> None:
        if stopping:
            raise Cancelled
        stopping.append(fraction)

    stopping: list[float] = []
    slow = SimpleNamespace(spec=network.spec, device=network.device, run=run)
    with pytest.raises(Cancelled):
        hear(voice, slow, stop)
    stopped.set()


def test_hearing_lasts_as_long_as_the_sound(network: OnnxNetwork) -> None:
    for samples in (int(0.1 * SAMPLE_RATE), SAMPLE_RATE, SAMPLE_RATE + 1, 5 * SAMPLE_RATE - 1):
        speech = hear(from_samples(np.zeros(samples, np.float32)), network)
        assert len(speech.content) == -(-samples // 320)
        assert speech.intensity.values.max() == 0
