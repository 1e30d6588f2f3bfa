"""Placing: in which frames of a sound each word of a text is, and which of them are there at all.

All words are looked for first. Speech that is in no text costs so much there that a word beside it
is drawn out over it, or put somewhere into it. So the words around such places are looked for
again, where such speech costs what words cost that only just fit. Of these words only those are
kept that follow on the words beside them, with no speech between that is not in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import RATE, VISEMES
from ..progress import Progress, part
from ..text.script import Word
from ..track import Array, Track
from .alignment import FREE, best_path, evidence, graph

_MISSING_WORDS, _OTHER_SPEECH_S = 3, 0.6
"""Sound and text go apart where so many words are not there, or where so long a stretch of other
speech is; no word is placed beyond such speech."""
_NEAR = 2
"""Words either side that are judged together: one alone may be swallowed."""
_MISFIT = 0.95
"""Mean cost of a frame (nats below what was heard best) from which words do not fit."""
Indices = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Stretch:
    """Words, and the frames `first`..`last` (not included) among which they are looked for.

    dearest: where a frame costs more than that on the mean (nats, and one more if none of the
    speech is explained), none of the words is believed.
    """

    first: int
    last: int
    words: tuple[Word, ...]
    dearest: float = np.inf


@dataclass(frozen=True)
class Path:
    """What the text says of each frame, [frames]: FREE where it says nothing.

    state: counts the visemes of all the words; viseme: index into VISEMES; owner: the word.
    """

    state: Indices
    viseme: Indices
    owner: Indices


@dataclass(frozen=True)
class _Run:
    """Words that follow one another in the frames `first`..`last` (not included).

    number: of the first of them; state: of the gap before it; anchored: whether a word that is
    surely there stands right before its first frame, and after its last.
    """

    first: int
    last: int
    words: tuple[Word, ...]
    number: int
    state: int
    anchored: tuple[bool, bool] = (False, False)


def placed(logs: Array, stretches: Sequence[Stretch], progress: Progress) -> Path:
    """The likeliest place of every word; logs [frames, visemes + 1], by `evidence`."""
    path = Path(*(np.full(len(logs), FREE, np.int64) for _ in range(3)))
    for run in _runs(stretches):
        told = part(progress, run.first / len(logs), run.last / len(logs))
        _place(path, logs[run.first : run.last], run, told)
    return path


def _runs(stretches: Sequence[Stretch]) -> Iterator[_Run]:
    number = state = 0
    for stretch in stretches:
        if stretch.words:
            yield _Run(stretch.first, stretch.last, stretch.words, number, state)
        number, state = number + len(stretch.words), state + _states(stretch.words) + 1


def _states(words: Sequence[Word]) -> int:
    """How many states these words have, each with the gap before it."""
    return sum(1 + len(word.visemes) for word in words)


def _place(path: Path, logs: Array, run: _Run, *told: Progress) -> None:
    """Write where the words of a run are, into the frames of the run."""
    inside, order = slice(run.first, run.last), graph(run.words)
    found = best_path(logs, order, *told)
    path.viseme[inside] = order.viseme[found]
    said = path.viseme[inside] != FREE
    path.state[inside] = np.where(said, found + run.state, FREE)
    path.owner[inside] = np.where(said, order.word[found] + run.number, FREE)


def costs(logs: Array, path: Path, count: int) -> tuple[Floats, Floats]:
    """What the frames of each word cost together, in nats below what was heard best; how many."""
    inside = path.owner != FREE
    heard = logs[:, : len(VISEMES)]
    cost = heard.max(1) - heard[np.arange(len(heard)), np.maximum(path.viseme, 0)]
    frames, sums = (np.bincount(path.owner[inside], w, count) for w in (None, cost[inside]))
    return sums.astype(np.float64), frames.astype(np.float64)


def fitting(cost: Floats, frames: Floats) -> Flags:
    """Which words are there, [words]: judged with their neighbours, by what their frames cost."""
    around = np.ones(2 * _NEAR + 1)
    near = np.convolve(cost, around)[_NEAR:-_NEAR]
    mean = near / np.maximum(np.convolve(frames, around)[_NEAR:-_NEAR], 1)
    return (frames > 0) & (mean < _MISFIT)


def spans_of(owner: Indices, fits: Flags) -> list[tuple[int, int] | None]:
    """First and last-plus-one frame of each word that fits; the path takes words in their order."""
    inside = np.flatnonzero(owner >= 0)
    ends = np.searchsorted(owner[inside], np.arange(len(fits) + 1))
    return [
        (int(inside[ends[k]]), int(inside[ends[k + 1] - 1]) + 1) if fit else None
        for k, fit in enumerate(fits)
    ]


def parted(
    spans: Sequence[tuple[int, int] | None], spoken: Indices, first: int, last: int
) -> Iterator[tuple[int, int, int, int]]:
    """Each place among the frames `first`..`last` where sound and text go apart.

    That is the numbers of the words before and after it, and its own first and last-plus-one frame.
    spoken: by spoken_before
    """
    there = [(-1, 0, first), *((k, *span) for k, span in enumerate(spans) if span)]
    for (before, _, start), (after, stop, _) in pairwise([*there, (len(spans), last, 0)]):
        other = (spoken[stop] - spoken[start]) / RATE
        if after - before > _MISSING_WORDS or other >= _OTHER_SPEECH_S:
            yield before, after, start, stop


def placed_again(
    content: Track, logs: Array, path: Path, fits: Flags, stretches: Sequence[Stretch]
) -> tuple[Path, Flags]:
    """The path, and which words are there [words], looked for again where they go apart.

    Only of a text that was given: a transcript, which may cost so much at most, leaves nothing out.
    """
    spoken = spoken_before(content)
    spans = spans_of(path.owner, fits)
    given = [np.isinf(stretch.dearest) for stretch in stretches if stretch.words]
    runs = [run for run, told in zip(_runs(stretches), given, strict=True) if told]
    pieces = [piece for run in runs for piece in _pieces(run, spans, spoken)]
    if not pieces:
        return path, fits
    again, kept = Path(path.state.copy(), path.viseme.copy(), path.owner.copy()), fits.copy()
    for piece in pieces:
        heard = replace(content, values=content.values[piece.first : piece.last])
        _place(again, evidence(heard, strange=_MISFIT), piece)
    found = spans_of(again.owner, fitting(*costs(logs, again, len(fits))))
    for piece in pieces:
        words = slice(piece.number, piece.number + len(piece.words))
        kept[words] = _connected(piece, found[words], spoken, len(content))
    return again, kept


def spoken_before(content: Track) -> Indices:
    """In how many frames before each somebody speaks, [frames + 1]."""
    return np.concatenate([[0], np.cumsum(content["voice"] > 0.5)])


def _pieces(run: _Run, spans: Sequence[tuple[int, int] | None], spoken: Indices) -> Iterator[_Run]:
    """What of a run is looked for again: words where sound and text go apart."""
    own = spans[run.number : run.number + len(run.words)]
    apart = _apart(run, own, spoken)
    before = 0
    for again, same in groupby(range(len(own)), key=lambda k: bool(apart[k])):
        words = list(same)
        piece = _piece(run, own, words[0], words[-1] + 1, before)
        if again and any(piece.anchored):
            yield piece
        before += _states(piece.words)


def _apart(run: _Run, spans: Sequence[tuple[int, int] | None], spoken: Indices) -> Flags:
    """Which of its words are where sound and text go apart, and their neighbours, [words]."""
    found = np.zeros(len(spans), bool)
    for before, after, _, _ in parted(spans, spoken, run.first, run.last):
        found[max(before, 0) : after + 1] = True
    return found | np.append(found[1:], False) | np.append(False, found[:-1])


def _piece(
    run: _Run, spans: Sequence[tuple[int, int] | None], first: int, last: int, state: int
) -> _Run:
    """Words `first`..`last` (not included) of a run, between the words that surround them."""
    before = next((span for span in reversed(spans[:first]) if span), None)
    after = next((span for span in spans[last:] if span), None)
    return _Run(
        before[1] if before else run.first,
        after[0] if after else run.last,
        run.words[first:last],
        run.number + first,
        run.state + state,
        (before is not None, after is not None),
    )


def _connected(
    piece: _Run, spans: Sequence[tuple[int, int] | None], spoken: Indices, end: int
) -> Flags:
    """Which words of a piece follow on the words beside it, [words]; both ways from these."""
    turned = [(end - span[1], end - span[0]) if span else None for span in reversed(spans)]
    sides = (
        _reached(spans, piece.first, spoken),
        _reached(turned, end - piece.last, spoken[-1] - spoken[::-1]),
    )
    forward, back = (
        side if there else set[int]() for side, there in zip(sides, piece.anchored, strict=True)
    )
    count = len(spans)
    return np.array([k in forward or count - 1 - k in back for k in range(count)])


def _reached(spans: Sequence[tuple[int, int] | None], at: int, spoken: Indices) -> set[int]:
    """The words that are reached from frame `at`, each from the one before it."""
    reached = set[int]()
    for k, span in enumerate(spans):
        if span is None or spoken[span[0]] - spoken[at] >= _OTHER_SPEECH_S * RATE:
            break
        reached.add(k)
        at = span[1]
    return reached
