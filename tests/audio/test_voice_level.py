import itertools

import numpy as np
import pytest

from intone.audio.intensity import CALM, COMMON, heard_intensity
from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.audio.voice_level import (
    FURTHEST,
    WHOLE,
    LineLevel,
    at_level,
    level_of_lines,
    level_of_neutral,
    line_level,
    neutral_level,
    parse_stretch,
)
from intone.errors import SoundError
from intone.track import Track


def spoken(scores: np.ndarray, voice: float = 1.0) -> Speech:
    """A voice with these raw scores, frame by frame."""
    content = np.full((len(scores), len(CONTENT)), voice, np.float32)
    curve = heard_intensity(scores.astype(np.float32), content[:, 0], RATE)[:, None]
    emotion = np.full((len(scores), len(EMOTIONS)), 1 / len(EMOTIONS), np.float32)
    return Speech(
        Track(content, RATE, CONTENT),
        Track(curve, RATE, ("intensity",)),
        Track(emotion, RATE, EMOTIONS),
        score=Track(scores.astype(np.float32)[:, None], RATE, ("score",)),
    )


def steady(score: float, seconds: float = 4.0) -> Speech:
    return spoken(np.full(round(seconds * RATE), score))


def mean(speech: Speech) -> float:
    return float(speech.intensity.values[50:150].mean())


def test_a_line_tells_its_middle_score_and_the_seconds_of_speech() -> None:
    found = line_level(spoken(np.repeat([0.2, 9.0], [120, 80])))
    assert found == LineLevel(4.0, 0.2)
    assert line_level(steady(3.0), (1.0, 2.5)).seconds == 1.5
    assert line_level(spoken(np.full(100, 3.0), voice=0.0)).seconds == 0


def test_lines_from_calm_to_shouted_are_not_drawn_to_one_middle() -> None:
    scores = np.linspace(0.1, 1.2, 10)
    level = level_of_lines(line_level(steady(score)) for score in scores)
    acted = [mean(at_level(steady(score), level)) for score in scores]
    assert acted == sorted(acted)
    assert acted[0] < CALM + 0.05 and acted[-1] - acted[0] > 0.6


def test_where_all_lines_are_shouted_they_stay_shouted() -> None:
    level = level_of_lines(line_level(steady(score)) for score in (1.0, 1.1, 1.2))
    assert level == COMMON + FURTHEST
    assert mean(at_level(steady(1.0), level)) > 0.8


def test_the_order_of_the_lines_does_not_matter() -> None:
    lines = [LineLevel(1.0, 0.05), LineLevel(7.0, 0.1), LineLevel(3.0, -0.1), LineLevel(0.1, -9.0)]
    assert len({level_of_lines(some) for some in itertools.permutations(lines)}) == 1
    assert level_of_lines([]) == level_of_lines([LineLevel(0.1, 3.0)]) == COMMON


def test_a_marked_stretch_is_believed_however_far_it_lies() -> None:
    marked = neutral_level(spoken(np.repeat([0.9, 2.0], [100, 100])), "a.wav", (0.0, 2.0))
    assert level_of_neutral([marked]) == 0.9
    assert level_of_neutral([LineLevel(1.0, 0.0), LineLevel(3.0, 0.4)]) == pytest.approx(0.3)
    calm = at_level(steady(0.9), 0.9)
    assert mean(calm) == pytest.approx(CALM, abs=1e-3)


def test_too_little_speech_is_refused_with_its_place() -> None:
    with pytest.raises(SoundError, match=r"in a\.wav between 1 and 1\.2 s: mark"):
        neutral_level(steady(0.0), "a.wav", (1.0, 1.2))
    with pytest.raises(SoundError, match=r"Too little is said in a\.wav: mark"):
        neutral_level(steady(0.0, 0.2), "a.wav")


def test_what_is_common_changes_nothing() -> None:
    speech = steady(0.4)
    assert at_level(speech, COMMON) is speech


@pytest.mark.parametrize(
    ("text", "stretch"),
    [("yes", WHOLE), (" YES ", WHOLE), ("0.4-2.1", (0.4, 2.1)), ("0,4-2,1", (0.4, 2.1))],
)
def test_stretches_are_read(text: str, stretch: tuple[float, float]) -> None:
    assert parse_stretch(text) == stretch


@pytest.mark.parametrize("text", ["", "no", "2-1", "1", "-1-2", "0-inf", "nan-1", "1-2-3"])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    with pytest.raises(SoundError, match=r"is no stretch: give seconds as 0\.4-2\.1"):
        parse_stretch(text)
