"""The acting network's training: rules, synthesised performances, and one tiny run."""

from __future__ import annotations

import csv
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

torch = pytest.importorskip("torch", reason="training needs torch: `make train-env`")
pytest.importorskip("onnx", reason="training needs onnx: `make train-env`")

from intone.audio.speech import CONTENT, RATE
from intone.emotion.mood import EXPRESSIVE
from intone.face.basis import index
from intone.model.onnx_backend import load_network
from intone.track import Track
from intone.training.act import train as act_training
from intone.training.act.articulation import LEARNED_CHANNELS, blend_learned, coarticulated
from intone.training.act.batches import Batch, TrainingData, draw_batch, examples
from intone.training.act.config import CONFIG, read_config
from intone.training.act.expression import deviation, weights
from intone.training.act.learned_mouth import s1_pairs
from intone.training.act.losses import losses
from intone.training.act.mouth_network import (
    MouthSet,
    fit_mouth_network,
    predict_mouth_network,
)
from intone.training.act.mouth_regression import fit_mouth, mouth_pairs, predict_mouth
from intone.training.act.network import ActNetwork
from intone.training.act.performances import draw_actor, offset, palette_arrays, pose
from intone.training.act.publish import publish_act
from intone.training.act.train import CLIP, train
from intone.training.data import faces
from intone.training.data.content import SpeechContent, s1_sounds
from intone.training.data.continuous_speech import remove_pauses
from intone.training.data.faces import Take
from intone.training.loop import Run, to_device

PLAYED = palette_arrays()
S1_MOUTH = ("mouthFunnel", "mouthPucker")
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
    return [(content, np.stack([aa / 2, ou / 4, ou / 2], 1)) for content, aa, ou in rows]


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


def test_the_mouth_network_learns_only_what_its_sets_show() -> None:
    pairs = spoken_mouths()
    sets = (MouthSet(pairs[:2], (True, False, False)), MouthSet(pairs[2:], (True, True, False)))
    content, truth = pairs[0]
    found = predict_mouth_network(fit_mouth_network(sets, steps=120), content)
    assert np.corrcoef(found[:, 0], truth[:, 0])[0, 1] > 0.8
    assert np.isnan(found[:, 2]).all()
    assert not np.isnan(found[:, :2]).any()


def test_a_channel_that_was_never_recorded_is_left_to_the_rule() -> None:
    [item, *_] = heard()
    rule = coarticulated(item.content)
    nothing = np.full((len(rule), len(LEARNED_CHANNELS)), np.nan, np.float32)
    half = nothing.copy()
    half[:, 0] = 0.5
    np.testing.assert_array_equal(
        blend_learned(rule, nothing, item.content)[:, index("jawOpen")], rule[:, index("jawOpen")]
    )
    blended = blend_learned(rule, half, item.content)
    share = LEARNED_CHANNELS["jawOpen"]
    wanted = share * rule[:, index("jawOpen")] + (1 - share) * 0.5
    np.testing.assert_allclose(blended[:, index("jawOpen")], wanted, rtol=1e-5)
    assert not np.isnan(blended).any()


def s1_folder(folder: Path) -> Path:
    """A folder with clips of talker s1: noise, a jaw that is at .04 at rest, one lost frame."""
    rng, place = np.random.default_rng(0), folder / "grid-s1"
    (place / "sound").mkdir(parents=True)
    table: dict[str, np.ndarray] = {"names": np.array(["_neutral", "jawOpen", *S1_MOUTH, "m00"])}
    for number in range(30):
        name = f"clip{number}"
        shown = np.full((75, 5), 0.04, np.float16)
        shown[25:50, 1] = 0.04 + 0.2 * rng.random(25)
        shown[30] = np.nan
        table[name] = shown
        path, noise = place / "sound" / f"{name}.opus", rng.normal(size=48000) * 0.1
        soundfile.write(path, noise, 16000, format="OGG", subtype="OPUS")
    table["clip0"][:40] = np.nan
    np.savez(place / "faces.npz", **table)
    return folder


def test_the_clips_of_s1_fall_into_parts_by_their_names(tmp_path: Path) -> None:
    data = s1_folder(tmp_path)
    held, validates, trained = (
        {take.name: take for take in faces.grid_s1(data, part)}
        for part in (faces.HELD_OUT, faces.VALIDATES, faces.TRAINED)
    )
    assert not set(held) & set(trained) and not set(validates) & set(trained)
    assert len(held) + len(validates) + len(trained) == 29  # one was hardly tracked
    assert {zlib.crc32(name.encode()) % 10 for name in held} == {0}
    face = next(iter(trained.values())).face
    assert face.names == ("jawOpen", *S1_MOUTH)
    assert not np.isnan(face.values).any()
    assert face["jawOpen"][30] == pytest.approx(face["jawOpen"][[29, 31]].mean(), abs=1e-3)
    sounds = {name for name, _ in s1_sounds(data)}
    assert sounds == {f"grid-s1/{name}" for name in trained}
    assert not list(faces.grid_s1(tmp_path / "elsewhere", faces.TRAINED))


def test_the_jaw_of_s1_begins_at_rest_and_swings_as_facegood_does(tmp_path: Path) -> None:
    data, rng = s1_folder(tmp_path), np.random.default_rng(0)
    spoken = {}
    for name, _ in s1_sounds(data):
        values = rng.random((150, len(CONTENT)), np.float32)
        values[:, CONTENT.index("voice")] = (np.arange(150) // 50) == 1
        spoken[name] = SpeechContent(name, Track(values, RATE, CONTENT))
    animated = spoken_mouths()
    tracked = s1_pairs(data, spoken, animated)
    assert set(tracked) == set(spoken)
    assert not s1_pairs(data, spoken, [])
    jaws = np.concatenate([mouth[55:95, 0] for _, mouth in tracked.values()])
    wanted = np.concatenate([mouth[:, 0] for _, mouth in animated]).std()
    assert jaws.std() == pytest.approx(wanted, rel=0.25)
    for _, mouth in tracked.values():
        assert np.abs(mouth[:40, 0]).max() < 0.01


def test_continuous_speech_has_no_pauses_and_its_face_stays_in_step() -> None:
    rng, seconds = np.random.default_rng(0), np.arange(4 * 16000) / 16000
    speaks = (seconds % 2 < 0.8).astype(np.float32)
    face = Track(np.repeat(speaks[::640, None] * 0.5, 3, 1), 25, tuple(LEARNED_CHANNELS))
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
