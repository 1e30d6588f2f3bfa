"""The acting network's training: rules, synthesised performances, and one tiny run."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: `make train-env`")
pytest.importorskip("onnx", reason="training needs onnx: `make train-env`")

from intone.audio.speech import CONTENT, RATE
from intone.emotion.mood import EXPRESSIVE
from intone.face.basis import index
from intone.model.onnx_backend import load_network
from intone.track import Track
from intone.training.act import train as act_training
from intone.training.act.articulation import LEARNED_CHANNELS, coarticulated
from intone.training.act.batches import Batch, TrainingData, draw_batch, examples
from intone.training.act.config import CONFIG, read_config
from intone.training.act.expression import deviation, weights
from intone.training.act.losses import losses
from intone.training.act.mouth_regression import fit_mouth, mouth_pairs, predict_mouth
from intone.training.act.network import ActNetwork
from intone.training.act.performances import draw_actor, offset, palette_arrays, pose
from intone.training.act.publish import publish_act
from intone.training.act.train import CLIP, train
from intone.training.data.content import SpeechContent
from intone.training.data.continuous_speech import remove_pauses
from intone.training.data.faces import Take
from intone.training.loop import Run, to_device

PLAYED = palette_arrays()
ONE = np.eye(len(EXPRESSIVE), dtype=np.float32)


def content(viseme: str, frames: int = 60, **events: float) -> Track:
    values = np.zeros((frames, len(CONTENT)), np.float32)
    values[:, CONTENT.index(viseme)] = 1
    values[:, CONTENT.index("voice")] = 1
    for name, value in events.items():
        values[:, CONTENT.index(name)] = value
    return Track(values, RATE, CONTENT)


def mouth(viseme: str, channel: str, **events: float) -> float:
    return float(coarticulated(content(viseme, **events))[30, index(channel)])


def test_rules_open_round_and_close_the_mouth() -> None:
    assert mouth("aa", "jawOpen") > 2 * mouth("ih", "jawOpen") > 0
    assert mouth("ou", "mouthPucker") > 0.5 > mouth("aa", "mouthPucker")
    assert mouth("FF", "mouthRollLower") > 0.3
    assert mouth("PP", "jawOpen", lipsClosed=1) == mouth("PP", "mouthClose", lipsClosed=1) > 0
    assert not coarticulated(content("sil")).any()


@pytest.mark.parametrize("kind", range(len(EXPRESSIVE)), ids=EXPRESSIVE)
def test_measured_intensity_grows_evenly_with_the_norm(kind: int) -> None:
    levels = np.linspace(0, 1, 11, dtype=np.float32)
    measured = deviation(pose(PLAYED, ONE[kind], levels), weights())
    np.testing.assert_allclose(measured / measured[-1], levels, atol=0.03)


def test_no_intensity_is_no_offset_whoever_plays() -> None:
    words = np.full((50, len(PLAYED.growth)), 0.2, np.float32)
    actor = draw_actor(np.random.default_rng(0), 50, RATE)
    nothing, voice = np.zeros(50, np.float32), np.ones(50, np.float32)
    np.testing.assert_allclose(offset(PLAYED, ONE[0], nothing, words, voice, actor), 0, atol=1e-7)


def test_performances_stay_faces_and_differ_between_actors() -> None:
    rng = np.random.default_rng(1)
    words = np.full((50, len(PLAYED.growth)), 0.3, np.float32)
    full, voice = np.full(50, 1.5, np.float32), np.ones(50, np.float32)
    plays = [offset(PLAYED, ONE[4], full, words, voice, draw_actor(rng, 50, RATE)) for _ in "ab"]
    for play in plays:
        assert (play + words)[:, :52].min() >= -1e-6
        assert (play + words)[:, :52].max() <= 1 + 1e-6
    assert np.abs(plays[0] - plays[1]).max() > 0.05


def heard() -> list[SpeechContent]:
    rng, items = np.random.default_rng(0), []
    for number in range(3):
        values = rng.random((200, len(CONTENT)), np.float32)
        values[:, CONTENT.index("voice")] = 1
        items.append(SpeechContent(f"test/{number}", Track(values, RATE, CONTENT)))
    return items


def spoken_mouths() -> list[tuple[Track, np.ndarray]]:
    rows = [(item.content, item.content["aa"], item.content["ou"]) for item in heard()]
    return [(content, np.stack([aa / 2, ou / 4], 1)) for content, aa, ou in rows]


def test_a_mouth_is_learned_and_swings_as_far_as_the_recorded_one() -> None:
    pairs = [
        (replace(c, values=np.tile(c.values, (10, 1))), np.tile(m, (10, 1)))
        for c, m in spoken_mouths()
    ]
    content, truth = pairs[0]
    found = predict_mouth(fit_mouth(pairs), content)
    for column in range(found.shape[1]):
        assert np.corrcoef(found[:, column], truth[:, column])[0, 1] > 0.95
    np.testing.assert_allclose(found.std(0), truth.std(0), rtol=0.05)


def test_continuous_speech_has_no_pauses_and_its_face_stays_in_step() -> None:
    rng, seconds = np.random.default_rng(0), np.arange(4 * 16000) / 16000
    speaks = (seconds % 2 < 0.8).astype(np.float32)
    face = Track(np.repeat(speaks[::640, None] * 0.5, 2, 1), 25, tuple(LEARNED_CHANNELS))
    take = Take("clip", (rng.normal(size=len(speaks)) * 0.1 * speaks).astype(np.float32), face)
    for speed in (0.8, 1.0, 1.25):
        fast = remove_pauses(take, speed)
        assert fast.name == f"continuous/clip {speed}"
        assert len(fast.samples) / 16000 == pytest.approx(fast.face.duration, abs=0.03)
        assert fast.face.duration == pytest.approx((2 * 0.8 + 3 * 0.06) / speed, abs=0.1)
        content = Track(
            np.zeros((round(fast.face.duration * RATE), len(CONTENT)), np.float32), RATE
        )
        [(_, shown)] = mouth_pairs([fast], {fast.name: SpeechContent(fast.name, content)})
        power = np.square(fast.samples[: len(shown) * 320]).reshape(-1, 320).mean(1)
        assert np.corrcoef(shown[: len(power), 0], power > 1e-4)[0, 1] > 0.8


def test_a_tiny_training_learns_and_publishes(tmp_path: Path) -> None:
    config = read_config(CONFIG)
    config = replace(config, steps=40, batch=4, crop=60, width=16, emotion_width=16)
    learned = fit_mouth(spoken_mouths())
    truth = examples(heard(), lambda item: predict_mouth(learned, item.content))
    data = TrainingData(truth, PLAYED)
    network = train(data, config, Run(tmp_path, "act", 40, CLIP, validate_every=20), truth[:1])
    for name, share in (("act.csv", 0.7), ("act_validation.csv", 1.0)):
        with (tmp_path / name).open(encoding="utf-8") as file:
            first, *_, last = list(csv.DictReader(file))
        assert float(last["emotion"]) < share * float(first["emotion"])
    (tmp_path / "listen").write_bytes(b"stands for the listening network")
    publish_act(network, tmp_path / "act.onnx", tmp_path / "listen", "a test")
    spec = load_network(tmp_path / "act.onnx", "act", "cpu", 1).spec
    assert set(spec.anchors) == set(EXPRESSIVE)


def tiny_run(folder: Path, **given: object) -> ActNetwork:
    config = replace(read_config(CONFIG), steps=6, batch=2, crop=60, width=16, emotion_width=16)
    learned = fit_mouth(spoken_mouths())
    truth = examples(heard(), lambda item: predict_mouth(learned, item.content))
    return train(TrainingData(truth, PLAYED), config, Run(folder, "act", 6, CLIP, **given))


def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path, monkeypatch) -> None:
    whole, calls = tiny_run(tmp_path / "whole"), []

    def until_the_fifth(*given: object) -> Batch:
        calls.append(given)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return draw_batch(*given)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(act_training, "draw_batch", until_the_fifth)
        tiny_run(tmp_path, save_every=3)
    resumed = tiny_run(tmp_path, resume=True)
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)


def test_the_loss_is_computed_on_the_device_of_the_network() -> None:
    config = replace(read_config(CONFIG), batch=2, crop=60)
    learned = fit_mouth(spoken_mouths())
    truth = examples(heard(), lambda item: predict_mouth(learned, item.content))
    batch = draw_batch(TrainingData(truth, PLAYED), config, np.random.default_rng(0))
    parts = losses(ActNetwork(4, 16, 16, 0.0).to("meta"), to_device(batch, "meta"), config)
    assert {part.device.type for part in parts.values()} == {"meta"}
