"""Following a script: what was heard, its mouth taken from the words wherever they fit the sound.

The words say which phones there are, the sound says when. So lips close on every p, b, m of the
text, and on nothing else. Where text and sound disagree the sound is believed, and it is remarked.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import EVENTS, VISEMES, Said
from ..progress import Progress, attended, silent
from ..text.script import Word
from ..track import Array, Track, gaussian
from .alignment import FREE, Graph, best_path, evidence, graph

TRUST = 0.85
"""Share of the text in the visemes of a frame that fits; the rest is as it was heard."""
_SOFT = 0.6
"""Frames: standard deviation of the ramps between visemes."""
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


@dataclass(frozen=True)
class Followed:
    """The content with the words in it, where each word is, and what did not fit."""

    content: Track
    words: tuple[Said, ...] = ()
    remarks: tuple[str, ...] = ()


def follow(content: Track, words: Sequence[Word], progress: Progress = silent) -> Followed:
    """`content` (CONTENT) as these words shape it; unchanged where they do not fit."""
    logs, states = evidence(content), graph(words)
    path = best_path(logs, states, progress)
    shape = functools.partial(_followed, content, words, logs, states, path)
    return attended(shape, progress, 1.0, "Finding the words")


def _followed(
    content: Track, words: Sequence[Word], logs: Array, states: Graph, path: NDArray[np.int64]
) -> Followed:
    viseme = states.viseme[path]
    owner = np.where(viseme == FREE, -1, states.word[path])
    fits = _fitting(logs, viseme, owner, len(words))
    good, speaks = np.isin(owner, np.flatnonzero(fits)), content["voice"] > 0.5
    if fits.mean() < _FEWEST or (good & speaks).sum() < _LEAST * speaks.sum():
        return Followed(content, remarks=(ANOTHER_TEXT,))
    spans = _spans(owner, fits)
    said = (
        Said(word.text, span[0] / content.rate, span[1] / content.rate)
        for word, span in zip(words, spans, strict=True)
        if span
    )
    within = shaped(content, np.where(good, viseme, FREE))
    return Followed(within, tuple(said), tuple(_remarks(content, words, spans)))


def _fitting(
    logs: Array, viseme: NDArray[np.int64], owner: NDArray[np.int64], count: int
) -> NDArray[np.bool_]:
    """Which words are there, [words]: judged with their neighbours, by what their frames cost."""
    inside = owner >= 0
    heard = logs[:, : len(VISEMES)]
    costs = heard.max(1) - heard[np.arange(len(heard)), np.where(inside, viseme, 0)]
    cost = np.bincount(owner[inside], costs[inside], count)
    frames = np.bincount(owner[inside], minlength=count)
    around = np.ones(2 * _NEAR + 1)
    near = np.convolve(cost, around)[_NEAR:-_NEAR]
    mean = near / np.maximum(np.convolve(frames, around)[_NEAR:-_NEAR], 1)
    return (frames > 0) & (mean < _MISFIT)


def _spans(owner: NDArray[np.int64], fits: NDArray[np.bool_]) -> list[tuple[int, int] | None]:
    """First and last-plus-one frame of each word that fits; the path takes words in their order."""
    inside = np.flatnonzero(owner >= 0)
    ends = np.searchsorted(owner[inside], np.arange(len(fits) + 1))
    return [
        (int(inside[ends[k]]), int(inside[ends[k + 1] - 1]) + 1) if fit else None
        for k, fit in enumerate(fits)
    ]


def shaped(content: Track, viseme: NDArray[np.int64]) -> Track:
    """The content, visemes and closures taken from `viseme` [frames] where that is not FREE."""
    values = content.values.copy()
    told = np.eye(len(VISEMES), dtype=np.float32)[np.maximum(viseme, 0)]
    firm = (viseme != FREE).astype(np.float32)
    share = gaussian(firm, _SOFT)[:, None]
    weight = np.maximum(share, 1e-6)
    ramps = gaussian(told * firm[:, None], _SOFT) / weight
    heard = values[:, : len(VISEMES)]
    values[:, : len(VISEMES)] = heard + TRUST * share * (ramps - heard)
    for event, look in zip(EVENTS[:2], ("PP", "FF"), strict=True):
        column, closed = content.names.index(event), ramps[:, VISEMES.index(look)]
        values[:, column] += share[:, 0] * (np.minimum(2 * closed, 1) - values[:, column])
    return replace(content, values=values)


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
