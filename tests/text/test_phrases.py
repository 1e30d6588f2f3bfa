"""Which words carry the sense, and where sentences and phrases end."""

import pytest

from intone.audio.speech import SpokenWord
from intone.text.phrases import ends_phrase, ends_sentence, function_words, phrase_ends


def words(text: str, pause_after: str = "") -> list[SpokenWord]:
    found, time = list[SpokenWord](), 0.0
    for part in text.split():
        found.append(SpokenWord(part, time, time + 0.2))
        time += 0.6 if part == pause_after else 0.2
    return found


def test_function_words_of_english_are_found() -> None:
    found = function_words(words("The boy, and he’s in THE big “house”."))
    assert [word.text for word in found] == ["The", "and", "he’s", "in", "THE"]


@pytest.mark.parametrize("text", ["Bob makes maps", "Der Mann war in Rom und am Meer gewesen", ""])
def test_other_texts_have_none(text: str) -> None:
    assert function_words(words(text)) == ()


@pytest.mark.parametrize(
    ("text", "sentence", "phrase"),
    [
        *(("maps.", True, True), ("maps!”", True, True), ("maps,", False, True)),
        *(("maps", False, False), ("Dr.", False, False), ("...", True, True), ("", False, False)),
    ],
)
def test_a_word_says_what_ends_with_it(text: str, sentence: bool, phrase: bool) -> None:
    word = SpokenWord(text, 0, 1)
    assert (ends_sentence(word), ends_phrase(word)) == (sentence, phrase)


def test_phrases_end_as_they_are_written_or_in_a_pause() -> None:
    found = phrase_ends(words("Well, Dr. Brown came home today", pause_after="came"))
    assert found == pytest.approx([0.2, 0.8, 1.6])
    assert phrase_ends(()) == []
