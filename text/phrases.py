"""Phrases: which words carry the sense, and where sentences and phrases end.

Function words are those of English; a text that has few of them is taken for another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..audio.speech import SpokenWord

_LISTED = """
a an the this that these those my your his her its our their some any no each every i you he she it
we they me him us them who whom which what mine yours hers ours theirs myself yourself himself
herself itself ourselves themselves am is are was were be been being do does did have has had having
will would shall should can could may might must i'm you're he's she's it's we're they're i've
you've we've they've i'll you'll he'll she'll we'll they'll i'd you'd he'd she'd we'd they'd that's
there's and or but nor so yet if than as because while although though since unless until when where
whether of in on at by for with about against between into through during before after above below
to from up down out off over under upon there then here just very too also not don't doesn't didn't
isn't aren't wasn't
"""
FUNCTION_WORDS = frozenset(_LISTED.split())
"""English words that are hardly ever stressed."""
ENGLISH_SHARE = 0.25
"""Of the words of an English text, the share of function words is about .45; of others, .1."""
TITLES = frozenset(
    ("mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "no", "fig", "gen", "col", "lt")
    + ("sgt", "capt", "rev", "hon", "e.g", "i.e")
)
"""Words whose full stop ends no sentence."""
PAUSE_S = 0.2
"""A silence between two words from which it ends a phrase."""
_STOPS, _BREAKS = (".", "!", "?", "…"), (",", ";", ":", "–", "—")
_QUOTES = "\"'”’»)]"


def function_words(words: Sequence[SpokenWord]) -> tuple[SpokenWord, ...]:
    """Those of the words that are no content words; none in a language other than English."""
    found = tuple(word for word in words if bare(word) in FUNCTION_WORDS)
    return found if len(found) >= ENGLISH_SHARE * len(words) else ()


def bare(word: SpokenWord) -> str:
    """The word without signs, in lower case."""
    return _bare(word.text)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return text.lower().replace("’", "'").strip('.,;:!?…–—()[]"“”«»')


def ends_sentence(word: SpokenWord) -> bool:
    """Whether a sentence ends with that word, as it is written."""
    return _ends_sentence(word.text)


@lru_cache(maxsize=4096)
def _ends_sentence(text: str) -> bool:
    return text.rstrip(_QUOTES).endswith(_STOPS) and _bare(text) not in TITLES


def ends_phrase(word: SpokenWord) -> bool:
    """Whether a phrase does: by a comma or the like, or with its sentence."""
    return ends_sentence(word) or word.text.rstrip(_QUOTES).endswith(_BREAKS)


def phrase_ends(words: Sequence[SpokenWord]) -> list[float]:
    """Seconds at which phrases end: by how they are written, or by a pause behind them."""
    starts = [*(word.start for word in words[1:]), float("inf")]
    return [
        word.end
        for word, following in zip(words, starts, strict=bool(words))
        if ends_phrase(word) or following - word.end >= PAUSE_S
    ]
