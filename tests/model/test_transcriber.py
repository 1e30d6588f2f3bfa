"""What is said is written down; silence, noise and loops give no words; it can be stopped."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from intone.audio.features import SAMPLE_RATE as RATE
from intone.audio.features import speech_level
from intone.audio.sound import from_samples, load
from intone.audio.speech import VISEMES, Speech
from intone.model import transcriber, transcript
from intone.model.catalogue import LISTEN
from intone.model.listening import hear
from intone.model.onnx_backend import OnnxNetwork, load_network
from intone.model.pauses import LONGEST_S
from intone.model.recogniser import (
    FILES,
    FOLDER,
    Recogniser,
    load_recogniser,
    recogniser_missing,
)
from intone.model.transcriber import Passage, transcribe
from intone.progress import Cancelled
from intone.text.script import AUTO

ROOT = Path(__file__).parents[2]
VOICE = ROOT / "tests" / "data" / "voice.flac"
JFK = ROOT.parent / "shared" / "data" / "clips" / "jfk" / "jfk_16k_mono.wav"
here = pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())


@pytest.fixture(scope="module")
def network() -> OnnxNetwork:
    return load_network(LISTEN, "listen", "cpu")


@pytest.fixture(scope="module")
def spoken(network: OnnxNetwork) -> Speech:
    return hear(load(VOICE), network, script=AUTO)


def written(samples: np.ndarray, voice: np.ndarray | None = None) -> list[Passage]:
    speaks = np.ones(len(samples) // 320, np.float32) if voice is None else voice
    return list(transcribe(samples, speaks, speech_level(samples), load_recogniser()))


@here
def test_the_files_are_the_pinned_ones() -> None:
    for name, pin in FILES.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == pin


@here
def test_the_demo_voice_is_written_down(spoken: Speech) -> None:
    assert spoken.remarks == ()
    assert "I make maps and most mornings begin alike" in spoken.transcript
    assert len(spoken.words) >= 40
    assert all(a.end <= b.start for a, b in zip(spoken.words, spoken.words[1:], strict=False))


@here
def test_words_come_with_their_mouths_and_how_sure_they_are(spoken: Speech) -> None:
    for word in spoken.words:
        assert 0 < word.sureness <= 1
        assert word.visemes[0].start == word.start and word.visemes[-1].end == word.end
        assert {span.viseme for span in word.visemes} <= set(VISEMES)
        ends = [span.end for span in word.visemes[:-1]]
        assert ends == [span.start for span in word.visemes[1:]]
    (maps,) = (word for word in spoken.words if word.text == "maps")
    assert [span.viseme for span in maps.visemes] == ["PP", "aa", "PP", "SS"]


@here
@pytest.mark.skipif(not JFK.exists(), reason="../shared/data is not here")
def test_a_real_voice_is_written_down(network: OnnxNetwork) -> None:
    said = hear(load(JFK), network, script=AUTO).transcript.lower()
    assert "ask not what your country can do for you" in said


@here
@pytest.mark.parametrize(("gain", "others"), [(2**-5, 0), (0.05, 1)])
def test_gain_changes_no_word(
    gain: float, others: int, network: OnnxNetwork, spoken: Speech
) -> None:
    """A gain that rounds the samples may tip one that was on the edge ("some daddy")."""
    quiet = from_samples(load(VOICE).samples * np.float32(gain))
    words = hear(quiet, network, script=AUTO).transcript.split()
    pairs = zip(words, spoken.transcript.split(), strict=True)
    assert sum(a != b for a, b in pairs) <= others


@here
def test_silence_and_noise_change_nothing(network: OnnxNetwork) -> None:
    noise = np.random.default_rng(0).standard_normal(5 * RATE).astype(np.float32) / 10
    for samples in (np.zeros(5 * RATE, np.float32), noise):
        sound = from_samples(samples)
        speech, without = hear(sound, network, script=AUTO), hear(sound, network)
        assert speech.words == () and speech.transcript == ""
        assert speech.remarks == without.remarks
        np.testing.assert_array_equal(speech.content.values, without.content.values)


@here
def test_a_text_that_does_not_fit_is_left_out_without_a_word(
    network: OnnxNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*args: object) -> Iterator[Passage]:
        yield Passage(0, 780, "They thought nothing worth having was ever free of charge")

    monkeypatch.setattr(transcript, "transcribe", wrong)
    speech, without = hear(load(VOICE), network, script=AUTO), hear(load(VOICE), network)
    assert (speech.words, speech.transcript, speech.remarks) == ((), "", ())
    np.testing.assert_array_equal(speech.content.values, without.content.values)


def test_without_the_files_it_is_heard_without_and_said_why(
    network: OnnxNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = recogniser_missing(tmp_path)
    assert "make recogniser" in sentence
    monkeypatch.setattr(transcript, "recogniser_missing", lambda: sentence)
    speech = hear(load(VOICE), network, script=AUTO)
    assert speech.remarks == (sentence,) and speech.words == ()


@here
def test_a_broken_file_costs_the_transcript_and_not_the_hearing(
    network: OnnxNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for graph in FOLDER.glob("*.onnx"):
        shutil.copy(graph, tmp_path)
    for name in FILES:
        (tmp_path / name).write_bytes(b"broken")
    monkeypatch.setattr(transcript, "load_recogniser", lambda *_: load_recogniser(tmp_path))
    speech = hear(load(VOICE), network, script=AUTO)
    assert len(speech.remarks) == 1 and "encoder.onnx cannot be run" in speech.remarks[0]
    assert speech.words == () and speech.content["voice"].max() > 0.5


def planned(monkeypatch: pytest.MonkeyPatch, tokens: list[int]) -> Recogniser:
    """A recogniser that says these tokens of whatever it is given, then goes on with the last."""

    def steps(*args: object) -> Iterator[tuple[int, float]]:
        yield from ((token, -0.1) for token in tokens)
        while True:
            yield tokens[-1], -0.1

    monkeypatch.setattr(transcriber, "encode", lambda *args: np.zeros((1, 1, 576)))
    monkeypatch.setattr(transcriber, "_steps", steps)
    return Recogniser(None, None, None, (b"",) * 3 + tuple(f"▁w{k}".encode() for k in range(40)))


def test_a_loop_is_caught_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    looping = planned(monkeypatch, [5, 6, 7])
    (passage,) = transcribe(np.zeros(6 * RATE, np.float32), np.ones(300), 0.1, looping)
    assert passage.text == "w2 w3 w4"


def test_a_long_piece_that_loops_is_tried_again_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    looping = planned(monkeypatch, [5, 6, 7])
    found = list(transcribe(np.zeros(10 * RATE, np.float32), np.ones(500), 0.1, looping))
    assert len(found) > 1 and (found[0].first, found[-1].last) == (0, 500)
    assert [p.last for p in found[:-1]] == [p.first for p in found[1:]]


def test_nobody_says_more_than_six_and_a_half_tokens_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endless = planned(monkeypatch, [3 + (k * k + k // 7) % 40 for k in range(500)])
    (passage,) = transcribe(np.zeros(2 * RATE, np.float32), np.ones(100), 0.1, endless)
    assert len(passage.text.split()) <= 6.5 * 2 + 2


@here
def test_it_can_be_stopped_between_two_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcriber, "POLL_S", 0.0)
    told: list[float] = []

    def stop(fraction: float, what: str) -> None:
        told.append(fraction)
        if len(told) == 20:
            raise Cancelled

    samples = load(VOICE).samples
    voice = np.ones(len(samples) // 320, np.float32)
    with pytest.raises(Cancelled):
        list(transcribe(samples, voice, 0.1, load_recogniser(), stop))
    assert len(told) == 20


@here
def test_a_sound_is_read_a_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    endless = planned(monkeypatch, [5, 2])
    monkeypatch.setattr(transcriber, "encode", lambda encoder, given: lengths.append(len(given)))
    list(transcribe(np.zeros(300 * RATE, np.float32), np.ones(15000), 0.1, endless))
    assert len(lengths) >= 25 and max(lengths) <= LONGEST_S * RATE
