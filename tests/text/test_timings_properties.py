"""Any words go out and come in again, in every format that is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from intone.audio.speech import SpokenWord
from intone.errors import TextError
from intone.text.script import Script, pronounced
from intone.text.spoken import spoken
from intone.text.timings import FORMATS, words_text
from intone.text.timings.subtitles import read_subtitles
from intone.text.timings.textgrid import read_textgrid
from intone.text.timings.word_json import read_edited
from support.properties import any_value, letters, lines, spoken_words

said = (
    st.text(letters, min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(c.isalnum() for c in text))
)
"""Texts of a word, as they are kept: with single spaces."""


def told(words: tuple[SpokenWord, ...], suffix: str) -> str:
    return words_text(words, Path(f"x{suffix}"))


def times(words: tuple[SpokenWord, ...]) -> list[tuple[int, int]]:
    """In whole milliseconds."""
    return [(round(1000 * word.start), round(1000 * word.end)) for word in words]


@any_value
@given(spoken_words(said))
def test_our_own_json_keeps_everything(words: tuple[SpokenWord, ...]) -> None:
    assert read_edited(told(words, ".json")) == words


@any_value
@given(spoken_words(said))
def test_a_textgrid_keeps_texts_times_and_mouths(words: tuple[SpokenWord, ...]) -> None:
    if not words:
        return
    back = read_textgrid(told(words, ".TextGrid")).words
    speechless = {"", "sil", "sp", "<eps>"}
    kept = tuple(word for word in words if word.text.lower() not in speechless)
    assert [word.text for word in back] == [word.text for word in kept]
    assert times(back) == times(kept)
    shown = [[(s.viseme, s.start, s.end) for s in word.visemes] for word in back]
    assert shown == [[(s.viseme, s.start, s.end) for s in word.visemes] for word in kept]


@any_value
@given(spoken_words(said), st.sampled_from([".srt", ".vtt"]))
def test_subtitles_keep_texts_and_times(words: tuple[SpokenWord, ...], suffix: str) -> None:
    if not words:
        return
    back = read_subtitles(told(words, suffix)).words
    texts = [word.text.replace("-->", "→") for word in words]
    assert [word.text for word in back] == texts
    assert times(back) == times(words)


@any_value
@given(st.sampled_from([*FORMATS]), st.text(max_size=300))
def test_any_text_is_read_or_refused(suffix: str, text: str) -> None:
    try:
        timed = FORMATS[suffix].read(text)
    except TextError as error:
        assert str(error)
    else:
        assert all(0 <= word.start <= word.end for word in timed.words)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | lines,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["words", "word", "start", "end", "segments", "text", "visemes", "viseme",
                         "mouthCues", "value", "phones", "phone", "duration", "edited", "score"]),
        inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@any_value
@given(json_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        timed = FORMATS[".json"].read(json.dumps(value))
    except TextError as error:
        assert str(error)
    else:
        assert all(0 <= word.start <= word.end for word in timed.words)


@any_value
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_what_is_spoken_stands_in_the_text_in_its_order(text: str) -> None:
    before = 0
    for part in spoken(text):
        assert before <= part.start < part.end <= len(text)
        before = part.start
    words = pronounced(Script(text))
    assert all(word.visemes and word.shown for word in words)


@any_value
@given(spoken_words(said))
def test_words_of_any_order_are_written_in_theirs(words: tuple[SpokenWord, ...]) -> None:
    backwards = tuple(reversed(words))
    assert told(backwards, ".srt") == told(words, ".srt")
    assert told(backwards, ".TextGrid") == told(words, ".TextGrid")
    edited = tuple(replace(word, edited=True) for word in words)
    assert read_edited(told(edited, ".json")) == edited
