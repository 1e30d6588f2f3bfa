import io

import numpy as np

from intone.audio.speech import Speech, SpokenWord, VisemeSpan
from intone.emotion.mood import parse_mood
from intone.face.performance import Style
from intone.text.script import AUTO, Script
from intone.text.timings.timed_text import TimedWord, of_words
from intone.track import Track
from intone.worker.codec import receive, send


def passed(message: dict) -> dict | None:
    stream = io.BytesIO()
    send(stream, message)
    stream.seek(0)
    return receive(stream)


def test_plain_values_and_tuples_arrive_as_they_were() -> None:
    message = {"verb": "x", "number": 0.1, "none": None, "many": ("a", ("b", 2)), "table": {"k": 1}}
    assert passed(message) == message


def test_arrays_and_the_types_of_the_line_arrive_equal() -> None:
    values = np.random.default_rng(0).random((7, 2), np.float32)
    track = Track(values, 50.0, ("a", "b"))
    speech = Speech(track, Track(values[:, :1], 50.0), track, ("a remark",))
    found = passed({"speech": speech, "mood": parse_mood("happy", 0.5), "style": Style(seed=3)})
    assert found is not None
    np.testing.assert_array_equal(found["speech"].content.values, values)
    assert found["speech"].content.names == ("a", "b")
    assert found["speech"].remarks == ("a remark",)
    np.testing.assert_array_equal(
        found["mood"].weights.values, parse_mood("happy", 0.5).weights.values
    )
    assert found["style"] == Style(seed=3)


def test_a_torn_message_is_no_message() -> None:
    stream = io.BytesIO()
    send(stream, {"array": np.zeros(100)})
    whole = stream.getvalue()
    for length in (0, 5, 20, len(whole) - 1):
        assert receive(io.BytesIO(whole[:length])) is None


def test_words_with_edits_and_texts_with_times_arrive_equal() -> None:
    word = SpokenWord("map", 0.1, 0.4, 0.5, (VisemeSpan("PP", 0.1, 0.2, 1.5),), edited=True)
    timed = of_words((TimedWord("map", 0.1, None, 1.0, word.visemes),), language="en")
    message = {"words": (word,), "texts": (timed, Script("map"), AUTO)}
    assert passed(message) == message
