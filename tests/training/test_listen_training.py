"""The listening network's training, whole but tiny: it learns, publishes, resumes and repeats."""

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only there for training")
onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx", reason="onnx is only there for training")

from intone.audio.features import SAMPLE_RATE
from intone.audio.speech import EMOTIONS, VISEMES
from intone.errors import DataError
from intone.training.data.corpora import Utterance
from intone.training.data.phones import ARPABET, GERMAN, frames_of, to_phones
from intone.training.data.splice import splice
from intone.training.evaluate.cross_validation import PAIRS, Folds, best_sharpness
from intone.training.listen import train
from intone.training.listen.batches import Batch, load_utterances, make_batch, save_utterances
from intone.training.listen.encoder import BAND, HEADS, WIDTH, BandedAttention, band_mask
from intone.training.listen.mood import (
    MoodConfig,
    calibrate,
    clips,
    fit_voice_statistics,
    predict_mood,
    train_head,
)
from intone.training.listen.mood_loss import Clip, draw, grouped, mood_loss
from intone.training.listen.network import ListenNetwork, MoodHead, Published
from intone.training.listen.publish import publish_listen, spec
from intone.training.listen.warm_start import warm_start
from intone.training.loop import Run, to_device, warmup_cosine

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
    return Utterance(sound.astype(np.float32), phones, "emodb", "a", "text", emotion)


Speech = dict[str, list[Utterance]]


@pytest.fixture
def made() -> Speech:
    return {"flite": [utterance(k) for k in range(3)]}


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


def test_batches_repeat_by_their_seed(made: Speech) -> None:
    one, other, third = (make_batch(made, {"flite": 1}, 2, 1.0, k) for k in (1, 1, 2))
    assert torch.equal(one.mel, other.mel) and torch.equal(one.visemes, other.visemes)
    assert not torch.equal(one.mel, third.mel)


def test_utterances_survive_the_cache(tmp_path: Path, made: Speech) -> None:
    save_utterances(tmp_path / "cache.npz", made["flite"])
    again = load_utterances(tmp_path / "cache.npz")
    for one, other in zip(made["flite"], again, strict=True):
        np.testing.assert_allclose(one.samples, other.samples, atol=1e-4)
        np.testing.assert_array_equal(one.phones.visemes, other.phones.visemes)
        assert (one.speaker, one.emotion) == (other.speaker, other.emotion)


def content_run(folder: Path, steps: int = 6, **given: object) -> Run:
    return Run(folder, "content", steps, train.CLIP, **given)


def test_training_lowers_its_loss_and_repeats(tmp_path: Path, made: Speech) -> None:
    losses = []
    config = replace(CONFIG, content_steps=12)
    for name in ("one", "other"):
        torch.manual_seed(0)
        train.train_content(ListenNetwork(2), config, made, {}, content_run(tmp_path / name, 12))
        rows = (tmp_path / name / "content.csv").read_text().splitlines()
        losses.append([float(row.split(",")[1]) for row in rows[1:]])
    assert losses[0] == losses[1] and len(losses[0]) == 12
    assert np.mean(losses[0][-3:]) < np.mean(losses[0][:3])


