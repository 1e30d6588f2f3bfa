"""A face is played, and its words are shaped, a stretch of frames at a time: as in one piece."""

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, SpokenWord
from intone.emotion.intensity import IntensityShape
from intone.emotion.mood import EXPRESSIVE, Mood, compose
from intone.face import performance
from intone.face.basis import CHANNELS
from intone.face.performance import Style, perform
from intone.model import alignment, following
from intone.model.alignment import best_path, evidence, graph
from intone.model.following import shaped, shaped_by
from intone.text.script import Word
from intone.track import Track

FRAMES = 700
RANDOM = np.random.default_rng(5)
HEARD = np.abs(np.repeat(RANDOM.random((FRAMES // 7, len(CONTENT)), np.float32), 7, axis=0))
HEARD[:, 16:20] = HEARD[:, 16:20] ** 2
SPEECH = Track(HEARD, RATE, CONTENT)
SAID, FELT = (RANDOM.normal(0.2, 0.3, (FRAMES, len(CHANNELS))).astype(np.float32) for _ in "ab")
WORDS = tuple(SpokenWord("Home.", t, t + 0.4) for t in np.arange(0.5, 12, 1.7).tolist())
STYLES = {
    "usual": Style(blinks=6),
    "early and smooth": Style(lead=0.113, smoothing=0.3, blinks=6, seed=3),
    "stiff": Style(blinks=0, accents=0, breath=0, head=0, articulation=0.4),
}


@pytest.mark.parametrize("rows", [37, 128])
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_face_is_the_same_in_stretches(
    style: Style, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = perform(SAID, FELT, SPEECH, style, WORDS).values
    monkeypatch.setattr(performance, "ROWS", rows)
    np.testing.assert_array_equal(perform(SAID, FELT, SPEECH, style, WORDS).values, whole)


def test_so_few_frames_of_context_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = perform(SAID, FELT, SPEECH, Style(), WORDS).values
    monkeypatch.setattr(performance, "ROWS", 37)
    monkeypatch.setattr(performance, "_reach", lambda style, rate: 3)
    assert (perform(SAID, FELT, SPEECH, Style(), WORDS).values != whole).any()


def test_words_shape_what_was_heard_the_same_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    visemes = np.repeat(RANDOM.integers(-1, 16, FRAMES // 5), 5)
    told = np.eye(16, dtype=np.float32)[visemes] * RANDOM.random((FRAMES, 1), np.float32)
    whole = shaped(SPEECH, visemes).values, shaped_by(SPEECH, told).values
    monkeypatch.setattr(following, "ROWS", 23)
    np.testing.assert_array_equal(shaped(SPEECH, visemes).values, whole[0])
    np.testing.assert_array_equal(shaped_by(SPEECH, told).values, whole[1])


@pytest.mark.parametrize("change", [0.0, 0.6])
def test_a_latent_is_composed_as_in_one_piece(change: float) -> None:
    frames = 9000
    weights = Track(RANDOM.random((frames // 3, len(EXPRESSIVE)), np.float32), RATE / 3, EXPRESSIVE)
    scale = Track(RANDOM.random((frames, 1), np.float32), RATE, ("scale",))
    intensity = Track(RANDOM.random((frames, 1), np.float32), RATE, ("intensity",))
    anchors = {name: RANDOM.random(8, np.float32) for name in EXPRESSIVE}
    shape = IntensityShape(change=change)
    mood = Mood(weights, scale, shape)
    found = compose(mood, intensity, anchors).values
    late = replace(intensity, values=intensity.values[8000:])
    at = Track(weights.at(intensity.times[8000:]), RATE, EXPRESSIVE)
    rest = Mood(at, replace(scale, values=scale.values[8000:]), shape)
    alone = compose(rest, late, anchors).values
    edge = round(2 * change * RATE)
    np.testing.assert_allclose(found[8000 + edge :], alone[edge:], atol=1e-4 * change)


def test_a_way_is_found_the_same_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [Word("w", tuple(RANDOM.integers(1, 16, 4).tolist())) for _ in range(40)]
    logs, states = evidence(SPEECH), graph(words)
    whole = best_path(logs, states)
    for rows in (2, 50, FRAMES):
        monkeypatch.setattr(alignment, "ROWS", rows)
        np.testing.assert_array_equal(best_path(logs, states), whole)
