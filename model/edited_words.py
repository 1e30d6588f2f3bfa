"""Edited words in a sound: the mouth as the user has set it, the rest as it was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..audio.speech import VISEMES, Speech, SpokenWord, VisemeSpan
from ..text.script import ENGLISH
from ..text.words import Words, merge_edits, ordered, put
from ..track import Track, widened
from .alignment import FREE
from .following import RAMP, shaped_by
from .timed import painted, told_by, with_mouth

_REST, _OPEN = VISEMES.index("sil"), VISEMES.index("ax")


def with_edits(speech: Speech, kept: Words) -> Speech:
    """The speech with the edited words of `kept` among its own, and its mouth as they say."""
    words = ordered(merge_edits(speech.words, kept), speech.duration)
    if words == speech.words:
        return speech
    return replace(speech, words=words, content=apply_words(speech.content, words, speech.words))


def apply_words(content: Track, words: Words, heard: Words = ()) -> Track:
    """`content` (CONTENT) with the mouths of the edited words; elsewhere as it is.

    heard: the words that shaped the content. Where one of them was and none is now, the mouth
    rests, or stays a little open while there is voice.
    """
    known = set(heard)
    changed = [w for w in words if w.edited or (heard and w not in known)]
    told = told_by(content, _spans(changed))
    told_before, told_now = (painted(content, _spans(w)) != FREE for w in (heard, words))
    left = told_before & ~told_now
    # the ramps of a mouth reach into the frames around it
    left = widened(left.astype(np.float32), RAMP).astype(bool) & ~told_now
    told[left, np.where(content["voice"][left] > 0.5, _OPEN, _REST)] = 1.0
    return shaped_by(content, told) if told.any() else content


def found_mouths(content: Track, words: Words, at: int, language: str = ENGLISH) -> Words:
    """The words, the one at `at` with the mouths of its text where they are in the sound."""
    return put(words, at, with_mouth(content, words[at], language))


def _spans(words: Sequence[SpokenWord]) -> list[VisemeSpan]:
    return [span for word in words for span in word.visemes]
