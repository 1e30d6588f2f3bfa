from dataclasses import replace

import numpy as np
import pytest

from intone.audio.intensity import CALM
from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.intensity import IntensityShape
from intone.emotion.mood import EXPRESSIVE, constant_mood, constant_scale, heard_mood
from intone.emotion.untyped import expressiveness
from intone.order import Order
from intone.track import Track

EVEN = dict.fromkeys(EMOTIONS, 1 / len(EMOTIONS))


def voice(intensity: float, guess: dict[str, float] = EVEN) -> Speech:
    """Four seconds of a voice that is as strong throughout."""
    content = Track(np.ones((200, len(CONTENT)), np.float32), RATE, CONTENT)
    row = [guess[name] for name in EMOTIONS]
    curve = np.full((200, 1), intensity, np.float32)
    emotion = Track(np.tile(np.float32(row), (200, 1)), RATE, EMOTIONS)
    return Speech(content, Track(curve, RATE, ("intensity",)), emotion)


def middle(speech: Speech, mood) -> float:
    found = expressiveness(speech, mood)
    return 0.0 if found is None else float(found.values[100, 0])


def test_a_strong_voice_of_no_sure_type_is_expressive_and_a_calm_one_is_not() -> None:
    mood = heard_mood(EVEN)
    assert mood.untyped > 0.9
    strengths = [middle(voice(strength), mood) for strength in (0.0, CALM, 0.6, 1.0)]
    assert strengths[:2] == [0, 0] and 0.3 < strengths[2] < strengths[3]
    assert strengths[3] > 0.9


def test_stressed_words_do_not_swell_what_has_no_type() -> None:
    even, mood = voice(0.6), heard_mood(EVEN)
    values = even.content.values.copy()
    values[:, CONTENT.index("loudness")] = np.sin(np.arange(200) / 5) ** 8
    stressed = replace(even, content=replace(even.content, values=values))
    found, usual = expressiveness(stressed, mood), expressiveness(even, mood)
    assert found is not None and usual is not None
    np.testing.assert_array_equal(found.values, usual.values)


def test_a_sure_type_leaves_nothing_without_one() -> None:
    sure = {**dict.fromkeys(EMOTIONS, 0.0), "angry": 1.0}
    assert heard_mood(sure).untyped == pytest.approx(0)
    unsure = {**dict.fromkeys(EMOTIONS, 0.1), "angry": 0.3}
    mood = heard_mood(unsure)
    assert 0 < mood.untyped < 1
    assert mood.untyped + mood.weights.values.sum() == pytest.approx(1)


def test_what_the_artist_chooses_has_a_type() -> None:
    for mood in (constant_mood({"happy": 0.3}), constant_mood({"neutral": 1.0})):
        assert expressiveness(voice(1.0), mood) is None


def test_it_follows_the_scale_to_exactly_nothing_and_the_artists_curve() -> None:
    curve = Track(np.full((1, 1), 0.2, np.float32), RATE, ("intensity",))
    drawn = Order(_sound(), intensity=IntensityShape(curve=curve)).mood(voice(1.0))
    assert middle(voice(1.0), drawn) == pytest.approx(0.2 * drawn.untyped)
    off = Order(_sound(), scale=0.0).mood(voice(1.0))
    found = expressiveness(voice(1.0), off)
    assert found is not None and not found.values.any()
    assert constant_scale(0.0).values == 0 and set(off.weights.names) == set(EXPRESSIVE)


def _sound():
    from pathlib import Path

    return Path("voice.wav")
