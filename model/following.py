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

from ..audio.speech import EVENTS, VISEMES, SpokenWord, VisemeSpan
from ..progress import Progress, attended, silent
from ..spool import ROWS, Spool, forget
from ..text.script import Word
from ..track import Array, Track, gaussian
from .alignment import FREE, evidence
from .chunks import windows
from .placing import (
    Flags,
    Floats,
    Indices,
    Path,
    Stretch,
    costs,
    fitting,
    parted,
    placed,
    placed_again,
    spans_of,
    spoken_before,
)

TRUST = 0.85
"""Share of the text in the visemes of a frame that fits; the rest is as it was heard."""
_SOFT = 0.6
"""Frames: standard deviation of the ramps between visemes."""
RAMP = 2
"""Frames into which a ramp reaches: what lies beyond is as it was."""
_REACH = 8
"""Frames of context, with which a stretch of frames is shaped as in the whole."""
_FEWEST, _LEAST = 0.5, 0.2
"""Share of the words, and of the speech, that must fit: else it is another text."""
ANOTHER_TEXT = (
    "The text does not fit the sound, which was heard without it: check the text and its language."
)
_NOWHERE = (0, 0)
"""Where a word is written that is in no text."""


@dataclass(frozen=True)
class Followed:
    """The content with the words in it, where each word is, and what did not fit."""

    content: Track
    words: tuple[SpokenWord, ...] = ()
    remarks: tuple[str, ...] = ()


def follow(content: Track, words: Sequence[Word], progress: Progress = silent) -> Followed:
    """`content` (CONTENT) as these words shape it; unchanged where they do not fit."""
    return follow_stretches(content, [Stretch(0, len(content), tuple(words))], progress)


def follow_stretches(
    content: Track, stretches: Sequence[Stretch], progress: Progress = silent
) -> Followed:
    """The same where it is known between which frames some of the words are."""
    logs = evidence(content)
    path = placed(logs, stretches, progress)
    shape = functools.partial(_followed, content, stretches, logs, path)
    return attended(shape, progress, 1.0, "Finding the words")


def _followed(content: Track, stretches: Sequence[Stretch], logs: Array, path: Path) -> Followed:
    words = [word for stretch in stretches for word in stretch.words]
    paid = costs(logs, path, len(words))
    fits = fitting(*paid)
    fits &= _believed(stretches, paid, fits, content["voice"] > 0.5, path.owner)
    if not fits.any():
        return Followed(content, remarks=(ANOTHER_TEXT,))
    again, fits = placed_again(content, logs, path, fits, stretches)
    if again is not path:
        path, paid = again, costs(logs, again, len(words))
    good = np.isin(path.owner, np.flatnonzero(fits))
    spans = spans_of(path.owner, fits)
    sureness = np.exp(-paid[0] / np.maximum(paid[1], 1))
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
    paid: tuple[Floats, Floats],
    fits: Flags,
    speaks: Flags,
    owner: Indices,
) -> Flags:
    """Which words belong to a stretch whose text is that of the sound, [words]."""
    found = np.zeros(len(fits), bool)
    first = 0
    for stretch in stretches:
        own = slice(first, first := first + len(stretch.words))
        cost, frames = (values[own].sum() for values in paid)
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
    text: str, sureness: float, span: tuple[int, int], path: Path, rate: float
) -> SpokenWord:
    """The word in the frames of `span`, with the visemes that the path has there."""
    first, last = span
    edges = [first, *(np.flatnonzero(np.diff(path.state[first:last])) + first + 1).tolist(), last]
    visemes = (
        VisemeSpan(VISEMES[int(path.viseme[start])], start / rate, stop / rate)
        for start, stop in pairwise(edges)
    )
    return SpokenWord(text, first / rate, last / rate, sureness, tuple(visemes))


def shaped(content: Track, viseme: Indices) -> Track:
    """The content, visemes and closures taken from `viseme` [frames] where that is not FREE."""
    return _shaped(content, lambda given: _weights(viseme[given]))


def _weights(viseme: Indices) -> Array:
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
    for before, after, start, stop in parted(spans, spoken_before(content), 0, len(content)):
        missing = " ".join(word.text for word in words[before + 1 : after])
        yield _place(start / content.rate, stop / content.rate, missing)


def _place(start: float, stop: float, missing: str) -> str:
    where = f"between {start:.1f} and {stop:.1f} s"
    if not missing:
        return f"Something else than the text is said {where}: it was heard without the text there."
    shown = missing if len(missing) <= 60 else f"{missing[:57]}…"
    return f"“{shown}” does not fit the sound {where}: it was heard without the text there."