def test_a_stopped_training_goes_on_where_it_was(
    tmp_path: Path, made: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    whole, stopped = ListenNetwork(2), ListenNetwork(2)
    stopped.load_state_dict(whole.state_dict())
    train.train_content(whole, CONFIG, made, {}, content_run(tmp_path / "whole"))
    seeds = []

    def until_the_fifth(*given: object) -> Batch:
        seeds.append(given[-1])
        if len(seeds) == 5:
            raise KeyboardInterrupt
        return make_batch(*given)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(train, "make_batch", until_the_fifth)
        train.train_content(stopped, CONFIG, made, {}, content_run(tmp_path, save_every=3))
    resumed = ListenNetwork(2)
    train.train_content(resumed, CONFIG, made, {}, content_run(tmp_path, resume=True))
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)
    rows = (tmp_path / "content.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["step", *"0123", *"345"]
    other = replace(CONFIG, seed=8)
    with pytest.raises(DataError, match="another training"):
        train.train_content(resumed, other, made, {}, content_run(tmp_path, resume=True))


def test_validation_changes_nothing_in_the_training(tmp_path: Path, made: Speech) -> None:
    networks = []
    for name, validation in (("plain", {}), ("validated", {"emodb": made["flite"]})):
        torch.manual_seed(0)
        networks.append(ListenNetwork(2))
        run = content_run(tmp_path / name, validate_every=4)
        train.train_content(networks[-1], CONFIG, made, validation, run)
    for one, other in zip(*(network.parameters() for network in networks), strict=True):
        assert torch.equal(one, other)
    rows = (tmp_path / "validated" / "content_validation.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["step", "3", "5"]
    assert not (tmp_path / "plain" / "content_validation.csv").exists()


@pytest.mark.parametrize("steps", [160, 500, 1200])
def test_the_learning_rate_warms_up_and_falls_as_it_always_did(steps: int) -> None:
    network = ListenNetwork(1)
    config = replace(CONFIG, content_steps=steps)
    optimiser = train.make_optimiser(network, config)
    schedule = warmup_cosine(optimiser, steps, train.WARMUP, train.FLOOR)
    for step in range(steps):
        warm = min(1.0, (step + 1) / 30)
        share = warm * (0.02 + 0.49 * (1 + math.cos(math.pi * step / steps)))
        found = [group["lr"] for group in optimiser.param_groups]
        wanted = [config.encoder_rate * share, config.head_rate * share]
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
        optimiser.step()
        schedule.step()


def test_the_loss_is_computed_on_the_device_of_the_network(made: Speech) -> None:
    network, batch = ListenNetwork(2), make_batch(made, {"flite": 1}, 2, 1.0, 0)
    parts = train.content_loss(network.to("meta"), to_device(batch, "meta"))
    assert {part.device.type for part in parts.values()} == {"meta"}


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
    config = MoodConfig(passes=0, narrow=1, steps=30, rate=5e-3)
    heard = clips(network, shouted, config, 0)
    assert [clip.take for clip in heard] == [take for take in range(8) for _ in range(2)]
    rng = np.random.default_rng(0)
    pairs = list(zip(heard[::2], heard[1::2], strict=True))
    before = float(mood_loss(network.mood, pairs, rng).detach())
    train_head(network.mood, heard, config, 0)
    assert float(mood_loss(network.mood, pairs, rng).detach()) < before
    assert {clip.emotion for clip in heard} == {0, EMOTIONS.index("angry")}


def test_read_speech_is_drawn_by_its_share_whatever_it_brings() -> None:
    def clip(take: int, emotion: int, corpus: str, speaker: str) -> Clip:
        return Clip(torch.zeros(20, 368), torch.ones(20, 1), speaker, emotion, take, corpus)

    read = [clip(take, 0, "librispeech", "long") for take in range(50)]
    read += [clip(0, 0, "librispeech", "short"), clip(0, 0, "librispeech", "short")]
    acted = [clip(0, 1, "", "a"), clip(1, 0, "", "a")]
    takes, rng = grouped([*acted, *read]), np.random.default_rng(0)
    shares = {"acted": 0.25, "neutral": 0.25, "librispeech": 0.5}
    drawn = [draw(takes, shares, rng)[0] for _ in range(2000)]
    found = Counter((one.share, one.speaker) for one in drawn)
    assert len(found) == 4
    assert all(count / len(drawn) == pytest.approx(0.25, abs=0.05) for count in found.values())


def test_a_calibrated_head_is_0_for_read_speech_and_1_for_acted_emotions() -> None:
    torch.manual_seed(0)
    head = MoodHead().eval()
    read = [Clip(torch.randn(200, 368), torch.ones(200, 1), "r", 0, k, "it") for k in range(3)]
    acted = [Clip(torch.randn(200, 368) + 1, torch.ones(200, 1), "a", 1, k) for k in range(3)]
    calibrate(head, [*read, *acted])
    middles = [float(predict_mood(head, clip)[1].median()) for clip in read]
    assert sorted(middles)[1] == pytest.approx(0, abs=1e-4)
    strong = torch.cat([predict_mood(head, clip)[1] for clip in acted]).mean()
    assert float(strong) == pytest.approx(1, abs=1e-3)


def test_a_training_goes_on_from_a_published_file(tmp_path: Path, made: Speech) -> None:
    torch.manual_seed(0)
    first = ListenNetwork(2).eval()
    for weights in first.parameters():  # as after a training: what is alike is stored only once
        weights.data += 0.02 * torch.randn_like(weights)
    first.mood.sharpness.fill_(2)
    first.mood.elsewhere.fill_(0.3)
    publish_listen(first, tmp_path / "first.onnx", spec(CONFIG.__dict__))
    second = ListenNetwork(2)
    assert warm_start(second, tmp_path / "first.onnx") == []
    mel = torch.randn(1, 200, 80)
    with torch.no_grad():
        pairs = list(zip(Published(first)(mel), Published(second.eval())(mel), strict=True))
    assert all(torch.allclose(one, other, atol=0.02) for one, other in pairs)


def test_frozen_blocks_keep_mood_and_hidden_features(tmp_path: Path, made: Speech) -> None:
    torch.manual_seed(0)
    network = ListenNetwork(3)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    train.freeze(network, 2)
    train.train_content(network, replace(CONFIG, frozen=2), made, {}, content_run(tmp_path))
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
    fit_voice_statistics(head, [clip])
    before, _ = predict_mood(head, clip)
    head.sharpness.fill_(2)
    usual, _ = predict_mood(head, clip)
    strange, _ = predict_mood(head, replace(clip, inputs=clip.inputs * 5))
    head.sharpness.fill_(1)
    as_before, _ = predict_mood(head, replace(clip, inputs=clip.inputs * 5))
    assert torch.equal(usual.argmax(-1), before.argmax(-1))
    middle = slice(60, 240)  # whole windows, as those that are familiar
    assert (usual / before)[middle].mean() > 1.5
    assert torch.equal(strange[middle], as_before[middle])
    head.elsewhere.fill_(0.25)
    modest, _ = predict_mood(head, replace(clip, inputs=clip.inputs * 5))
    torch.testing.assert_close(modest[middle], as_before[middle] / 4)


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
        Clip(
            torch.randn(80, 368) + (shift if kind else -shift),
            torch.ones(80, 1),
            u.speaker,
            kind,
            k,
        )
        for k, (u, kind) in enumerate(zip(speech, kinds, strict=True))
    ]
    heads = {pair: MoodHead().eval() for pair in PAIRS}
    for head in heads.values():
        train_head(head, heard, MoodConfig(steps=25), 0)
    found = best_sharpness(Folds(speech, [[clip] for clip in heard], heads))
    assert set(found) == set(PAIRS) and min(found.values()) > 1
