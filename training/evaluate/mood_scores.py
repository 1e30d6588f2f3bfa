"""Measures of mood: intensity and type, beside loudness, pitch, prosody and a constant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...audio.features import speech_level
from ...audio.sound import from_samples
from ...audio.speech import EMOTIONS, Speech
from ...model.listening import hear
from ...model.onnx_backend import load_network
from ..data import corpora
from ..data.corpora import HELD_SPEAKERS, Utterance, tests_content
from ..data.readers import training_readers
from ..listen.mood import MoodConfig
from .cross_validation import (
    Predictions,
    best_sharpness,
    confusion,
    expected_calibration_error,
    heard_worn,
    open_encoder,
    predictions,
    reliability,
    train_folds,
)
from .level_scores import level_rows
from .listen_metrics import Array, Listener, Row, mean_intensity, open_listener, pair_order
from .prosody_baseline import prosody, prosody_predictions

JITTER_HZ = 5.0
"""Frequencies of an intensity curve above this are jitter."""


def mood_rows(model: Path, data: Path) -> Iterator[Row]:
    """All measures of this file."""
    listen = open_listener(model)
    speech = [u for u in corpora.emodb(data) if u.emotion != "bored"]
    yield from published_rows(listen, [u for u in speech if u.speaker in HELD_SPEAKERS])
    yield from fold_rows(model, speech, data)
    yield from level_rows(model, data)
    yield from curve_rows(model, data)


def published_rows(listen: Listener, speech: list[Utterance]) -> Iterator[Row]:
    """The published mood head on the two speakers that nothing in the file was trained on."""
    heard = [listen(u.samples) for u in speech]
    scores = np.array([mean_intensity(h) for h in heard], np.float32)
    yield "order, published file, new speakers", _orders(scores, speech)
    yield "order by loudness, recordings' gain", _orders(_levels(speech), speech)
    lively = np.array([np.std(h["loudness"]) for h in heard], np.float32)
    yield "order by loudness, gain-free", _orders(lively, speech)
    yield "order by a constant", {"new speaker": 0.5}
    chances = [(h.emotion * h["voice"][:, None]).sum(0) for h in heard]
    right = np.array(
        [EMOTIONS[c.argmax()] == u.emotion for c, u in zip(chances, speech, strict=True)]
    )
    new_text = np.array([tests_content(u) for u in speech])
    yield (
        "type, published file",
        {"new speaker": right.mean(), "and new text": right[new_text].mean()},
    )
    acted = [e for e in EMOTIONS if any(u.emotion == e for u in speech)]
    yield "mean intensity", {e: scores[[u.emotion == e for u in speech]].mean() for e in acted}
    shifts = [_gain_shift(listen, u.samples) for u in speech[::8]]
    yield "change under -12 and +12 dB (float)", {"intensity, largest": float(np.max(shifts))}


def _orders(scores: Array, speech: list[Utterance]) -> dict[str, float]:
    return {
        "same speaker": pair_order(scores, speech, False),
        "and same text": pair_order(scores, speech, True),
    }


def _levels(speech: list[Utterance]) -> Array:
    return np.array([speech_level(u.samples) for u in speech], np.float32)


def _gain_shift(listen: Listener, samples: Array) -> float:
    before = mean_intensity(listen(samples))
    after = [mean_intensity(listen(samples * np.float32(10 ** (d / 20)))) for d in (-12, 12)]
    return max(abs(a - before) for a in after)


def fold_rows(model: Path, speech: list[Utterance], data: Path) -> Iterator[Row]:
    """Cross-validation over ten speakers, beside prosody, loudness and pitch."""
    ear, config, rng = open_encoder(model), MoodConfig(), np.random.default_rng(1)
    readers = enumerate(training_readers(data))
    read = [clip for k, u in readers for clip in heard_worn(ear, u, config, rng, k)]
    folds = train_folds(ear, speech, config, read=read)
    raw, rival = predictions(folds), prosody_predictions(speech)
    sharpness = best_sharpness(folds)
    ours = predictions(folds, sharpness)
    pitch = np.array([prosody(u.samples)[1] for u in speech], np.float32)
    orders = {"ours": ours.mean_intensity, "prosody": rival.mean_intensity, "F0": pitch}
    for name, scores in {**orders, "loudness": _levels(speech)}.items():
        yield f"order, ten speakers out: {name}", _orders(scores, speech)
    levels = {"level": np.log(_levels(speech)), "F0": pitch}
    yield (
        "correlation of intensity with",
        {k: float(np.corrcoef(ours.mean_intensity, v)[0, 1]) for k, v in levels.items()},
    )
    for name, found in {"ours": ours, "not calibrated": raw, "prosody": rival}.items():
        yield f"type, ten speakers out: {name}", _type_row(found)
    yield "sharpness of the confidence, without", {"+".join(p): s for p, s in sharpness.items()}
    for place, (sure, true, _) in enumerate(reliability(ours.chances, ours.right)):
        yield f"reliability, fifth {place + 1}", {"confidence": sure, "accuracy": true}
    for name, shares in confusion(ours).items():
        yield f"confusion, acted {name}", shares


def _type_row(found: Predictions) -> dict[str, float]:
    return {
        "new speaker": found.right.mean(),
        "and new text": found.right[found.new_text].mean(),
        "calibration error": expected_calibration_error(found.chances, found.right),
    }


def curve_rows(model: Path, data: Path) -> Iterator[Row]:
    """The smoothed curve that the artist sees: its jitter, and its correlation with loudness."""
    network = load_network(model, "listen", "cpu")
    files = sorted((data / "clips").glob("[nt]*/*.wav"))
    speeches = [hear(from_samples(corpora.read_sound(file)), network) for file in files]
    yield (
        "intensity curve, 12 clips",
        {
            "share above 5 Hz": float(np.mean([jitter(s) for s in speeches])),
            "correlation with loudness": float(np.mean([_with_loudness(s) for s in speeches])),
        },
    )


def jitter(speech: Speech) -> float:
    """Share of the curve's power, its mean left out, that lies above JITTER_HZ.

    A Hann window keeps a difference between both ends from counting as jitter.
    """
    curve = speech.intensity.values[:, 0]
    power = np.abs(np.fft.rfft((curve - curve.mean()) * np.hanning(len(curve)))) ** 2
    fast = np.fft.rfftfreq(len(curve), 1 / speech.intensity.rate) > JITTER_HZ
    return float(power[fast].sum() / max(power.sum(), 1e-12))


def _with_loudness(speech: Speech) -> float:
    spoken = speech.content["voice"] > 0.5
    pair = speech.intensity.values[spoken, 0], speech.content["loudness"][spoken]
    return float(np.corrcoef(*pair)[0, 1])
