"""Timed text in a sound: the mouth as a file has it, and found in the sound where the file is mute.

Mouths with times are shown as they are. A word with times is said between them, its mouths found by
alignment. A phrase, or a word without times, is looked for between what stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import VISEMES, SpokenWord, VisemeSpan
from ..errors import TextError
from ..progress import Progress, silent
from ..text.mouth_edits import CLOSURES
from ..text.script import ENGLISH, Script, pronounced
from ..text.timings.timed_text import Cue, TimedText, TimedWord
from ..text.words import SHORTEST_S
from ..track import Array, Track
from .alignment import FREE, Graph, best_path, evidence
from .following import Followed, follow, shaped_by

_PAUSE_S = 0.15
"""A rest at either end of a word that is shorter belongs to its first or last mouth."""
_FAINTEST = 1e-6
"""Weight of a mouth of strength 0: its frames are told all the same."""
_TOUCHING_S = 0.03
"""Mouths that are no further apart take each other's place where one is weak."""
_FEW = 100
"""So many words and phrases are taken also of the shortest sound."""
BEYOND = "The file has words beyond the end of the sound, which were left out: check the file."


@dataclass(frozen=True)
class _Search:
    """A text, and the seconds between which it is looked for."""

    text: str
    start: float
    end: float


def follow_timed(
    content: Track, timed: TimedText, language: str = ENGLISH, progress: Progress = silent
) -> Followed:
    """`content` (CONTENT) as the words and mouths of a file shape it; elsewhere as it was heard.

    Times that the file gives are kept. Raises TextError where nobody here can say the words, or
    there are more of them than the sound has room for.
    """
    language = timed.language or language
    inside = [word for word in timed.words if word.start < content.duration]
    searches = list(_searches(timed, content.duration))
    _check_room(len(inside) + len(searches), content.duration)
    words = [_kept(content, word, language) for word in inside]
    remarks = [] if len(inside) == len(timed.words) else [BEYOND]
    for number, search in enumerate(searches):
        progress(number / len(searches), "Finding the words")
        found = _found(content, search, language)
        words += found
        remarks += [] if found else [_missing(search)]
    words.sort(key=lambda word: word.start)
    spans = [*timed.mouth, *(span for word in words for span in word.visemes)]
    progress(1.0, "Finding the words")
    return Followed(shaped_by(content, told_by(content, spans)), tuple(words), tuple(remarks))


def _check_room(count: int, duration: float) -> None:
    """Raises TextError for more words and phrases than can be said one after another."""
    if count > _FEW + duration / SHORTEST_S:
        raise TextError(
            f"The file has {count} words and phrases within the {duration:.1f} s of the sound, "
            "which nobody can say: choose the file of this sound."
        )


def _kept(content: Track, word: SpokenWord, language: str) -> SpokenWord:
    """A word as the file has it, within the sound; its mouths are found where the file has none."""
    within = replace(word, end=min(word.end, content.duration))
    return within if within.visemes else with_mouth(content, within, language)


def told_by(content: Track, spans: Sequence[VisemeSpan]) -> Array:
    """The weights [frames, visemes] of these mouths, which follow one another; 0 where none is.

    Of a closure weaker than 1 the rest goes to the mouths before and behind it, where they touch
    it; the weights of any other mouth are its strength.
    """
    told = np.zeros((len(content), len(VISEMES)), np.float32)
    for number, span in enumerate(spans):
        inside, shown = _frames(content, span), VISEMES.index(span.viseme)
        told[inside] = 0.0
        told[inside, shown] = max(span.strength, _FAINTEST)
        if span.strength < 1 and span.viseme in CLOSURES:
            halves = _halves(inside)
            for beside, half in zip(_beside(spans, number), halves, strict=True):
                told[half, VISEMES.index(beside.viseme)] += 1 - span.strength
    return told


def _beside(spans: Sequence[VisemeSpan], number: int) -> tuple[VisemeSpan, VisemeSpan]:
    """What the mouth shows instead of one, in its first and its second half."""
    here, before, after = spans[number], spans[:number][-1:], spans[number + 1 :][:1]
    first = next((s for s in before if here.start - s.end < _TOUCHING_S), None)
    second = next((s for s in after if s.start - here.end < _TOUCHING_S), None)
    rest = VisemeSpan("sil", here.start, here.end)
    return first or second or rest, second or first or rest


def _halves(inside: slice) -> tuple[slice, slice]:
    middle = (inside.start + inside.stop + 1) // 2
    return slice(inside.start, middle), slice(middle, inside.stop)


def painted(content: Track, spans: Sequence[VisemeSpan]) -> NDArray[np.int64]:
    """Which viseme these show in each frame, [frames]; FREE where none, each in one at least."""
    shown = np.full(len(content), FREE)
    for span in spans:
        shown[_frames(content, span)] = VISEMES.index(span.viseme)
    return shown


