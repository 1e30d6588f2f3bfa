"""Timings of a file are kept; what it leaves open is found in the sound."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, VISEMES, VisemeSpan
from intone.errors import TextError
from intone.model.alignment import FREE
from intone.model.timed import BEYOND, follow_timed, painted
from intone.text.script import Script, pronounced
from intone.text.timings.timed_text import Cue, TimedText, TimedWord, of_words
from intone.track import Track

TEXT = "My mother bought a map of the whole valley before breakfast every morning"
LENGTH, PAUSE = 5, 10
"""Frames of each viseme that is spoken, and between words."""


def heard(words: Sequence[str]) -> Track:
    """What a network hears of these words, never quite sure."""
    said: list[int] = [0] * PAUSE
    for text in words:
        for word in pronounced(Script(text)):
            said += [viseme for viseme in word.visemes for _ in range(LENGTH)]
        said += [0] * PAUSE
    values = np.zeros((len(said), len(CONTENT)), np.float32)
    values[:, : len(VISEMES)] = 0.15 / (len(VISEMES) - 1)
    values[np.arange(len(said)), said] = 0.85
    values[:, CONTENT.index("voice")] = np.array(said) != 0
    return Track(values, RATE, CONTENT)


def spans(words: Sequence[str]) -> list[tuple[float, float]]:
    """When each of these words is said, in seconds."""
    at, found = PAUSE, list[tuple[float, float]]()
    for text in words:
        end = at + LENGTH * sum(len(word.visemes) for word in pronounced(Script(text)))
        found.append((at / RATE, end / RATE))
        at = end + PAUSE
    return found


WORDS = TEXT.split()
TIMES = spans(WORDS)
TIMED = tuple(TimedWord(word, *span) for word, span in zip(WORDS, TIMES, strict=True))


def test_words_with_times_are_kept_and_their_mouths_are_found_between_these() -> None:
    found = follow_timed(heard(WORDS), of_words(TIMED))
    assert found.remarks == ()
    assert [(w.text, w.start, w.end) for w in found.words] == [
        (w.text, w.start, w.end) for w in TIMED
    ]
    for word in found.words:
        visemes = [VISEMES[v] for part in pronounced(Script(word.text)) for v in part.visemes]
        assert [span.viseme for span in word.visemes] == visemes
        assert (word.visemes[0].start, word.visemes[-1].end) == (word.start, word.end)
    shown = painted(heard(WORDS), [span for word in found.words for span in word.visemes])
    said = heard(WORDS).values[:, : len(VISEMES)].argmax(1)
    assert (np.where(shown == FREE, 0, shown) == said).mean() > 0.99


def test_a_closure_that_was_not_heard_is_made_where_the_file_has_it() -> None:
    content = heard(WORDS)
    mumbled = content.values.copy()
    mumbled[:, : len(VISEMES)] = 1 / len(VISEMES)
    mouth = (VisemeSpan("PP", 0.4, 0.5), VisemeSpan("aa", 0.5, 0.7), VisemeSpan("FF", 0.7, 0.702))
    words = (TimedWord("map", 0.4, 0.702, 1.0, mouth),)
    found = follow_timed(replace(content, values=mumbled), of_words(words))
    assert found.words[0].visemes == mouth
    closed = np.flatnonzero(found.content["lipsClosed"] > 0.5) / RATE
    assert 0.38 <= closed.min() <= 0.42 and 0.46 <= closed.max() <= 0.52
    assert found.content["lipTeeth"][35] > 0.3  # two milliseconds are a frame at least
    np.testing.assert_array_equal(found.content.values[60:], mumbled[60:])
    np.testing.assert_allclose(found.content.values[:, : len(VISEMES)].sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("known", [(), (0, 4), (3,), (0, len(WORDS) - 1), tuple(range(0, 13, 2))])
def test_words_without_times_are_found_between_those_that_have_them(known: tuple[int]) -> None:
    words = tuple(w if k in known else TimedWord(w.text) for k, w in enumerate(TIMED))
    found = follow_timed(heard(WORDS), of_words(words)).words
    assert [word.text for word in found] == WORDS
    for word, (start, end) in zip(found, TIMES, strict=True):
        assert word.start == pytest.approx(start, abs=1.01 / RATE)
        assert word.end == pytest.approx(end, abs=1.01 / RATE)
        assert word.visemes


def test_the_words_of_a_cue_are_found_between_its_ends() -> None:
    """The same words again and again: only the cues say which of them is meant."""
    words = ["my", "map"] * 6
    times = spans(words)
    cues = tuple(Cue("my map", times[k][0] - 0.1, times[k + 1][1] + 0.1) for k in (2, 8))
    found = follow_timed(heard(words), TimedText(cues)).words
    assert [word.text for word in found] == ["my", "map", "my", "map"]
    for word, k in zip(found, (2, 3, 8, 9), strict=True):
        assert word.start == pytest.approx(times[k][0], abs=1.01 / RATE)


def test_a_figure_without_a_time_is_found_as_it_is_said() -> None:
    words = ["born", "in", "1985", "by", "my", "mother"]
    times = spans(words)
    timed = of_words(
        tuple(TimedWord(w, *(() if w == "1985" else times[k])) for k, w in enumerate(words))
    )
    found = follow_timed(heard(words), timed).words
    assert [word.text for word in found] == words
    said = [VISEMES[v] for part in pronounced(Script("1985")) for v in part.visemes]
    assert [span.viseme for span in found[2].visemes] == said
    assert found[2].start == pytest.approx(times[2][0], abs=1.01 / RATE)
    assert found[2].end == pytest.approx(times[2][1], abs=1.01 / RATE)


def test_mouths_without_words_are_shown() -> None:
    content = heard(WORDS)
    mouth = (VisemeSpan("sil", 0.0, 1.0), VisemeSpan("PP", 1.0, 1.2))
    found = follow_timed(content, TimedText(mouth=mouth))
    assert found.words == ()
    assert (found.content["sil"][2:48] > 0.8).all() and (found.content["PP"][52:58] > 0.8).all()
    np.testing.assert_array_equal(found.content.values[65:], content.values[65:])


def test_what_is_not_in_the_sound_is_left_out_and_remarked() -> None:
    content = heard(WORDS)
    cues = (Cue("They thought nothing", *TIMES[1]), Cue("gone", 900.0, 901.0))
    found = follow_timed(content, TimedText(cues))
    assert found.words == () and "“They thought nothing” does not fit" in found.remarks[0]
    np.testing.assert_array_equal(found.content.values, content.values)
    beyond = follow_timed(content, of_words((TIMED[0], TimedWord("gone", 900.0, 901.0))))
    assert [word.text for word in beyond.words] == ["My"] and beyond.remarks == (BEYOND,)


def test_a_word_too_short_for_its_mouths_shares_its_time_out() -> None:
    found = follow_timed(heard(WORDS), of_words((TimedWord("breakfast", 1.0, 1.05),))).words[0]
    edges = [found.visemes[0].start, *(span.end for span in found.visemes)]
    np.testing.assert_allclose(np.diff(edges), 0.05 / len(found.visemes))


def test_spans_are_painted_in_their_frames() -> None:
    content = heard(["my"])
    shown = painted(content, [VisemeSpan("PP", 0.0, 0.04), VisemeSpan("aa", 0.041, 0.05)])
    assert shown[:4].tolist() == [VISEMES.index("PP")] * 2 + [VISEMES.index("aa"), -1]


def test_more_phrases_than_the_sound_has_room_for_are_refused() -> None:
    content = heard(["my"])
    cues = tuple(Cue("maps", k % 3 * 0.1, k % 3 * 0.1 + 0.1) for k in range(2000))
    with pytest.raises(TextError, match=r"2000 words and phrases within the 0\.\d s"):
        follow_timed(content, TimedText(cues))
    words = tuple(TimedWord("maps", 0.1, 0.2) for _ in range(2000))
    with pytest.raises(TextError, match="nobody can say"):
        follow_timed(content, of_words(words))
    assert follow_timed(content, TimedText(cues[:50])).content.values.shape == content.values.shape
