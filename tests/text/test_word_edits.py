"""Whatever a user does to words, they stay in their order, apart, and inside the sound."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from intone.audio.speech import VISEMES, SpokenWord, VisemeSpan
from intone.errors import TextError
from intone.text import mouth_edits, word_edits
from intone.text.script import Script, pronounced
from intone.text.timings.word_json import read_edited, write_json
from intone.text.words import SHORTEST_S, Words, merge_edits, ordered

DURATION = 3.0


def said(text: str, start: float, end: float) -> SpokenWord:
    return SpokenWord(text, start, end, 0.9, word_edits.spoken_mouths(text, start, end))


WORDS = (
    said("My", 0.2, 0.4),
    said("mother", 0.4, 0.8),
    said("bought", 1.0, 1.4),
    said("maps", 1.4, 2.0),
)


def check(words: Words, duration: float = DURATION) -> None:
    edges = [0.0, *(t for word in words for t in (word.start, word.end)), duration]
    assert all(before <= after + 1e-9 for before, after in pairwise(edges))
    for word in words:
        assert word.end - word.start >= SHORTEST_S - 1e-6
        spans = [word.start, *(t for s in word.visemes for t in (s.start, s.end)), word.end]
        assert all(before <= after + 1e-9 for before, after in pairwise(spans))
        assert all(0 <= span.strength <= 2 for span in word.visemes)


def an_edit(words: Words, rng: np.random.Generator) -> Words:
    """Any edit with any values, sensible or not."""
    at, time = int(rng.integers(len(words))), float(rng.uniform(-0.5, DURATION + 0.5))
    other = float(rng.uniform(-0.5, DURATION + 0.5))
    mouths = len(words[at].visemes)
    mouth = int(rng.integers(max(mouths, 1)))
    edits: list[Callable[[], Words]] = [
        lambda: word_edits.retime(words, at, time, other, DURATION),
        lambda: word_edits.move(words, at, time - 1.5, DURATION),
        lambda: word_edits.set_text(words, at, str(rng.choice(["pumpkin", "15th", "a b c"]))),
        lambda: word_edits.split(words, at, time),
        lambda: word_edits.insert(words, "hello", time, other, DURATION),
        lambda: mouth_edits.add_closure(words, at, time, "FF"),
    ]
    if at + 1 < len(words):
        edits.append(lambda: word_edits.move_boundary(words, at, time))
    if len(words) > 2:
        edits.append(lambda: word_edits.delete(words, at))
    if mouths:
        viseme = str(rng.choice(VISEMES))
        edits += [
            lambda: mouth_edits.set_viseme(words, at, mouth, viseme),
            lambda: mouth_edits.set_strength(words, at, mouth, time),
            lambda: mouth_edits.hold(words, at, mouth, time - 1.5, DURATION),
            lambda: mouth_edits.remove_mouth(words, at, mouth),
        ]
    if mouth + 1 < mouths:
        edits.append(lambda: mouth_edits.move_mouth_boundary(words, at, mouth, time))
    return edits[int(rng.integers(len(edits)))]()


@pytest.mark.parametrize("seed", range(20))
def test_any_edits_in_any_order_keep_words_sorted_apart_and_inside(seed: int) -> None:
    rng, words = np.random.default_rng(seed), WORDS
    for _ in range(100):
        try:
            changed = an_edit(words, rng)
        except TextError:
            continue
        check(changed)
        assert all(word.edited or word in words for word in changed)
        words = changed
    check(merge_edits(WORDS, words))
    assert ordered(words, DURATION) == words


def test_a_boundary_moves_both_words_and_their_mouths() -> None:
    words = word_edits.move_boundary(WORDS, 0, 0.3)
    assert (words[0].end, words[1].start) == (0.3, 0.3)
    assert words[0].visemes[-1].end == pytest.approx(0.3)
    assert words[1].visemes[0].start == pytest.approx(0.3)
    assert [w.edited for w in words] == [True, True, False, False]


def test_a_word_stops_at_its_neighbours() -> None:
    words = word_edits.retime(WORDS, 1, 0.0, 3.0, DURATION)
    assert (words[1].start, words[1].end) == (0.4, 1.0)
    moved = word_edits.move(WORDS, 3, 5.0, DURATION)
    assert (moved[3].start, moved[3].end) == pytest.approx((2.4, 3.0))


def test_another_text_has_its_own_mouths_in_the_same_seconds() -> None:
    word = word_edits.set_text(WORDS, 2, " the 15th ")[2]
    expected = [v for part in pronounced(Script("the 15th")) for v in part.visemes]
    assert word.text == "the 15th"
    assert [span.viseme for span in word.visemes] == [VISEMES[v] for v in expected]
    assert (word.visemes[0].start, word.visemes[-1].end) == (word.start, word.end) == (1.0, 1.4)


@pytest.mark.parametrize("text", ["", "…", "   "])
def test_a_text_that_cannot_be_said_is_refused(text: str) -> None:
    with pytest.raises(TextError, match="cannot be said"):
        word_edits.set_text(WORDS, 0, text)


def test_a_word_needs_room() -> None:
    with pytest.raises(TextError, match="There is a word already"):
        word_edits.insert(WORDS, "well", 0.5, 0.7, DURATION)
    words = word_edits.insert(WORDS, "well", 0.5, 0.95, DURATION)
    assert (words[2].text, words[2].start, words[2].end) == ("well", 0.8, 0.95)


def test_a_deleted_word_rests_and_is_not_brought_back_until_it_is_deleted_again() -> None:
    words = word_edits.delete(WORDS, 1)
    assert word_edits.is_deleted(words[1])
    assert words[1].visemes == (VisemeSpan("sil", 0.4, 0.8),)
    assert merge_edits(WORDS, words) == words
    back = word_edits.delete(words, 1)
    assert merge_edits(WORDS, back) == WORDS


def test_a_split_shares_out_text_and_mouths() -> None:
    one = word_edits.set_text(WORDS, 3, "big maps")
    words = word_edits.split(one, 3, 1.6)
    assert [w.text for w in words[3:]] == ["big", "maps"]
    spans = [span for word in words[3:] for span in word.visemes]
    assert {span.viseme for span in spans} == {span.viseme for span in one[3].visemes}
    assert (words[3].end, words[4].start) == (1.6, 1.6)


def test_a_closure_comes_and_goes() -> None:
    words = mouth_edits.add_closure(WORDS, 2, 1.2)
    closed = [span for span in words[2].visemes if 1.19 < (span.start + span.end) / 2 < 1.21]
    assert [span.viseme for span in closed] == ["PP"]
    assert closed[0].end - closed[0].start == pytest.approx(mouth_edits.CLOSURE_S)
    without = mouth_edits.remove_mouth(words, 2, words[2].visemes.index(closed[0]))[2].visemes
    assert not [span for span in without if span.viseme == "PP" and span.start > 1.1]
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(without))


def test_a_held_mouth_takes_its_time_from_the_later_ones_or_from_the_pause() -> None:
    longer = mouth_edits.hold(WORDS, 1, 0, 0.1, DURATION)[1]
    assert (longer.start, longer.end) == (0.4, 0.8)
    first = WORDS[1].visemes[0]
    assert longer.visemes[0].end - longer.visemes[0].start == pytest.approx(
        first.end - first.start + 0.1
    )
    last = mouth_edits.hold(WORDS, 1, len(WORDS[1].visemes) - 1, 5.0, DURATION)[1]
    assert (
        last.end
        == last.visemes[-1].end
        == pytest.approx(1.0 - mouth_edits.SHORTEST_MOUTH_S, abs=0.006)
    )


def test_edits_outlive_another_hearing() -> None:
    kept = word_edits.move_boundary(WORDS, 2, 1.5)
    fresh = (
        said("Thy", 0.2, 0.4),
        said("brother", 0.4, 0.9),
        said("bought", 0.95, 1.2),
        said("all", 1.2, 1.4),
        said("maps", 1.4, 2.1),
    )
    merged = merge_edits(fresh, kept)
    assert [w.text for w in merged] == ["Thy", "brother", "bought", "maps"]
    assert merged[2:] == kept[2:]
    check(merged)


def test_a_fresh_word_that_an_edit_touches_is_only_shortened() -> None:
    kept = word_edits.retime(WORDS, 1, 0.35, 0.8, DURATION)
    kept = word_edits.retime((kept[1],), 0, 0.35, 0.8, DURATION)
    merged = merge_edits(WORDS, kept)
    assert [(w.text, w.end) for w in merged[:2]] == [("My", 0.35), ("mother", 0.8)]
    check(merged)


def test_a_file_of_words_keeps_edits() -> None:
    words = mouth_edits.set_strength(word_edits.delete(WORDS, 0), 2, 0, 1.5)
    again = read_edited(write_json(words))
    assert [(w.text, w.edited) for w in again] == [(w.text, w.edited) for w in words]
    assert again[2].visemes[0].strength == 1.5
    assert np.allclose([w.start for w in again], [w.start for w in words], atol=1e-5)


def test_other_files_are_no_edits() -> None:
    with pytest.raises(TextError, match="no words file of Intone"):
        read_edited('{"words": []}')
    with pytest.raises(TextError, match="no words file of Intone"):
        read_edited('{"format": "spoken-words", "version": 2, "words": []}')
