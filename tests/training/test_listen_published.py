"""The published listening network keeps its contract (model/network.py)."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from intone.audio.features import SAMPLE_RATE, log_mel
from intone.audio.speech import CONTENT, EMOTIONS, EVENTS, VISEMES

MODEL = Path(__file__).parents[2] / "assets" / "models" / "intone_listen.onnx"
SHOWN = len(VISEMES) + len(EVENTS)


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(MODEL, providers=["CPUExecutionProvider"])


def hear(session: onnxruntime.InferenceSession, samples: np.ndarray) -> list[np.ndarray]:
    return session.run(None, {"features": log_mel(samples.astype(np.float32))[None]})


def babble(seconds: float) -> np.ndarray:
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 130 * k * times) / k for k in range(1, 25))
    return 0.1 * buzz * np.clip(np.sin(2 * np.pi * 3 * times), 0, 1)


def test_the_spec_travels_with_the_file(session: onnxruntime.InferenceSession) -> None:
    spec = json.loads(session.get_modelmeta().custom_metadata_map["spec"])
    assert spec["kind"] == "listen" and spec["rate"] == 50 and spec["overlap_s"] == 5.0
    assert tuple(spec["content"]) == CONTENT
    assert tuple(spec["emotions"]) == EMOTIONS
    assert spec["id"] and spec["version"] and spec["trained"]


def test_names_are_those_of_the_contract(session: onnxruntime.InferenceSession) -> None:
    assert [each.name for each in session.get_inputs()] == ["features"]
    assert [each.name for each in session.get_outputs()] == ["content", "intensity", "emotion"]
    assert {each.type for each in session.get_outputs()} == {"tensor(float)"}


@pytest.mark.parametrize("frames", [1, 2, 11, 12, 100, 1001])
def test_any_length_gives_half_as_many_frames(
    session: onnxruntime.InferenceSession, frames: int
) -> None:
    mel = np.random.default_rng(0).normal(-5, 3, (1, frames, 80)).astype(np.float32)
    content, intensity, emotion = session.run(None, {"features": mel})
    t50 = -(-frames // 2)
    assert content.shape == (1, t50, len(CONTENT))
    assert intensity.shape == (1, t50, 1) and emotion.shape == (1, t50, len(EMOTIONS))
    assert all(np.isfinite(each).all() for each in (content, intensity, emotion))


@pytest.mark.parametrize("seconds", [0.1, 3.0])
def test_values_lie_in_their_ranges(session: onnxruntime.InferenceSession, seconds: float) -> None:
    content, intensity, emotion = hear(session, babble(seconds))
    np.testing.assert_allclose(content[0, :, : len(VISEMES)].sum(1), 1, atol=1e-4)
    assert content[0, :, :SHOWN].min() >= 0 and content[0, :, :SHOWN].max() <= 1
    assert np.abs(content[0, :, SHOWN:]).mean() < 3
    np.testing.assert_allclose(emotion.sum(-1), 1, atol=1e-4)
    assert np.abs(intensity).max() < 10


@pytest.mark.parametrize("decibels", [-200, -90, -60])
def test_silence_rests_the_mouth_and_feels_nothing(
    session: onnxruntime.InferenceSession, decibels: float
) -> None:
    hiss = np.random.default_rng(0).standard_normal(2 * SAMPLE_RATE) * 10 ** (decibels / 20)
    content, intensity, _ = hear(session, hiss)
    assert content[0, :, CONTENT.index("sil")].min() > 0.8
    assert content[0, :, CONTENT.index("voice")].max() < 0.2
    assert intensity.max() < 0.2


def test_gain_changes_nothing(session: onnxruntime.InferenceSession) -> None:
    loud, faint = hear(session, babble(3)), hear(session, babble(3) / 16)
    for one, other in zip(loud, faint, strict=True):
        np.testing.assert_allclose(one, other, atol=0.01)


def test_loudness_follows_the_level(session: onnxruntime.InferenceSession) -> None:
    times = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    halves = np.where(times < 2, 1.0, 0.1)  # -20 dB
    content = hear(session, np.sin(2 * np.pi * 440 * times) * halves)[0][0]
    loudness = content[:, CONTENT.index("loudness")]
    assert loudness[20:80].mean() - loudness[120:180].mean() == pytest.approx(20 / 36, abs=0.02)
