from __future__ import annotations

from intone.audio.speech import SpokenWord
from intone.text.captions import HELD_S, LONGEST, captions


def said(text: str, pause: float = 0.0) -> list[SpokenWord]:
    """The words of a text, one a quarter of a second, each with a silence before it."""
    step = 0.25 + pause
    return [SpokenWord(w, k * step + pause, (k + 1) * step) for k, w in enumerate(text.split())]


def texts(words: list[SpokenWord]) -> list[str]:
    return [caption.text for caption in captions(words)]


def test_a_sentence_ends_its_line() -> None:
    assert texts(said("Go home. It is late!")) == ["Go home.", "It is late!"]


def test_no_line_is_too_long_and_no_word_is_lost() -> None:
    text = "it was the most beautiful map that anybody of us had ever seen in all those years"
    found = texts(said(text))
    assert " ".join(found) == text and len(found) == 2
    assert all(len(line) <= LONGEST for line in found)


def test_no_word_is_left_alone_in_the_last_line() -> None:
    text = "I am afraid you are growing quite a fine lady."
    assert texts(said(text)) == ["I am afraid you are", "growing quite a fine lady."]


def test_a_comma_ends_a_line_that_is_long_enough() -> None:
    text = "Well, if he had no friend but you, I am sorry."
    assert texts(said(text)) == ["Well, if he had no friend but you,", "I am sorry."]


def test_a_long_pause_ends_a_line() -> None:
    assert texts(said("one two", pause=0.8)) == ["one", "two"]


def test_lines_follow_one_another_and_the_last_stays_a_moment() -> None:
    first, second = captions(said("Go home. It is late!"))
    assert first.end == second.start and second.end == 5 * 0.25 + HELD_S


def test_deleted_words_are_not_shown_and_nothing_said_is_nothing_shown() -> None:
    assert texts([SpokenWord("", 0, 1), SpokenWord("hi", 1, 2)]) == ["hi"]
    assert captions([]) == ()


def test_a_word_longer_than_a_line_stands_alone() -> None:
    long = "x" * 60
    assert texts(said(f"a {long} b")) == ["a", long, "b"]
