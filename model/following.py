"""Following a script: what was heard, its mouth taken from the words wherever they fit the sound.

The words say which phones there are, the sound says when. So lips close on every p, b, m of the
text, and on nothing else. Where text and sound disagree the sound is believed, and it is remarked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import EVENTS, VISEMES, SpokenWord, VisemeSpan
from ..progress import Progress, attended, part, silent
from ..spool import ROWS, Spool, forget
from ..text.script import Word
from ..track import Array, Track, gaussian
from .alignment import FREE, best_path, evidence, graph
from .chunks import windows

TRUST = 0.85
"""Share of the text in the visemes of a frame that fits; the rest is as it was heard."""
_SOFT = 0.6
"""Frames: standard deviation of the ramps between visemes."""
RAMP = 2
"""Frames into which a ramp reaches: what lies beyond is as it was."""
_REACH = 8
"""Frames of context, with which a stretch of frames is shaped as in the whole."""
_NEAR = 2
"""Words either side that are judged together: one alone may be swallowed."""
_MISFIT = 0.95
"""Mean cost of a frame (nats below what was heard best) from which words do not fit."""
_MISSING_WORDS, _OTHER_SPEECH_S = 3, 0.6
"""What is remarked: so many words that are not there, or so long a stretch of other speech."""
_FEWEST, _LEAST = 0.5, 0.2
"""Share of the words, and of the speech, that must fit: else it is another text."""
ANOTHER_TEXT = (
    "The text does not fit the sound, which was heard without it: check the text and its language."
)
_NOWHERE = (0, 0)
"""Where a word is written that is in no text."""
_Indices = NDArray[np.int64]
_Floats = NDArray[np.float64]


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
class Followed:
    """The content with the words in it, where each word is, and what did not fit."""

    content: Track
    words: tuple[SpokenWord, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Path:
    """What the text says of each frame, [frames]: FREE where it says nothing.

    state: counts the visemes of all the words; viseme: index into VISEMES; owner: the word.
    """

    state: _Indices
    viseme: _Indices
    owner: _Indices


def follow(content: Track, words: Sequence[Word], progress: Progress = silent) -> Followed:
    """`content` (CONTENT) as these words shape it; unchanged where they do not fit."""
    return follow_stretches(content, [Stretch(0, len(content), tuple(words))], progress)


def follow_stretches(
    content: Track, stretches: Sequence[Stretch], progress: Progress = silent
) -> Followed:
    """The same where it is known between which frames some of the words are."""
    logs = evidence(content)
    path = _path(logs, stretches, progress)
    shape = functools.partial(_followed, content, stretches, logs, path)
    return attended(shape, progress, 1.0, "Finding the words")


def _path(logs: Array, stretches: Sequence[Stretch], progress: Progress) -> _Path:
    state, viseme, owner = (np.full(len(logs), FREE, np.int64) for _ in range(3))
    words = states = 0
    for stretch in filter(lambda stretch: stretch.words, stretches):
        inside, order = slice(stretch.first, stretch.last), graph(stretch.words)
        told = part(progress, stretch.first / len(logs), stretch.last / len(logs))
        found = best_path(logs[inside], order, told)
        viseme[inside] = order.viseme[found]
        said = viseme[inside] != FREE
        state[inside] = np.where(said, found + states, FREE)
        owner[inside] = np.where(said, order.word[found] + words, FREE)
        words, states = words + len(stretch.words), states + len(order.viseme)
    return _Path(state, viseme, owner)


def _followed(content: Track, stretches: Sequence[Stretch], logs: Array, path: _Path) -> Followed:
    words = [word for stretch in stretches for word in stretch.words]
    costs = _costs(logs, path, len(words))
    fits = _fitting(*costs)
    fits &= _believed(stretches, costs, fits, content["voice"] > 0.5, path.owner)
    if not fits.any():
        return Followed(content, remarks=(ANOTHER_TEXT,))
    good = np.isin(path.owner, np.flatnonzero(fits))
    spans = _spans(path.owner, fits)
    sureness = np.exp(-costs[0] / np.maximum(costs[1], 1))
    said = [
        _spoken(word.shown or word.text, float(sure), span, path, content.rate) if span else None
        for word, sure, span in zip(words, sureness, spans, strict=True)
    ]
    within = shaped(content, np.where(good, path.viseme, FREE))
    remarks = tuple(_remarks(content, words, spans))
    return Followed(within, tuple(_as_written(stretches, said)), remarks)


def _as_written(
    stretches: Sequence[Stretch], said: Sequence[SpokenWord | None]
) -> Iterator[SpokenWord]:
    """The words that are there; several that are written as one ("1500") are one."""
    places = [(k, word.written) for k, stretch in enumerate(stretches) for word in stretch.words]
    numbered = [(place, k) for k, place in enumerate(places)]
    for _, same in groupby(numbered, key=lambda each: each if each[0][1] == _NOWHERE else each[0]):
        if found := [word for _, k in same if (word := said[k]) is not None]:
            yield _joined(found)


def _joined(parts: Sequence[SpokenWord]) -> SpokenWord:
    visemes = tuple(span for part in parts for span in part.visemes)
    sureness = min(part.sureness for part in parts)
    return replace(parts[0], end=parts[-1].end, sureness=sureness, visemes=visemes)


def _believed(
    stretches: Sequence[Stretch],
    costs: tuple[_Floats, _Floats],
    fits: NDArray[np.bool_],
    speaks: NDArray[np.bool_],
    owner: _Indices,
) -> NDArray[np.bool_]:
    """Which words belong to a stretch whose text is that of the sound, [words]."""
    found = np.zeros(len(fits), bool)
    first = 0
    for stretch in stretches:
        own = slice(first, first := first + len(stretch.words))
        cost, frames = (values[own].sum() for values in costs)
        spoken = owner[stretch.first : stretch.last][speaks[stretch.first : stretch.last]]
        good = np.isin(spoken, np.flatnonzero(fits[own]) + own.start)
        missed = (spoken == FREE).sum() / max(len(spoken), 1)
        found[own] = (
            cost / max(frames, 1) + missed <= stretch.dearest
            and fits[own].sum() >= _FEWEST * len(stretch.words)
            and good.sum() >= _LEAST * len(spoken)
        )
    return found


def _spoken(
    text: str, sureness: float, span: tuple[int, int], path: _Path, rate: float
) -> SpokenWord:
    """The word in the frames of `span`, with the visemes that the path has there."""
    first, last = span
    edges = [first, *(np.flatnonzero(np.diff(path.state[first:last])) + first + 1).tolist(), last]
    visemes = (
        VisemeSpan(VISEMES[int(path.viseme[start])], start / rate, stop / rate)
        for start, stop in pairwise(edges)
    )
    return SpokenWord(text, first / rate, last / rate, sureness, tuple(visemes))


def _costs(logs: Array, path: _Path, count: int) -> tuple[_Floats, _Floats]:
    """What the frames of each word cost together, in nats below what was heard best; how many."""
    inside = path.owner != FREE
    heard = logs[:, : len(VISEMES)]
    costs = heard.max(1) - heard[np.arange(len(heard)), np.maximum(path.viseme, 0)]
    frames, cost = (np.bincount(path.owner[inside], w, count) for w in (None, costs[inside]))
    return cost.astype(np.float64), frames.astype(np.float64)


def _fitting(cost: _Floats, frames: _Floats) -> NDArray[np.bool_]:
    """Which words are there, [words]: judged with their neighbours, by what their frames cost."""
    around = np.ones(2 * _NEAR + 1)
    near = np.convolve(cost, around)[_NEAR:-_NEAR]
    mean = near / np.maximum(np.convolve(frames, around)[_NEAR:-_NEAR], 1)
    return (frames > 0) & (mean < _MISFIT)


def _spans(owner: _Indices, fits: NDArray[np.bool_]) -> list[tuple[int, int] | None]:
    """First and last-plus-one frame of each word that fits; the path takes words in their order."""
    inside = np.flatnonzero(owner >= 0)
    ends = np.searchsorted(owner[inside], np.arange(len(fits) + 1))
    return [
        (int(inside[ends[k]]), int(inside[ends[k + 1] - 1]) + 1) if fit else None
        for k, fit in enumerate(fits)
    ]


def shaped(content: Track, viseme: _Indices) -> Track:
    """The content, visemes and closures taken from `viseme` [frames] where that is not FREE."""
    return _shaped(content, lambda given: _weights(viseme[given]))


def _weights(viseme: _Indices) -> Array:
    """1 for the viseme of each frame, [frames, visemes]; 0 for all where that is FREE."""
    told = np.eye(len(VISEMES), dtype=np.float32)[np.maximum(viseme, 0)]
    return told * (viseme != FREE)[:, None]


def shaped_by(content: Track, told: Array) -> Track:
    """The same from the weights `told` [frames, visemes], all 0 where the words say nothing.

    A weight below 1 closes the lips less; one above it goes further than the viseme.
    """
    return _shaped(content, lambda given: told[given])


def _shaped(content: Track, told: Callable[[slice], Array]) -> Track:
    """The same, the weights of a stretch of frames being what `told` says of it."""
    made = Spool()
    for window in windows(len(content), ROWS, _REACH):
        given = slice(window.first, window.last)
        within = replace(content, values=content.values[given].copy())
        made.add(_shaped_values(within, told(given))[window.inside])
        forget(content.values)
    return replace(content, values=made.array())


def _shaped_values(content: Track, told: Array) -> Array:
    """The content's values, which are changed for it."""
    values = content.values
    share = gaussian(told.any(1).astype(np.float32), _SOFT)[:, None]
    weight = np.maximum(share, 1e-6)
    ramps = gaussian(told, _SOFT) / weight
    whole = gaussian((told > 0).astype(np.float32), _SOFT) / weight
    heard = values[:, : len(VISEMES)]
    values[:, : len(VISEMES)] = heard + TRUST * share * (ramps - heard)
    for event, look in zip(EVENTS[:2], ("PP", "FF"), strict=True):
        column, place = content.names.index(event), VISEMES.index(look)
        strength = np.minimum(ramps[:, place] / np.maximum(whole[:, place], 1e-6), 1)
        closed = strength * np.minimum(2 * whole[:, place], 1)
        values[:, column] += share[:, 0] * (closed - values[:, column])
    return values


def _remarks(
    content: Track, words: Sequence[Word], spans: Sequence[tuple[int, int] | None]
) -> Iterator[str]:
    """A sentence for each place where sound and text go apart."""
    there = [(-1, 0, 0), *((k, *span) for k, span in enumerate(spans) if span)]
    speaks = content["voice"] > 0.5
    for (before, _, start), (after, stop, _) in pairwise([*there, (len(words), len(content), 0)]):
        missing = " ".join(word.text for word in words[before + 1 : after])
        other = float(speaks[start:stop].sum()) / content.rate
        if after - before > _MISSING_WORDS or other >= _OTHER_SPEECH_S:
            yield _place(start / content.rate, stop / content.rate, missing)


def _place(start: float, stop: float, missing: str) -> str:
    where = f"between {start:.1f} and {stop:.1f} s"
    if not missing:
        return f"Something else than the text is said {where}: it was heard without the text there."
    shown = missing if len(missing) <= 60 else f"{missing[:57]}…"
    return f"“{shown}” does not fit the sound {where}: it was heard without the text there."
