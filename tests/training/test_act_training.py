"""The acting network's training: rules, synthesised performances, and one tiny run."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: `make train-env`")
pytest.importorskip("onnx", reason="training needs onnx: `make train-env`")

from intone.audio.speech import CONTENT, RATE
from intone.emotion.mood import EXPRESSIVE
from intone.face.basis import index
from intone.model.onnx_backend import load_network
from intone.track import Track
from intone.training.act.articulation import LEARNED, coarticulated
from intone.training.act.config import CONFIG, read_config
from intone.training.act.data import Truth, examples
from intone.training.act.expression import deviation, weights
from intone.training.act.learned_mouth import fit_mouth, mouth_of, mouth_pairs
from intone.training.act.performances import draw_actor, offset, pose, score
from intone.training.act.publish import publish
from intone.training.act.train import train
from intone.training.data.faces import Take
from intone.training.data.heard import Heard
from intone.training.data.running import hastened

PLAYED = score()
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


def heard() -> list[Heard]:
    rng, items = np.random.default_rng(0), []
    for number in range(3):
        values = rng.random((200, len(CONTENT)), np.float32)
        values[:, CONTENT.index("voice")] = 1
        items.append(Heard(f"test/{number}", Track(values, RATE, CONTENT)))
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
    found = mouth_of(fit_mouth(pairs), content)
    for column in range(found.shape[1]):
        assert np.corrcoef(found[:, column], truth[:, column])[0, 1] > 0.95
    np.testing.assert_allclose(found.std(0), truth.std(0), rtol=0.05)


def test_running_speech_has_no_pauses_and_its_face_stays_in_step() -> None:
    rng, seconds = np.random.default_rng(0), np.arange(4 * 16000) / 16000
    speaks = (seconds % 2 < 0.8).astype(np.float32)
    face = Track(np.repeat(speaks[::640, None] * 0.5, 2, 1), 25, tuple(LEARNED))
    take = Take("clip", (rng.normal(size=len(speaks)) * 0.1 * speaks).astype(np.float32), face)
    for speed in (0.8, 1.0, 1.25):
        fast = hastened(take, speed)
        assert fast.name == f"running/clip {speed}"
        assert len(fast.samples) / 16000 == pytest.approx(fast.face.duration, abs=0.03)
        assert fast.face.duration == pytest.approx((2 * 0.8 + 3 * 0.06) / speed, abs=0.1)
        content = Track(
            np.zeros((round(fast.face.duration * RATE), len(CONTENT)), np.float32), RATE
        )
        [(_, shown)] = mouth_pairs([fast], {fast.name: Heard(fast.name, content)})
        power = np.square(fast.samples[: len(shown) * 320]).reshape(-1, 320).mean(1)
        assert np.corrcoef(shown[: len(power), 0], power > 1e-4)[0, 1] > 0.8


def test_a_tiny_training_learns_and_publishes(tmp_path: Path) -> None:
    config = read_config(CONFIG)
    config = replace(config, steps=40, batch=4, crop=60, width=16, feeling=16, checkpoint_every=20)
    learned = fit_mouth(spoken_mouths())
    truth = examples(heard(), lambda item: mouth_of(learned, item.content))
    network = train(Truth(truth, PLAYED), config, tmp_path)
    with (tmp_path / "log.csv").open(encoding="utf-8") as file:
        first, *_, last = list(csv.DictReader(file))
    assert float(last["emotion"]) < 0.7 * float(first["emotion"])
    assert (tmp_path / "act.npz").exists()
    (tmp_path / "listen").write_bytes(b"stands for the listening network")
    publish(network, tmp_path / "act.onnx", tmp_path / "listen", "a test")
    spec = load_network(tmp_path / "act.onnx", "act", "cpu", 1).spec
    assert set(spec.anchors) == set(EXPRESSIVE)
