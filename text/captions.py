"""Captions: what is said, in lines short enough to be read while they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..audio.speech import SpokenWord
from .phrases import ends_phrase, ends_sentence

LONGEST = 42
"""Letters of a line at most, as broadcasters' guidelines have it."""
SHORT = 18
"""A line of fewer letters goes on behind a comma."""
PAUSE_S, HELD_S = 0.7, 0.4
"""A silence that ends a line, and how long a line stays at most after its last word."""


@dataclass(frozen=True)
class Caption:
    """A line, and the seconds between which it is shown."""

    text: str
    start: float
    end: float


def captions(words: Sequence[SpokenWord]) -> tuple[Caption, ...]:
    """The lines of the words in their order; words that were deleted are left out."""
    phrases: list[list[SpokenWord]] = []
    for word in (word for word in words if word.text):
        if not phrases or _breaks(phrases[-1], word):
            phrases.append([])
        phrases[-1].append(word)
    lines = [line for phrase in phrases for line in _balanced(phrase)]
    follows = [*(line[0].start for line in lines[1:]), float("inf")]
    return tuple(
        Caption(_text(line), line[0].start, min(line[-1].end + HELD_S, following))
        for line, following in zip(lines, follows, strict=bool(lines))
    )


def _text(line: Sequence[SpokenWord]) -> str:
    return " ".join(word.text for word in line)


def _breaks(phrase: Sequence[SpokenWord], word: SpokenWord) -> bool:
    """Whether the word begins a new phrase."""
    last = phrase[-1]
    return (
        ends_sentence(last)
        or word.start - last.end >= PAUSE_S
        or (ends_phrase(last) and len(_text(phrase)) >= SHORT)
    )


def _balanced(phrase: Sequence[SpokenWord]) -> list[list[SpokenWord]]:
    """As few lines as LONGEST allows, about equally long: no word is left alone in the last."""
    fewest = len(_filled(phrase, LONGEST))
    widths = range(LONGEST // 2, LONGEST + 1)
    return next(
        lines for lines in (_filled(phrase, width) for width in widths) if len(lines) == fewest
    )


def _filled(phrase: Sequence[SpokenWord], width: int) -> list[list[SpokenWord]]:
    """Lines of so many letters at most, each as full as can be."""
    lines: list[list[SpokenWord]] = []
    for word in phrase:
        if not lines or len(_text([*lines[-1], word])) > width:
            lines.append([])
        lines[-1].append(word)
    return lines
