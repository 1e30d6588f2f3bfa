from pathlib import Path

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.intensity import IntensityShape
from intone.emotion.mood import EXPRESSIVE, heard_mood
from intone.errors import MoodError, TextError
from intone.order import Order
from intone.text.script import AUTO, Script
from intone.text.timings.timed_text import TimedText
from intone.track import Track

VOICE = Path("voice.wav")


@pytest.fixture
def speech() -> Speech:
    """A second of a voice that sounds angry."""
    content = Track(np.ones((50, len(CONTENT)), np.float32), RATE, CONTENT)
    intensity = Track(np.ones((50, 1), np.float32), RATE, ("intensity",))
    guess = np.full((50, len(EMOTIONS)), 0.05, np.float32)
    guess[:, EMOTIONS.index("angry")] = 0.65
    return Speech(content, intensity, Track(guess, RATE, EMOTIONS))


def test_auto_is_the_mood_that_is_heard(speech: Speech) -> None:
    mood = Order(VOICE, scale=0.5).mood(speech)
    heard = heard_mood(speech.guess())
    np.testing.assert_array_equal(mood.weights.values, heard.weights.values)
    assert mood.scale.values.tolist() == [[0.5]]


def test_a_written_mix_becomes_its_weights(speech: Speech) -> None:
    mood = Order(VOICE, "happy=0.7,sad=0.3").mood(speech)
    weights = dict(zip(EXPRESSIVE, mood.weights.values[0].tolist(), strict=True))
    assert weights["happy"] == pytest.approx(0.7) and weights["sad"] == pytest.approx(0.3)


def test_tracks_are_taken_as_they_are(speech: Speech) -> None:
    weights = Track(np.eye(len(EXPRESSIVE), dtype=np.float32), RATE, EXPRESSIVE)
    scale = Track(np.linspace(0, 1, 7, dtype=np.float32)[:, None], RATE, ("scale",))
    shape = IntensityShape(bias=0.2)
    order = Order(VOICE, weights, scale, intensity=shape)
    mood = order.mood(speech)
    assert (mood.weights, mood.scale, mood.intensity) == (weights, scale, shape)
    assert order.header({})["emotion"] == order.header({})["scale"] == "keyed"


@pytest.mark.parametrize("emotion", ["merry", "happy=much", "happy=-1", ""])
def test_an_emotion_that_does_not_exist_is_refused_at_once(emotion: str) -> None:
    with pytest.raises(MoodError):
        Order(VOICE, emotion)


def test_a_scale_below_0_is_refused(speech: Speech) -> None:
    with pytest.raises(MoodError):
        Order(VOICE, scale=-1.0).mood(speech)


def test_the_text_is_a_text_or_a_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "line.txt").write_text("Guten Morgen")
    assert Order(VOICE).script == AUTO
    assert Order(VOICE, language="de").script is None and Order(VOICE, text="").script is None
    for text in ("Guten Morgen", str(tmp_path / "line.txt")):
        script = Order(VOICE, text=text, language="de").script
        assert isinstance(script, Script) and (script.text, script.language) == (
            "Guten Morgen",
            "de",
        )
    with pytest.raises(TextError):
        _ = Order(VOICE, text=str(tmp_path / "none.txt")).script


def test_a_file_of_times_has_them_and_its_language(tmp_path: Path) -> None:
    (tmp_path / "line.srt").write_text("1\n00:00:01,000 --> 00:00:02,500\nMorgen\n")
    timed = Order(VOICE, text=str(tmp_path / "line.srt"), language="German").script
    assert isinstance(timed, TimedText) and timed.language == "de"
    assert [(cue.text, cue.start, cue.end) for cue in timed.cues] == [("Morgen", 1.0, 2.5)]
    with pytest.raises(TextError, match=r"none\.srt"):
        _ = Order(VOICE, text=str(tmp_path / "none.srt")).script


def test_the_header_says_what_was_asked_and_what_made_it() -> None:
    header = Order(Path("a/voice.wav"), "sad", 0.5).header({"act": "act 2"})
    assert (header["sound"], header["emotion"], header["scale"]) == ("voice.wav", "sad", 0.5)
    assert header["act"] == "act 2" and header["intone"]
