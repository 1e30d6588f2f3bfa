"""Edited words shape the mouth; what was heard elsewhere stays to the bit."""

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, VISEMES, Speech, SpokenWord, VisemeSpan
from intone.model.edited_words import apply_words, found_mouths, with_edits
from intone.text import mouth_edits, word_edits
from intone.track import Track

FRAMES = 100


def heard(viseme: str = "aa") -> Track:
    values = np.zeros((FRAMES, len(CONTENT)), np.float32)
    values[:, VISEMES.index(viseme)] = 1.0
    values[:, CONTENT.index("voice")] = 1.0
    return Track(values, RATE, CONTENT)


def word(*visemes: str, start: float = 0.6, edited: bool = True) -> SpokenWord:
    edges = start + 0.1 * np.arange(len(visemes) + 1)
    spans = map(VisemeSpan, visemes, edges[:-1].tolist(), edges[1:].tolist())
    return SpokenWord("x", float(edges[0]), float(edges[-1]), 1.0, tuple(spans), edited)


def test_words_that_nobody_edited_change_nothing() -> None:
    content, words = heard(), (word("PP", "aa", edited=False),)
    assert apply_words(content, words, words) is content


def test_closures_of_an_edited_word_are_exact_and_the_rest_is_as_heard() -> None:
    found = apply_words(heard(), (word("PP", "aa", "FF"),))
    assert np.all(found["lipsClosed"][31:34] > 0.99)
    assert np.all(found["lipTeeth"][41:44] > 0.99)
    assert np.all(found["lipsClosed"][37:] < 1e-3)
    away = np.r_[0:27, 48:FRAMES]
    assert np.array_equal(found.values[away], heard().values[away])


@pytest.mark.parametrize("strength", [0.0, 0.25, 0.5, 1.0, 2.0])
def test_strength_scales_how_far_the_mouth_goes(strength: float) -> None:
    words = mouth_edits.set_strength((word("aa", "PP", "E"),), 0, 1, strength)
    found = apply_words(heard("ou"), words)
    middle = 37
    assert found["lipsClosed"][middle] == pytest.approx(min(strength, 1), abs=0.02)
    assert found["PP"][middle] == pytest.approx(0.85 * strength, abs=0.02)
    assert np.all(found["PP"] <= 0.85 * max(strength, 0) + 1e-6)
    others = found.values[middle, : len(VISEMES)].sum() - found["PP"][middle]
    assert others == pytest.approx(0.15 + 0.85 * max(1 - strength, 0), abs=0.02)


def test_where_a_word_was_moved_from_no_mouth_of_it_stays() -> None:
    before = (word("PP", "PP", start=0.4, edited=False),)
    content = apply_words(heard(), (replace(before[0], edited=True),))
    assert content["lipsClosed"][24] > 0.99
    after = word_edits.move(before, 0, 1.0, 2.0)
    found = apply_words(content, after, before)
    assert np.all(found["lipsClosed"][:60] < 0.03)
    assert found["lipsClosed"][74] > 0.99


def test_a_speech_with_edits_has_them_among_its_words() -> None:
    content = heard()
    speech = Speech(
        content,
        Track(np.zeros((FRAMES, 1), np.float32), RATE),
        Track(np.zeros((FRAMES, 8), np.float32), RATE, EMOTIONS),
        words=(word("aa", "E", edited=False), word("aa", start=1.0, edited=False)),
    )
    assert with_edits(speech, ()) is speech
    kept = mouth_edits.set_viseme(speech.words, 0, 1, "PP")
    edited = with_edits(speech, (*kept, word("PP", start=1.95)))
    assert [w.edited for w in edited.words] == [True, False, True]
    assert edited.words[-1].end == 2.0
    assert edited.content["lipsClosed"][38] > 0.99
    assert np.array_equal(edited.content.values[50:90], content.values[50:90])


def test_mouths_of_a_new_text_are_found_in_the_sound() -> None:
    content = heard("aa")
    content.values[40:46, : len(VISEMES)] = np.eye(len(VISEMES))[VISEMES.index("PP")]
    (found,) = found_mouths(content, (replace(word("aa", "E", "aa", "E"), text="appa"),), 0)
    closed = next(span for span in found.visemes if span.viseme == "PP")
    assert (closed.start, closed.end) == pytest.approx((0.8, 0.92), abs=0.021)
