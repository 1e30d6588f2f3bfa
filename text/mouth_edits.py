"""Edits of the mouths in a word: the viseme, where it begins and ends, and how strong it is.

`at` is the word's place among the words, `mouth` the place of the viseme in it.
"""

from __future__ import annotations

from dataclasses import replace

from ..audio.speech import STRONGEST, VISEMES, VisemeSpan
from ..errors import TextError
from .words import SHORTEST_MOUTH_S, SHORTEST_S, Words, put, room, spread_between

CLOSURE_S = 0.08
"""How long a closure lasts that is put into a word: that of a p at usual pace."""
CLOSURES = ("PP", "FF")
"""Visemes that close the lips, or the lip and the teeth."""


def set_viseme(words: Words, at: int, mouth: int, viseme: str) -> Words:
    """Shows another viseme in place of that one. Raises TextError where it is none of VISEMES."""
    if viseme not in VISEMES:
        raise TextError(f"“{viseme[:40]}” is no viseme: it is one of {', '.join(VISEMES)}.")
    return _with(words, at, mouth, replace(words[at].visemes[mouth], viseme=viseme))


def set_strength(words: Words, at: int, mouth: int, strength: float) -> Words:
    """How far the mouth goes to that viseme: 0 not at all, 1 as it is said, 2 at most."""
    span = replace(words[at].visemes[mouth], strength=min(max(strength, 0.0), STRONGEST))
    return _with(words, at, mouth, span)


def move_mouth_boundary(words: Words, at: int, mouth: int, time: float) -> Words:
    """Moves the end of a mouth and the start of the next one in the word to the same second."""
    first, second = words[at].visemes[mouth : mouth + 2]
    time = min(max(time, first.start + SHORTEST_MOUTH_S), second.end - SHORTEST_MOUTH_S)
    time = min(max(time, first.start), second.end)
    return _with(words, at, mouth, replace(first, end=time), replace(second, start=time), old=2)


def hold(words: Words, at: int, mouth: int, by: float, duration: float) -> Words:
    """Shows a mouth for so many seconds more (or less, below 0), the later ones of the word in turn
    shorter; the last mouth of a word lasts into the pause behind it.
    """
    word, span = words[at], words[at].visemes[mouth]
    later = word.visemes[mouth + 1 :]
    last = word.end if later else room(words, at, duration)[1]
    latest = last - SHORTEST_MOUTH_S * len(later)
    end = max(min(span.end + by, latest), min(span.start + SHORTEST_MOUTH_S, span.end))
    if not later:
        end = max(end, word.start + SHORTEST_S)
        held = (*word.visemes[:mouth], replace(span, end=end))
        return put(words, at, replace(word, end=end, visemes=held))
    squeezed = spread_between(later, (span.end, word.end), (end, word.end))
    return _with(words, at, mouth, replace(span, end=end), *squeezed, old=1 + len(later))


def add_closure(words: Words, at: int, time: float, viseme: str = CLOSURES[0]) -> Words:
    """Closes the lips for CLOSURE_S around that second of a word; its mouths there give way."""
    word = words[at]
    length = min(CLOSURE_S, word.end - word.start)
    start = min(max(time - length / 2, word.start), word.end - length)
    end = min(start + length, word.end)
    spans: list[VisemeSpan] = [VisemeSpan(viseme, start, end)]
    for span in word.visemes:
        parts = (span.start, min(span.end, start)), (max(span.start, end), span.end)
        spans += [replace(span, start=a, end=b) for a, b in parts if b - a >= SHORTEST_MOUTH_S]
    return put(words, at, replace(word, visemes=tuple(sorted(spans, key=lambda s: s.start))))


def remove_mouth(words: Words, at: int, mouth: int) -> Words:
    """Takes a mouth out of a word, such as a closure; the one before it, or behind, fills in."""
    word = words[at]
    gone = word.visemes[mouth]
    before, after = word.visemes[:mouth], word.visemes[mouth + 1 :]
    if before:
        before = (*before[:-1], replace(before[-1], end=gone.end))
    elif after:
        after = (replace(after[0], start=gone.start), *after[1:])
    return put(words, at, replace(word, visemes=before + after))


def _with(words: Words, at: int, mouth: int, *spans: VisemeSpan, old: int = 1) -> Words:
    """The words with those mouths in place of `old` of them from `mouth` on."""
    word = words[at]
    visemes = (*word.visemes[:mouth], *spans, *word.visemes[mouth + old :])
    return put(words, at, replace(word, visemes=visemes))