def _frames(content: Track, span: VisemeSpan) -> slice:
    """The frames of a mouth; one at least."""
    first, last = (int(np.ceil(t * content.rate - 1e-6)) for t in (span.start, span.end))
    middle = int((span.start + span.end) / 2 * content.rate)
    return slice(first, last) if last > first else slice(middle, middle + 1)


def _searches(timed: TimedText, duration: float) -> Iterator[_Search]:
    """Each run of words whose times are not all known, between what is known around it."""
    pieces = [(piece, cue) for cue in timed.cues for piece in cue.words or (cue,)]
    before = _carried([0.0, *(piece.end for piece, _ in pieces[:-1])])
    after = _carried([duration, *(piece.start for piece, _ in pieces[:0:-1])])[::-1]
    rows = zip(pieces, before, after, strict=bool(pieces))
    for fixed, run in groupby(rows, key=lambda row: _is_word(row[0][0])):
        if not fixed:
            yield from _joined([_bounded(*piece, *near) for piece, *near in run], duration)


def _carried(times: Iterable[float | None]) -> list[float]:
    """The times, the last before it in place of None; the first is known."""
    found = list[float]()
    for time in times:
        found.append(found[-1] if time is None else time)
    return found


def _is_word(piece: TimedWord | Cue) -> bool:
    known = piece.start is not None and piece.end is not None
    return known and isinstance(piece, TimedWord)


def _bounded(piece: TimedWord | Cue, cue: Cue, before: float, after: float) -> _Search:
    """Its own times, else those of its cue where they say more than what stands around it."""
    start = next(
        t for t in (piece.start, _inside(cue.start, before, after), before) if t is not None
    )
    end = next(t for t in (piece.end, _inside(cue.end, start, after), after) if t is not None)
    return _Search(piece.text, start, end)


def _inside(time: float | None, start: float, end: float) -> float | None:
    return time if time is not None and start < time < end else None


def _joined(searches: Sequence[_Search], duration: float) -> Iterator[_Search]:
    """Those that share their seconds as one; none beyond the end of the sound."""
    for (start, end), same in groupby(searches, key=lambda search: (search.start, search.end)):
        if start < min(end, duration):
            yield _Search(" ".join(search.text for search in same), start, min(end, duration))


def _found(content: Track, search: _Search, language: str) -> list[SpokenWord]:
    """The words of a search that are in the sound between its seconds."""
    words = pronounced(Script(search.text, language))
    part, first = _between(content, search.start, search.end)
    if not words or not len(part):
        return []
    offset = first / content.rate
    found = (
        SpokenWord(word.text, word.start + offset, word.end + offset, word.sureness)
        for word in follow(part, words).words
    )
    return [with_mouth(content, word, language) for word in found]


def _missing(search: _Search) -> str:
    shown = search.text if len(search.text) <= 60 else f"{search.text[:57]}…"
    where = f"between {search.start:.1f} and {search.end:.1f} s"
    return f"“{shown}” does not fit the sound {where}: it was heard without the text there."


def _between(content: Track, start: float, end: float) -> tuple[Track, int]:
    """The frames between two seconds, and the number of the first."""
    first, last = round(start * content.rate), round(end * content.rate)
    return replace(content, values=content.values[first:last]), first


def with_mouth(content: Track, word: SpokenWord, language: str) -> SpokenWord:
    """A word of known times with its mouths, found between these."""
    said = pronounced(Script(word.text, language))
    visemes = [viseme for part in said for viseme in part.visemes]
    edges = _edges(content, word, visemes)
    spans = zip(visemes, pairwise(edges), strict=True) if visemes else ()
    shown = tuple(VisemeSpan(VISEMES[viseme], *edge) for viseme, edge in spans)
    return replace(word, visemes=shown)


def _edges(content: Track, word: SpokenWord, visemes: Sequence[int]) -> list[float]:
    """When each viseme of a word begins (s), and the last ends."""
    part, first = _between(content, word.start, min(word.end, content.duration))
    if not visemes or len(part) < len(visemes):
        return np.linspace(word.start, word.end, len(visemes) + 1).tolist()
    path = best_path(evidence(part), _forced(visemes))
    begins = np.searchsorted(path, np.arange(1, len(visemes) + 2))
    edges = [(first + int(k)) / content.rate for k in begins]
    edges[0] = word.start if edges[0] - word.start < _PAUSE_S else edges[0]
    edges[-1] = word.end if word.end - edges[-1] < _PAUSE_S else edges[-1]
    return edges


def _forced(visemes: Sequence[int]) -> Graph:
    """The states of a word that is surely there: a rest, its visemes one by one, a rest."""
    states = np.array([FREE, *visemes, FREE])
    ones = np.ones(len(states), np.int64)
    return Graph(states, 0 * ones, ones, np.full(len(states), np.inf))
