"""Words with times as a sequence: in their order, apart, and inside the sound.

An edited word stays as the user made it. One without text and with a `sil` mouth is a deleted word:
the mouth rests there, whatever is heard.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ..audio.speech import SpokenWord, VisemeSpan

Words = tuple[SpokenWord, ...]

SHORTEST_S = 0.02
"""No word is shorter: a frame of what is heard."""
SHORTEST_MOUTH_S = 0.005
"""No mouth is made shorter by an edit, unless its word has no room for all."""


def merge_edits(fresh: Words, kept: Words) -> Words:
    """The words of a new hearing, and in them the edited ones of `kept`, unchanged.

    A fresh word of which half lies under an edited one is replaced by it, any other is shortened.
    """
    edits = ordered(word for word in kept if word.edited)
    starts = [word.start for word in edits]
    free: list[SpokenWord] = []
    for word in fresh:
        first = max(bisect(starts, word.start) - 1, 0)
        last = bisect(starts, word.end)
        free += _outside(word, edits[first:last])
    return ordered([*free, *edits])


def _outside(word: SpokenWord, edits: Sequence[SpokenWord]) -> list[SpokenWord]:
    """The word where no edit is, in its longest stretch; nothing where that is less than half."""
    inside = [word.start, *(t for e in edits for t in (e.start, e.end)), word.end]
    clipped = [min(max(t, word.start), word.end) for t in inside]
    start, end = max(zip(clipped[::2], clipped[1::2], strict=True), key=lambda gap: gap[1] - gap[0])
    if (start, end) == (word.start, word.end):
        return [word]
    long_enough = end - start > max((word.end - word.start) / 2, SHORTEST_S)
    return [stretched(word, start, end)] if long_enough else []


def ordered(words: Iterable[SpokenWord], duration: float = float("inf")) -> Words:
    """The words by their starts and apart, none beyond `duration` (s): a later one gives way."""
    found: list[SpokenWord] = []
    before = 0.0
    for word in sorted(words, key=lambda word: (word.start, word.end)):
        start, end = max(word.start, before), min(word.end, duration)
        if end - start >= SHORTEST_S - 1e-9:
            found.append(clipped(word, start, end))
            before = end
    return tuple(found)


def clipped(word: SpokenWord, start: float, end: float) -> SpokenWord:
    """The word between two seconds, its mouths as they are there, in their order and apart."""
    if (start, end) == (word.start, word.end) and _are_apart(word):
        return word
    return replace(word, start=start, end=end, visemes=_apart(word.visemes, start, end))


def _are_apart(word: SpokenWord) -> bool:
    edges = [word.start, *(t for s in word.visemes for t in (s.start, s.end)), word.end]
    return all(before <= after for before, after in pairwise(edges))


def _apart(spans: Sequence[VisemeSpan], start: float, end: float) -> tuple[VisemeSpan, ...]:
    found: list[VisemeSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        first, last = max(span.start, start), min(span.end, end)
        if last > first:
            found.append(replace(span, start=first, end=last))
            start = last
    return tuple(found)


def stretched(word: SpokenWord, start: float, end: float) -> SpokenWord:
    """The word between two other seconds, its mouths stretched with it."""
    spans = spread_between(word.visemes, (word.start, word.end), (start, end))
    return replace(word, start=start, end=end, visemes=spans)


def spread_between(
    spans: Sequence[VisemeSpan], old: tuple[float, float], new: tuple[float, float]
) -> tuple[VisemeSpan, ...]:
    """Mouths that stood between two seconds, in the same proportions between two others."""
    scale = (new[1] - new[0]) / max(old[1] - old[0], 1e-9)

    def moved(time: float) -> float:
        return min(max(new[0] + (time - old[0]) * scale, new[0]), new[1])

    return tuple(replace(s, start=moved(s.start), end=moved(s.end)) for s in spans)


def put(words: Words, at: int, *changed: SpokenWord) -> Words:
    """The words with those, edited, in place of the one at `at`."""
    return (*words[:at], *(replace(word, edited=True) for word in changed), *words[at + 1 :])


def room(words: Words, at: int, duration: float) -> tuple[float, float]:
    """The seconds between which the word at `at` may stand: between its neighbours."""
    before = words[at - 1].end if at else 0.0
    after = words[at + 1].start if at + 1 < len(words) else duration
    return before, after
