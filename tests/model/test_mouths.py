"""The encoder's pass serves transcript and mouths; its seams do not show, and it can be stopped."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from intone.audio.features import SAMPLE_RATE, speech_level
from intone.audio.sound import Sound, from_samples, load
from intone.audio.speech import VISEMES
from intone.errors import ModelError
from intone.model import catalogue, encoder, transcript
from intone.model.catalogue import Networks, load_content, load_networks
from intone.model.encoder import SIZE, StateSpool, at_rate
from intone.model.listening import hear
from intone.model.mouths import frame_mel, with_mouths
from intone.model.pauses import LONGEST_S
from intone.model.recogniser import load_encoder, load_recogniser, recogniser_missing
from intone.pipeline import listen
from intone.progress import Cancelled
from intone.text.script import AUTO
from intone.track import Array, Track

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"
here = pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
HEARD_AGAIN = len(VISEMES) + 2


@pytest.fixture(scope="module")
def networks() -> Networks:
    return load_networks(device="cpu")


@pytest.fixture(scope="module")
def voice() -> Sound:
    return load(VOICE)


def states_of(samples: Array, content: Track) -> Array:
    spool = StateSpool(len(content))
    voice, level = content["voice"], speech_level(samples)
    encoder.encode_speech(samples, voice, level, load_encoder(), spool.add, lambda *_: None)
    return spool.array()


@here
def test_visemes_and_closures_are_heard_again_and_all_else_stays(
    networks: Networks, voice: Sound
) -> None:
    small, large = (
        hear(voice, networks.listen),
        hear(voice, networks.listen, mouths=networks.content),
    )
    before, after = small.content.values, large.content.values
    assert np.abs(after - before)[:, :HEARD_AGAIN].max() > 0.1
    np.testing.assert_array_equal(after[:, HEARD_AGAIN:], before[:, HEARD_AGAIN:])
    np.testing.assert_allclose(after[:, : len(VISEMES)].sum(1), 1, atol=1e-4)
    np.testing.assert_array_equal(large.intensity.values, small.intensity.values)
    assert large.remarks == small.remarks


@here
def test_one_pass_of_the_encoder_serves_transcript_and_mouths(
    networks: Networks, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, ran = load_recogniser(), []
    counted = SimpleNamespace(run=lambda *given: (ran.append(1), whole.encoder.run(*given))[1])
    recogniser = replace(whole, encoder=counted)
    monkeypatch.setattr(transcript, "load_recogniser", lambda *_: recogniser)
    found = hear(voice, networks.listen, script=AUTO, mouths=networks.content)
    both = len(ran)
    hear(voice, networks.listen, script=AUTO)
    assert found.transcript and len(ran) == 2 * both


@here
def test_the_mouths_are_the_same_with_the_transcript_and_without_it(
    networks: Networks, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "_stretches", lambda passages: [])
    told = hear(voice, networks.listen, script=AUTO, mouths=networks.content)
    plain = hear(voice, networks.listen, mouths=networks.content)
    np.testing.assert_array_equal(told.content.values, plain.content.values)


@here
def test_the_seams_of_windows_do_not_show(networks: Networks, voice: Sound) -> None:
    assert networks.content is not None
    samples = np.tile(voice.samples, 6)
    content = hear(from_samples(samples), networks.listen).content
    states = states_of(samples, content)
    found = with_mouths(samples, content, speech_level(samples), states, networks.content).values
    inputs = {
        "states": states.astype(np.float32)[None],
        "mel": frame_mel(samples, speech_level(samples))[None],
        "content": content.values[None],
    }
    whole = networks.content.run(inputs)["mouths"][0]
    inside = states.astype(np.float32).any(1)
    inside &= np.roll(inside, 8) & np.roll(inside, -8)
    assert inside.mean() > 0.5
    assert np.abs(found[:, :HEARD_AGAIN] - whole)[inside].max() < 1e-3


@here
def test_speech_without_pauses_is_cut_where_it_hardly_shows(
    networks: Networks, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = hear(voice, networks.listen, mouths=networks.content).content
    monkeypatch.setattr("intone.model.pauses.LONGEST_S", LONGEST_S / 2)
    cut = hear(voice, networks.listen, mouths=networks.content).content
    other = whole.values[:, : len(VISEMES)].argmax(1) != cut.values[:, : len(VISEMES)].argmax(1)
    assert np.abs(whole.values - cut.values).max() > 0
    assert other.mean() < 0.05


@here
@pytest.mark.parametrize("seconds", [0.02, 0.5, 1.0, 3.01])
def test_any_length_is_heard(networks: Networks, voice: Sound, seconds: float) -> None:
    start = int(0.4 * SAMPLE_RATE)
    sound = from_samples(voice.samples[start : start + int(seconds * SAMPLE_RATE)])
    content = hear(sound, networks.listen, mouths=networks.content).content
    assert len(content) == -(-len(sound.samples) // 320)
    assert np.isfinite(content.values).all()


@here
def test_silence_stays_as_it_was_heard(networks: Networks) -> None:
    quiet = from_samples(np.zeros(5 * SAMPLE_RATE, np.float32))
    one, other = hear(quiet, networks.listen), hear(quiet, networks.listen, mouths=networks.content)
    np.testing.assert_array_equal(one.content.values, other.content.values)


@here
def test_gain_changes_no_mouth(networks: Networks, voice: Sound) -> None:
    quiet = from_samples(voice.samples * np.float32(0.05))
    one, other = (hear(sound, networks.listen, mouths=networks.content) for sound in (voice, quiet))
    assert np.abs(one.content.values - other.content.values)[:, :HEARD_AGAIN].mean() < 2e-3


@here
def test_it_can_be_stopped_while_the_encoder_runs(
    networks: Networks, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    def stop(fraction: float, what: str) -> None:
        if ran:
            raise Cancelled

    work = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda *given: (ran.append(1), work(*given))[1])
    long = from_samples(np.tile(voice.samples, 4))
    with pytest.raises(Cancelled):
        hear(long, networks.listen, stop, mouths=networks.content)
    assert len(ran) <= 2


@here
def test_progress_never_goes_back(networks: Networks, voice: Sound) -> None:
    for script in (AUTO, None):
        told: list[float] = []
        hear(voice, networks.listen, lambda at, _, t=told: t.append(at), script, networks.content)
        assert told == sorted(told) and told[-1] == 1


@here
def test_it_is_not_used_beside_another_listening_network(networks: Networks) -> None:
    other = SimpleNamespace(spec=SimpleNamespace(data="another"), device="cpu")
    assert load_content(networks.listen, "cpu") is not None
    assert load_content(other, "cpu") is None  # type: ignore[arg-type]


@here
def test_a_broken_encoder_costs_the_surer_mouths_and_not_the_hearing(
    networks: Networks, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ModelError("The model cannot be run: reinstall Intone.")

    monkeypatch.setattr(transcript, "load_encoder", broken)
    speech, small = (
        hear(voice, networks.listen, mouths=networks.content),
        hear(voice, networks.listen),
    )
    assert speech.remarks[-1] == "The model cannot be run: reinstall Intone."
    np.testing.assert_array_equal(speech.content.values, small.content.values)


def test_without_the_files_the_small_network_serves_and_says_what_is_lost(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sentence = recogniser_missing(tmp_path)
    assert "mouths" in sentence and "transcript" in sentence
    for module in (catalogue, transcript, listen.__module__):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.recogniser_missing", lambda: sentence)
    networks = load_networks(device="cpu")
    assert networks.content is None and "content" not in networks.header()
    for script in (None, AUTO):
        speech = listen(VOICE, networks, script=script)
        assert speech.remarks == (sentence,)
        assert speech.content["voice"].max() > 0.5


def test_states_stand_where_the_encoder_says() -> None:
    states = np.arange(10, dtype=np.float32)[:, None] * np.ones(SIZE, np.float32)
    found = at_rate(states, 12)[:, 0]
    times = np.clip((np.arange(12) * 320 - 447.5) / 384, 0, 9)
    np.testing.assert_allclose(found, times, rtol=1e-5)
    assert at_rate(states[:1], 3).shape == (3, SIZE)


def test_states_of_pieces_lie_at_their_frames_and_nothing_between() -> None:
    spool = StateSpool(10_000)
    spool.add(slice(4, 8), np.ones((1, 4, SIZE), np.float32))
    spool.add(slice(8, 10), 2 * np.ones((1, 3, SIZE), np.float32))
    found = spool.array()
    assert found.shape == (10_000, SIZE)
    np.testing.assert_array_equal(np.flatnonzero(found.any(1)), np.arange(4, 10))
    assert found[9, 0] == 2
