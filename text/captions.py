"""Captions: what is said, in lines short enough to be read while they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..audio.speech import SpokenWord
from .phrases import ends_phrase, ends_sentence

LONGEST = 42
"""Letters of a line, as broadcasters' guidelines have it."""
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
    lines: list[list[SpokenWord]] = []
    for word in (word for word in words if word.text):
        if not lines or _breaks(lines[-1], word):
            lines.append([])
        lines[-1].append(word)
    follows = [*(line[0].start for line in lines[1:]), float("inf")]
    return tuple(
        Caption(_text(line), line[0].start, min(line[-1].end + HELD_S, following))
        for line, following in zip(lines, follows, strict=bool(lines))
    )


def _text(line: Sequence[SpokenWord]) -> str:
    return " ".join(word.text for word in line)


def _breaks(line: Sequence[SpokenWord], word: SpokenWord) -> bool:
    """Whether the word begins a new line."""
    last, letters = line[-1], len(_text(line))
    return (
        ends_sentence(last)
        or word.start - last.end >= PAUSE_S
        or (ends_phrase(last) and letters >= SHORT)
        or letters + 1 + len(word.text) > LONGEST
    )
