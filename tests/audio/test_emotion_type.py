import numpy as np
import pytest

from intone.audio.emotion_type import FELT_FROM, NEUTRAL_BELOW, agreed
from intone.audio.speech import EMOTIONS

NEUTRAL, ANGRY = EMOTIONS.index("neutral"), EMOTIONS.index("angry")


def guess(**shares: float) -> np.ndarray:
    return np.array([[shares.get(name, 0.0) for name in EMOTIONS]], np.float32)


def at(emotion: np.ndarray, score: float) -> np.ndarray:
    return agreed(emotion, np.full((1, 1), score, np.float32))[0]


def test_a_calm_voice_is_neutral_whatever_it_sounds_like() -> None:
    found = at(guess(sad=0.8, neutral=0.2), NEUTRAL_BELOW[0])
    assert found[NEUTRAL] == pytest.approx(1)


def test_a_strong_voice_that_sounds_neutral_has_no_type() -> None:
    found = at(guess(neutral=1.0), FELT_FROM[1])
    assert found[NEUTRAL] == 0 and found.max() < 0.2
    assert found.sum() == pytest.approx(1)


def test_what_agrees_stays_as_it_is() -> None:
    strong, calm = guess(angry=0.9, sad=0.1), guess(neutral=0.9, sad=0.1)
    np.testing.assert_allclose(at(strong, 1.0), strong[0], atol=1e-6)
    assert 0.9 <= at(calm, FELT_FROM[0])[NEUTRAL] < 1


def test_it_changes_evenly_with_the_score_and_keeps_the_sum() -> None:
    emotion = np.repeat(guess(angry=0.5, neutral=0.3, sad=0.2), 300, 0)
    scores = np.linspace(-0.5, 1.5, 300, dtype=np.float32)[:, None]
    found = agreed(emotion, scores)
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)
    assert np.abs(np.diff(found, axis=0)).max() < 0.05
    assert np.all(np.diff(found[:, NEUTRAL]) <= 1e-6) and np.all(np.diff(found[:, ANGRY]) >= -1e-6)
