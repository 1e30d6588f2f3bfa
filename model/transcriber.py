"""Transcriber: what is said in a sound, written down by the recogniser on the processor."""

from __future__ import annotations

import functools
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..audio.speech import RATE
from ..progress import POLL_S, Progress, attended, part, silent
from ..track import Array
from .decoding import Steps
from .encoder import Keep, encode, piece_samples
from .pauses import halves, pieces
from .recogniser import Recogniser
from .tokens import loop, text_of

TOKENS_A_SECOND = 6.5
"""More than that nobody says: the model repeats itself, or invents."""
_END = 2
_TOGETHER = 6
"""Pieces that are decoded side by side."""
_ENCODED = 0.3
"""Share of the time of some pieces after which they are encoded."""
_WHAT = "Transcribing"


@dataclass(frozen=True)
class Passage:
    """A text, and the frames `first`..`last` (at RATE, last not included) in which it is said.

    sureness: geometric mean of the probabilities of its tokens, 0..1.
    """

    first: int
    last: int
    text: str
    sureness: float = 1.0


@dataclass(frozen=True)
class _Decoded:
    """The tokens of a piece, their probability (geometric mean), and whether it came to its end."""

    ids: tuple[int, ...]
    sureness: float
    whole: bool


def drop(piece: slice, states: Array) -> None:
    """Keeps no states."""


def transcribe(
    samples: Array,
    voice: Array,
    level: float,
    recogniser: Recogniser,
    progress: Progress = silent,
    keep: Keep = drop,
) -> Iterator[Passage]:
    """What is said, a piece between two pauses after the other; silence has none.

    samples [n] at 16 kHz (an array or a memmap, of which one piece at a time is read); voice
    [frames] at RATE; level: the sound's speech_level. `progress` is told every POLL_S. The
    encoder's states of each piece are given to `keep`.
    """

    def encoded(piece: slice, told: Progress) -> Array:
        sound = piece_samples(samples, piece, level)
        return attended(functools.partial(encode, recogniser.encoder, sound), told, 0.0, _WHAT)

    cut = pieces(voice)
    while group := tuple(itertools.islice(cut, _TOGETHER)):
        told = part(progress, group[0].start / len(voice), group[-1].stop / len(voice))
        yield from _passages(group, voice, recogniser, encoded, keep, told)
    progress(1.0, _WHAT)


def _passages(
    group: Sequence[slice],
    voice: Array,
    recogniser: Recogniser,
    encoded: Callable[[slice, Progress], Array],
    keep: Keep,
    progress: Progress,
) -> Iterator[Passage]:
    """What is said in some pieces, which are decoded side by side."""
    hidden: list[Array] = []
    for k, piece in enumerate(group):
        hidden.append(encoded(piece, part(progress, _ENCODED * k / len(group), 1.0)))
        keep(piece, hidden[-1])
    seconds = [(piece.stop - piece.start) / RATE for piece in group]
    texts = _decoded(recogniser, hidden, seconds, part(progress, _ENCODED, 1.0))
    for piece, found in zip(group, texts, strict=True):
        parts = (piece,) if found.whole else halves(voice, piece)
        if len(parts) > 1:
            rest = part(progress, 1.0, 1.0)
            yield from _passages(parts, voice, recogniser, encoded, drop, rest)
        elif text := text_of(found.ids, recogniser.vocabulary):
            yield Passage(piece.start, piece.stop, text, found.sureness)


def _decoded(
    recogniser: Recogniser, hidden: Sequence[Array], seconds: Sequence[float], progress: Progress
) -> list[_Decoded]:
    """The likeliest token after the other, of the encoder's states [1, t, 288] of each piece."""
    most = [int(np.ceil(each * TOKENS_A_SECOND)) + 2 for each in seconds]
    said: list[list[tuple[int, float]]] = [[] for _ in hidden]
    found: dict[int, _Decoded] = {}
    steps, alive, looked = Steps(recogniser, hidden), list(range(len(hidden))), time.monotonic()
    while True:
        if time.monotonic() - looked >= POLL_S:
            progress(len(said[alive[0]]) / max(most), _WHAT)
            looked = time.monotonic()
        for k, told in zip(alive, steps.next(), strict=True):
            said[k].append(told)
            if ended := _ended(said[k], most[k]):
                found[k] = ended
        rows = [row for row, k in enumerate(alive) if k not in found]
        if not rows:
            return [found[k] for k in range(len(hidden))]
        if len(rows) < len(alive):
            steps.go_on(rows)
            alive = [alive[row] for row in rows]


def _ended(said: Sequence[tuple[int, float]], most: int) -> _Decoded | None:
    """A piece's text where its tokens, with their log-probabilities, come to an end; else None."""
    ids, logs = zip(*said, strict=True)
    sureness = float(np.exp(np.mean(logs)))
    if ids[-1] == _END:
        return _Decoded(ids[:-1], sureness, True)
    again = loop(ids)
    if again or len(ids) >= most:
        return _Decoded(ids[: len(ids) - again], sureness, False)
    return None
