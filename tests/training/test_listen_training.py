"""The listening network's training, whole but tiny: it learns, publishes, resumes and repeats."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only there for training")
onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx", reason="onnx is only there for training")

from intone.audio.features import SAMPLE_RATE
from intone.audio.speech import EMOTIONS, VISEMES
from intone.training import checkpoint
from intone.training.data.corpora import Utterance
from intone.training.data.phones import ARPABET, GERMAN, frames_of, to_phones
from intone.training.data.splice import splice
from intone.training.evaluate.listen_folds import PAIRS, Folds, best_sharpness
from intone.training.listen import train
from intone.training.listen.data import load_utterances, make_batch, save_utterances
from intone.training.listen.encoder import BAND, HEADS, WIDTH, BandedAttention, band_mask
from intone.training.listen.mood import (
    Clip,
    MoodConfig,
    clips,
    familiarise,
    judge,
    mood_loss,
    train_head,
)
from intone.training.listen.network import ListenNetwork, MoodHead, Published
from intone.training.listen.publish import publish_listen, spec
from intone.training.published import go_on_from

CONFIG = train.Config(
    encoder="scratch", blocks=2, batch=2, seconds=1.0, content_steps=6, shares={"flite": 1.0}
)


def utterance(seed: int = 0, emotion: str = "neutral") -> Utterance:
    """Half a second of hiss, then of buzz, then hush: s, a, silence."""
    rng = np.random.default_rng(seed)
    times = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    buzz = np.sign(np.sin(2 * np.pi * rng.uniform(100, 200) * times)) * 0.2
    sound = np.concatenate([rng.standard_normal(SAMPLE_RATE // 2) * 0.05, buzz, buzz * 0])
    marks = [(0.0, 0.5, "S"), (0.5, 1.0, "AA"), (1.0, 1.5, "SIL")]
    phones = to_phones(marks, ARPABET)
    return Utterance(sound.astype(np.float32), phones, "flite", "a", "text", emotion)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Utterance]:
    speech = [utterance(k) for k in range(3)]
    monkeypatch.setattr(train, "training_speech", lambda *_: {"flite": speech})
    return speech


def test_phones_stand_at_their_times() -> None:
    visemes, _ = frames_of(utterance().phones, 80)
    expected = ["SS"] * 25 + ["aa"] * 25 + ["sil"] * 30
    assert [VISEMES[k] for k in visemes] == expected


def test_diphthongs_split_and_breath_takes_the_next_mouth() -> None:
    phones = to_phones([(0, 0.1, "h"), (0.1, 0.3, "aU"), (0.3, 0.4, "B"), (0.4, 0.5, "??")], GERMAN)
    names = [VISEMES[k] if k >= 0 else "?" for k in phones.visemes]
    assert names == ["aa", "aa", "ou", "PP", "?"]
    assert phones.lenis.tolist() == [False, False, False, True, False]


def test_every_viseme_of_the_inventories_exists() -> None:
    for inventory in (GERMAN, ARPABET):
        for looks in inventory.values():
            assert looks == "next" or set(looks.split()) <= set(VISEMES)


def test_batches_repeat_by_their_seed(made: list[Utterance]) -> None:
    one, other, third = (make_batch({"flite": made}, {"flite": 1}, 2, 1.0, k) for k in (1, 1, 2))
    assert torch.equal(one.mel, other.mel) and torch.equal(one.visemes, other.visemes)
    assert not torch.equal(one.mel, third.mel)


def test_utterances_survive_the_cache(tmp_path: Path, made: list[Utterance]) -> None:
    save_utterances(tmp_path / "cache.npz", made)
    again = load_utterances(tmp_path / "cache.npz")
    for one, other in zip(made, again, strict=True):
        np.testing.assert_allclose(one.samples, other.samples, atol=1e-4)
        np.testing.assert_array_equal(one.phones.visemes, other.phones.visemes)
        assert (one.speaker, one.emotion) == (other.speaker, other.emotion)


def test_training_lowers_its_loss_and_repeats(tmp_path: Path, made: list[Utterance]) -> None:
    losses = []
    for name in ("one", "other"):
        torch.manual_seed(0)
        network = ListenNetwork(2)
        train.train_content(network, replace(CONFIG, content_steps=12), Path(), tmp_path / name)
        rows = (tmp_path / name / "content.csv").read_text().splitlines()
        losses.append([float(row.split(",")[1]) for row in rows[1:]])
    assert losses[0] == losses[1]
    assert np.mean(losses[0][-3:]) < np.mean(losses[0][:3])


def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path, made: list[Utterance]) -> None:
    torch.manual_seed(0)
    whole = ListenNetwork(2)
    start = {name: value.clone() for name, value in whole.state_dict().items()}
    train.train_content(whole, CONFIG, Path(), tmp_path / "whole")
    halves = ListenNetwork(2)
    halves.load_state_dict(start)
    halves.train()
    optimiser, average = (
        train.make_optimiser(halves, CONFIG),
        train.averaged(halves, CONFIG),
    )
    for step in range(3):
        train.content_step(halves, optimiser, CONFIG, {"flite": made}, step)
        average.update_parameters(halves)
    both = torch.nn.ModuleList([halves, average])
    checkpoint.save(tmp_path / "halves" / "content.npz", both, optimiser, 3)
    resumed = ListenNetwork(2)
    train.train_content(resumed, CONFIG, Path(), tmp_path / "halves")
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_what_is_published_is_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ListenNetwork(2).eval()
    publish_listen(network, tmp_path / "listen.onnx", spec(CONFIG.__dict__))
    session = onnxruntime.InferenceSession(tmp_path / "listen.onnx")
    for frames in (11, 400):
        mel = torch.randn(1, frames, 80)
        with torch.no_grad():
            expected = Published(network)(mel)
        for one, other in zip(session.run(None, {"features": mel.numpy()}), expected, strict=True):
            np.testing.assert_allclose(one, other.numpy(), atol=0.02)


def test_mood_learns_to_tell_strong_from_neutral() -> None:
    torch.manual_seed(0)
    network = ListenNetwork(2)
    speech = [utterance(k, "angry" if k % 2 else "neutral") for k in range(8)]
    shouted = [
        replace(u, samples=u.samples[::-1].copy()) if k % 2 else u for k, u in enumerate(speech)
    ]
    heard = clips(network, shouted, 1, 0)
    rng = np.random.default_rng(0)
    before = float(mood_loss(network.mood, heard, rng).detach())
    train_head(network.mood, heard, MoodConfig(steps=30, rate=5e-3), 0)
    assert float(mood_loss(network.mood, heard, rng).detach()) < before
    assert {clip.emotion for clip in heard} == {0, EMOTIONS.index("angry")}


def test_a_training_goes_on_from_a_published_file(tmp_path: Path, made: list[Utterance]) -> None:
    torch.manual_seed(0)
    first = ListenNetwork(2).eval()
    for weights in first.parameters():  # as after a training: what is alike is stored only once
        weights.data += 0.02 * torch.randn_like(weights)
    first.mood.sharpness.fill_(2)
    publish_listen(first, tmp_path / "first.onnx", spec(CONFIG.__dict__))
    second = ListenNetwork(2)
    assert go_on_from(second, tmp_path / "first.onnx") == []
    mel = torch.randn(1, 200, 80)
    with torch.no_grad():
        pairs = list(zip(Published(first)(mel), Published(second.eval())(mel), strict=True))
    assert all(torch.allclose(one, other, atol=0.02) for one, other in pairs)


def test_frozen_blocks_keep_mood_and_hidden_features(tmp_path: Path, made: list[Utterance]) -> None:
    torch.manual_seed(0)
    network = ListenNetwork(3)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    train.freeze(network, 2)
    train.train_content(network, replace(CONFIG, frozen=2), Path(), tmp_path)
    changed = {
        name for name, value in network.state_dict().items() if not torch.equal(value, before[name])
    }
    assert changed and all(
        name.startswith(("encoder.blocks.2.", "visemes.", "closures.")) for name in changed
    )


def test_spliced_phones_stand_where_their_sound_stands() -> None:
    rng = np.random.default_rng(0)
    spliced = splice(rng, [utterance(k) for k in range(3)])
    phones = spliced.phones
    assert phones is not None
    assert phones.ends[-1] == pytest.approx(len(spliced.samples) / SAMPLE_RATE, abs=1e-3)
    np.testing.assert_allclose(phones.starts[1:], phones.ends[:-1], atol=1e-4)
    looks, _ = frames_of(phones, len(spliced.samples) // 320)
    loud = np.abs(spliced.samples[: len(looks) * 320].reshape(-1, 320)).mean(1)
    assert loud[looks == 0].max() < loud[looks == VISEMES.index("aa")].min()


def test_attention_in_blocks_sees_its_band_and_no_more() -> None:
    torch.manual_seed(0)
    attention = BandedAttention(0.0).eval()
    x = torch.randn(1, 330, WIDTH)
    dense = attention.qkv(attention.norm(x)).unflatten(-1, (3, HEADS, WIDTH // HEADS))
    q, k, v = dense.permute(2, 0, 3, 1, 4).unbind(0)
    far = (torch.arange(330)[:, None] - torch.arange(330)).abs() > BAND
    scores = (q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5).masked_fill(far, -torch.inf)
    expected = x + attention.out((scores.softmax(-1) @ v).transpose(1, 2).flatten(-2))
    torch.testing.assert_close(attention(x, band_mask(x)), expected, atol=1e-5, rtol=1e-5)


def test_confidence_is_sharpened_for_usual_voices_only() -> None:
    torch.manual_seed(0)
    head = MoodHead().eval()
    clip = Clip(torch.randn(300, 368), torch.ones(300, 1), "a", 0)
    familiarise(head, [clip])
    before, _ = judge(head, clip)
    head.sharpness.fill_(2)
    usual, _ = judge(head, clip)
    strange, _ = judge(head, replace(clip, inputs=clip.inputs * 5))
    head.sharpness.fill_(1)
    as_before, _ = judge(head, replace(clip, inputs=clip.inputs * 5))
    assert torch.equal(usual.argmax(-1), before.argmax(-1))
    middle = slice(60, 240)  # whole windows, as those that are familiar
    assert (usual / before)[middle].mean() > 1.5
    assert torch.equal(strange[middle], as_before[middle])


def test_the_best_sharpness_of_heads_that_are_right_but_shy_is_above_one() -> None:
    speech = [
        replace(utterance(k, emotion), speaker=speaker, phones=None)
        for k, emotion in enumerate(("neutral", "angry"))
        for speaker in np.ravel(PAIRS)
    ]
    torch.manual_seed(0)
    kinds = [EMOTIONS.index(u.emotion) for u in speech]
    shift = torch.zeros(368).index_fill(0, torch.arange(40), 3.0)
    heard = [
        Clip(torch.randn(80, 368) + (shift if kind else -shift), torch.ones(80, 1), u.speaker, kind)
        for u, kind in zip(speech, kinds, strict=True)
    ]
    heads = {pair: MoodHead().eval() for pair in PAIRS}
    for head in heads.values():
        train_head(head, heard, MoodConfig(steps=25), 0)
    found = best_sharpness(Folds(speech, heard, [], heads))
    assert set(found) == set(PAIRS) and min(found.values()) > 1
