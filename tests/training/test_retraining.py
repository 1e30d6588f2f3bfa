"""Retraining on anybody's recordings, from a folder in each layout to files that Intone loads."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

for package in ("torch", "onnx", "scipy"):
    pytest.importorskip(package, reason=f"training needs {package}: `make train-env`")

from intone.emotion.mood import EXPRESSIVE, parse_mood
from intone.errors import DataError
from intone.face.performance import Style
from intone.model.catalogue import LISTEN, load_networks
from intone.model.onnx_backend import load_network
from intone.pipeline import act, listen
from intone.training.act import train
from intone.training.act.config import CONFIG, Config, read_config
from intone.training.act.recordings import level_order, read_recordings
from intone.training.listen.intensity_correction import (
    IntensityCorrection,
    LabelledVoice,
    corrected_intensity,
    fit_correction,
)
from intone.training.listen.publish_correction import publish_correction

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"


def tiny() -> Config:
    config = read_config(CONFIG)
    return replace(
        config,
        **{"steps": 8, "batch": 4, "crop": 60, "width": 16, "emotion_width": 16},
        predictor=replace(config.predictor, steps=5, crop=60, width=8),
    )


def asked(folder: Path, out: Path, run: Path, listen: Path = LISTEN) -> argparse.Namespace:
    paths = {"data": folder, "corpora": None, "listen": listen, "out": out, "run": run}
    rest = {"landmarker": Path("none"), "config": CONFIG, "resume": False, "device": "cpu"}
    return argparse.Namespace(**paths, **rest)


def test_a_folder_becomes_networks_that_intone_runs(layout, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(train, "read_config", lambda path: tiny())
    train.run(asked(layout.folder, tmp_path / "mine", tmp_path / "run"))
    made = [tmp_path / "mine" / name for name in ("intone_listen.onnx", "intone_act.onnx")]
    networks = load_networks(*made, device="cpu")
    face = act(listen(VOICE, networks), parse_mood("angry"), Style(), networks)
    assert np.isfinite(face.values).all()
    assert set(networks.act.spec.anchors) == set(EXPRESSIVE)
    for path in made:
        assert layout.name.encode() in path.read_bytes()  # the file says what trained it


def test_own_networks_never_take_the_place_of_intones(layout, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="another --out"):
        train.run(asked(layout.folder, LISTEN.parent, tmp_path))


def test_labels_follow_the_levels_of_a_set_that_has_them(layout, tmp_path: Path) -> None:
    found = read_recordings(layout.folder, LISTEN, Path("none"), tmp_path)
    order = level_order(found)
    if layout.name == "MEAD":  # three emotional takes with a level; the other layouts have fewer
        assert order is not None and order > 0.5
    else:
        assert order is None
    for take, curve in zip(found.takes, found.labels, strict=True):
        assert curve.shape == (len(take.content),)
        assert (curve.mean() < 0.2) == (take.emotion == "neutral")


def voiced(frames: int = 300) -> tuple[LabelledVoice, np.ndarray]:
    """A voice whose true intensity lies in one hidden feature and not in the score."""
    rng = np.random.default_rng(0)
    truth = np.repeat(rng.random(frames // 50), 50).astype(np.float32)
    content = 0.1 * rng.random((frames, 52), np.float32)
    content[:, 18] = 1  # voice
    content[:, 30] = truth
    score = np.full((frames, 1), 0.4, np.float32)
    given = {"content": content, "intensity": score, "emotion": np.zeros((frames, 8), np.float32)}
    return LabelledVoice(given, truth), truth


def test_the_predictor_learns_what_the_score_lacks() -> None:
    take, truth = voiced()
    before = IntensityCorrection(8, 0.0)
    assert np.abs(corrected_intensity(before, take.given) - 0.4).max() < 1e-5
    config = replace(read_config(CONFIG).predictor, steps=150, batch=4, crop=200, dropout=0.0)
    after = corrected_intensity(fit_correction([take], config, seed=0), take.given)
    assert np.corrcoef(after, truth)[0, 1] > 0.8


def test_a_corrected_network_hears_the_same_and_feels_otherwise(tmp_path: Path) -> None:
    take, _ = voiced()
    config = replace(read_config(CONFIG).predictor, steps=20, batch=2)
    network = fit_correction([take], config, seed=0)
    out = tmp_path / "own.onnx"
    publish_correction(LISTEN, network, out, "pseudo-labels of a test")
    before, after = (load_network(path, "listen", "cpu", 1) for path in (LISTEN, out))
    features = {"features": np.random.default_rng(1).normal(size=(1, 401, 80)).astype(np.float32)}
    old, new = before.run(features), after.run(features)
    np.testing.assert_array_equal(old["content"], new["content"])
    np.testing.assert_array_equal(old["emotion"], new["emotion"])
    wanted = corrected_intensity(network, {name: value[0] for name, value in old.items()})
    np.testing.assert_allclose(new["intensity"][0, :, 0], wanted, atol=1e-4)
    with pytest.raises(DataError, match="corrected already"):
        publish_correction(out, network, tmp_path / "twice.onnx", "")
