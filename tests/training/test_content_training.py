"""The content network's training, whole but tiny: it learns, repeats, resumes and publishes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only there for training")
pytest.importorskip("onnx", reason="onnx is only there for training")

from intone.audio.features import SAMPLE_RATE
from intone.audio.speech import VISEMES
from intone.errors import DataError, ModelError, TextError
from intone.model.catalogue import CONTENT, Networks
from intone.model.encoder import SIZE
from intone.model.onnx_backend import load_network
from intone.training.content import calibrate, labelling, mix, train
from intone.training.content import crops as crops_module
from intone.training.content.crops import Crops, kept_crops, make_crops
from intone.training.content.mix import TEST, VALIDATION, Corpus, part, recorded
from intone.training.content.network import SIZES, ContentNetwork, Ensemble, Published, beside
from intone.training.content.publish import publish_content, random_inputs, spec
from intone.training.data import augment
from intone.training.data.corpora import Utterance
from intone.training.data.phones import ARPABET, to_phones
from intone.training.importers.voices.recording import Recording
from intone.training.loop import Run

CONFIG = train.Config(width=16, seconds=1.0, steps=12, batch=2, frames=40, rate=5e-3)


def utterance(speaker: str = "a", text: str = "text") -> Utterance:
    rng = np.random.default_rng(0)
    samples = rng.standard_normal(SAMPLE_RATE).astype(np.float32) * 0.05
    phones = to_phones([(0.0, 0.4, "B"), (0.4, 0.8, "AA"), (0.8, 1.0, "SIL")], ARPABET)
    return Utterance(samples, phones, "librispeech", speaker, text)


def told(samples: np.ndarray, ears: object) -> dict[str, np.ndarray]:
    """Stands for the listening network and the encoder, which take no part here."""
    rng = np.random.default_rng(len(samples))
    frames = len(samples) // 320
    return {name: rng.normal(size=(frames, size)) for name, size in SIZES.items()}


@pytest.fixture
def crops() -> Crops:
    """Inputs of which the first number says what is heard."""
    rng = np.random.default_rng(0)
    visemes = rng.integers(0, 3, (6, 50)).astype(np.int8)
    inputs = rng.normal(0, 0.1, (6, 50, sum(SIZES.values()))).astype(np.float16)
    inputs[..., 0] += visemes
    return Crops(inputs, visemes, np.zeros((6, 50), bool))


def run(folder: Path, **given: object) -> Run:
    return Run(folder, "content", CONFIG.steps, train.CLIP, **given)


def test_training_lowers_its_loss_and_repeats(tmp_path: Path, crops: Crops) -> None:
    losses = []
    for name in ("one", "other"):
        train.fit([crops], None, replace(CONFIG, steps=30), replace(run(tmp_path / name), steps=30))
        rows = (tmp_path / name / "content.csv").read_text().splitlines()
        losses.append([float(row.split(",")[1]) for row in rows[1:]])
    assert losses[0] == losses[1] and len(losses[0]) == 30
    assert np.mean(losses[0][-5:]) < np.mean(losses[0][:5])


def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path, crops: Crops) -> None:
    whole = train.fit([crops], crops, CONFIG, run(tmp_path / "whole"))
    draw, drawn = train.draw_batch, []

    def until_the_eighth(*given: object) -> train.Batch:
        drawn.append(given)
        if len(drawn) == 8:
            raise KeyboardInterrupt
        return draw(*given)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(train, "draw_batch", until_the_eighth)
        train.fit([crops], None, CONFIG, run(tmp_path / "stopped", save_every=5))
    resumed = train.fit([crops], None, CONFIG, run(tmp_path / "stopped", resume=True))
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)


def test_what_is_published_is_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, out = (
        Ensemble([ContentNetwork(32), ContentNetwork(16)]).eval(),
        tmp_path / "content.onnx",
    )
    listening = load_network(train.LISTEN, "listen", "cpu")
    publish_content(network, out, spec(listening, "hash", "a test"))
    published = load_network(out, "content", "cpu")
    assert published.spec.content == (*VISEMES, "lipsClosed", "lipTeeth")
    assert published.spec.beside == listening.spec.data and published.spec.data == "hash"
    given = random_inputs(333)
    with torch.no_grad():
        expected = Published(network)(*(torch.from_numpy(values) for values in given.values()))
    np.testing.assert_allclose(published.run(given)["mouths"], expected.numpy(), atol=0.01)


def test_frames_without_states_hear_nothing_of_them() -> None:
    network = ContentNetwork(16).eval()
    network.mean.fill_(1.0)
    states, mel, content = (torch.randn(1, 60, size) for size in SIZES.values())
    with torch.no_grad():
        gone = network(states * 0, mel, content)
        network.inp.weight[:, :SIZE] += 1.0
        assert torch.equal(network(states * 0, mel, content), gone)
        assert not torch.equal(network(states, mel, content), gone)


def test_a_layer_is_a_dilated_convolution() -> None:
    torch.manual_seed(0)
    values, convolution = torch.randn(2, 40, 5), torch.nn.Conv1d(5, 7, 3, padding=4, dilation=4)
    weights = convolution.weight.permute(0, 2, 1).reshape(7, 15)
    found = torch.nn.functional.linear(beside(values, 4), weights, convolution.bias)
    expected = convolution(values.transpose(1, 2)).transpose(1, 2)
    torch.testing.assert_close(found, expected)


def test_a_modest_network_is_sharpened_on_what_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = [utterance()]
    truth = calibrate._labels(speech[0])
    rng = np.random.default_rng(0)
    wrong = torch.from_numpy(np.where(rng.random(len(truth)) < 0.3, (truth + 1) % 16, truth))
    heard = torch.nn.functional.one_hot(wrong, 16).float()
    monkeypatch.setattr(calibrate, "_inputs", lambda samples, ears: ())
    chosen = []
    for scale in (1.5, 3.0):
        monkeypatch.setattr(calibrate, "_logits", lambda network, given, s=scale: s * heard)
        chosen.append(calibrate.fit_sharpness(None, speech, None))  # type: ignore[arg-type]
    assert chosen[0] > chosen[1] > 1


def test_sharpness_and_thresholds_are_in_the_file() -> None:
    torch.manual_seed(0)
    network = Ensemble([ContentNetwork(16)]).eval()
    given = [torch.from_numpy(values) for values in random_inputs(60).values()]
    with torch.no_grad():
        before = Published(network)(*given)
        network.sharpness.fill_(2.0)
        network.thresholds.fill_(1.0)
        after = Published(network)(*given)
    assert torch.equal(before[..., :16].argmax(-1), after[..., :16].argmax(-1))
    assert (after[..., :16].amax(-1) > before[..., :16].amax(-1)).all()
    torch.testing.assert_close(after[..., 16:].logit(), before[..., 16:].logit() - 1)


def test_the_published_configuration_names_its_crops() -> None:
    config = train.read_config(train.CONFIG)
    assert {"light", "worn"} <= set(config.crops)
    assert config.crops["light"].amount < config.crops["worn"].amount
    assert set(config.corpora) < set(config.shares) and min(config.shares.values()) > 0


def test_members_are_trained_apart_and_heard_together(tmp_path: Path, crops: Crops) -> None:
    network = train._fitted([crops], None, replace(CONFIG, members=2), run(tmp_path)).eval()
    one, other = network.members
    assert not torch.equal(one.inp.weight, other.inp.weight)
    given = [torch.from_numpy(values) for values in random_inputs(60).values()]
    with torch.no_grad():
        torch.testing.assert_close(network(*given), (one(*given) + other(*given)) / 2)
    alone = train.fit([crops], None, replace(CONFIG, seed=CONFIG.seed + 1), run(tmp_path / "one"))
    assert torch.equal(alone.inp.weight, other.inp.weight)


def test_a_corpus_that_need_not_be_there_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    networks = Networks(None, None)  # type: ignore[arg-type]
    there = {"more": Corpus("more", optional=True)}
    assert recorded(tmp_path, there, networks, tmp_path) == {}
    assert "more: left out" in capsys.readouterr().out
    with pytest.raises(DataError):
        recorded(tmp_path, {"more": Corpus("more")}, networks, tmp_path)


def test_a_corpus_may_be_aligned_by_the_listening_network_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Networks] = {}

    def labelled(name: str, found: object, networks: Networks, cache: Path) -> list[Utterance]:
        asked[name] = networks
        return [utterance()]

    monkeypatch.setattr(mix, "recognise", lambda folder: ("", [Recording(folder, "a", "a")]))
    monkeypatch.setattr(mix, "labelled", labelled)
    networks = Networks("listen", "act", "content")  # type: ignore[arg-type]
    corpora = {"near": Corpus("near", "en"), "far": Corpus("far", "de", small=True)}
    recorded(tmp_path, corpora, networks, tmp_path)
    assert asked == {"near": networks, "far": replace(networks, content=None)}


def test_a_network_that_cannot_run_labels_nothing_silently(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spoken = Recording(tmp_path, "a", "a", "text")
    samples = np.zeros(100, np.float32)
    networks = Networks(None, None)  # type: ignore[arg-type]

    def refuse(error: Exception) -> None:
        def hear(*given: object, **named: object) -> None:
            raise error

        monkeypatch.setattr(labelling, "hear", hear)

    refuse(TextError("no such language"))
    assert labelling.phones_of(spoken, samples, networks) is None
    refuse(ModelError("other inputs"))
    with pytest.raises(ModelError, match="other inputs"):
        labelling.phones_of(spoken, samples, networks)


def test_each_layer_of_the_encoder_may_be_missing() -> None:
    torch.manual_seed(0)
    network = ContentNetwork(16, 0.0, (1.0, 0.0, 0.0, 0.0))
    states, mel, content = (torch.randn(1, 60, size) for size in SIZES.values())
    middle, last = states.clone(), states.clone()
    middle[..., : SIZE // 2] += 1.0
    last[..., SIZE // 2 :] += 1.0
    heard = network(states, mel, content)
    assert torch.equal(network(middle, mel, content), heard)
    assert not torch.equal(network(last, mel, content), heard)


def test_crops_repeat_are_kept_and_say_what_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crops_module, "features", told)
    speech = {"librispeech": [utterance()]}
    shares = {"librispeech": 0.7, "noise": 0.3}
    assert kept_crops(tmp_path / "one") is None
    one, other = (
        make_crops(tmp_path / name, speech, shares, 8, 2.0, 3, None)  # type: ignore[arg-type]
        for name in ("one", "other")
    )
    np.testing.assert_array_equal(one.visemes, other.visemes)
    assert set(np.unique(one.visemes)) == {0, VISEMES.index("PP"), VISEMES.index("aa")}
    assert not one.visemes.any(1).all(), "some crops are noise"
    again = kept_crops(tmp_path / "one")
    assert again is not None
    np.testing.assert_array_equal(again.inputs, one.inputs)


def test_loud_speakers_of_a_corpus_do_not_drown_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crops_module, "features", told)
    rng, drawn = np.random.default_rng(0), []
    voices = {"many": [utterance("many")] * 100, "few": [utterance("few")]}
    for _ in range(300):
        drawn.append(crops_module._draw(rng, voices).speaker)
    assert 20 < drawn.count("few") < 80


def test_worn_by_telephone_is_narrow_and_else_what_it_was() -> None:
    sound = np.random.default_rng(0).standard_normal(SAMPLE_RATE).astype(np.float32) * 0.05
    worn = {}
    for odds in (0.0, 1.0):
        rng = np.random.default_rng(3)
        worn[odds] = augment.degrade(rng, sound, augment.Wear(amount=0.0, telephone=odds))
    high = {odds: np.abs(np.fft.rfft(each))[4300:].mean() for odds, each in worn.items()}
    assert high[1.0] < 0.3 * high[0.0]
    usual = augment.degrade(np.random.default_rng(3), sound)
    same = augment.degrade(np.random.default_rng(3), sound, augment.Wear(telephone=0.0))
    np.testing.assert_array_equal(usual, same)


def test_texts_are_found_by_a_network_of_the_same_contents_only() -> None:
    listening = load_network(train.LISTEN, "listen", "cpu")
    assert train._aligning(listening, CONTENT).content is not None
    assert train._aligning(listening, None).content is None
    other = replace(listening, spec=replace(listening.spec, data="of another training"))
    assert train._aligning(other, CONTENT).content is None


def test_held_speakers_are_named_by_their_names_and_stay_out() -> None:
    many = [utterance(str(k)) for k in range(200)]
    test, validation = part(many, TEST), part(many, VALIDATION)
    kept = part(many, [k for k in range(10) if k not in (*TEST, *VALIDATION)])
    assert len(test) + len(validation) + len(kept) == 200
    assert len(test) >= 20 and len(validation) >= 10
    assert not {u.speaker for u in test} & {u.speaker for u in kept}
    single = [utterance("one", f"sentence {k}") for k in range(100)]
    assert 5 < len(part(single, TEST)) < 40


def test_own_folders_join_the_published_corpora() -> None:
    config = train.with_own(train.read_config(train.CONFIG), ["/tmp/mine:de", "/tmp/other"])
    assert config.corpora["/tmp/mine"].language == "de" and config.shares["/tmp/other"] > 0
    assert "librispeech" in config.corpora
