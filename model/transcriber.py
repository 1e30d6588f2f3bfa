"""Transcriber: what is said in a sound, written down by the recogniser on the processor."""

from __future__ import annotations

import functools
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..audio.speech import RATE
from ..progress import POLL_S, Progress, attended, silent
from ..track import Array
from .encoder import Keep, encode, piece_samples
from .pauses import halves, pieces
from .recogniser import Recogniser
from .tokens import loop, text_of

TOKENS_A_SECOND = 6.5
"""More than that nobody says: the model repeats itself, or invents."""
_START, _END = 1, 2
_HEADS, _WIDTH = 8, 36
_NEW = "new_"
"""Begins the name under which the decoder returns what it is given again at the next step."""
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
    waiting = [(piece, keep) for piece in pieces(voice)][::-1]
    while waiting:
        piece, kept = waiting.pop()

        def told(fraction: float, what: str, at: float = piece.start / len(voice)) -> None:
            progress(at, what)

        sound = piece_samples(samples, piece, level)
        hidden = attended(functools.partial(encode, recogniser.encoder, sound), told, 0.0, _WHAT)
        kept(piece, hidden)
        seconds = (piece.stop - piece.start) / RATE
        found = _decoded(recogniser, hidden, seconds, told)
        parts = (piece,) if found.whole else halves(voice, piece)
        if len(parts) > 1:
            waiting += [(half, drop) for half in parts[::-1]]
        elif text := text_of(found.ids, recogniser.vocabulary):
            yield Passage(piece.start, piece.stop, text, found.sureness)
    progress(1.0, _WHAT)


def _decoded(recogniser: Recogniser, hidden: Array, seconds: float, progress: Progress) -> _Decoded:
    """The likeliest token after the other, of the encoder's states [1, t, 576] of a piece."""
    most = int(np.ceil(seconds * TOKENS_A_SECOND)) + 2
    ids: list[int] = []
    logs: list[float] = []
    looked = time.monotonic()
    for token, log in _steps(recogniser, hidden):
        if time.monotonic() - looked >= POLL_S:
            progress(0.0, _WHAT)
            looked = time.monotonic()
        logs.append(log)
        if token == _END:
            return _Decoded(tuple(ids), float(np.exp(np.mean(logs))), True)
        ids.append(token)
        again = loop(ids)
        if again or len(ids) >= most:
            return _Decoded(tuple(ids[: len(ids) - again]), float(np.exp(np.mean(logs))), False)
    raise AssertionError("the steps have no end")


def _steps(recogniser: Recogniser, hidden: Array) -> Iterator[tuple[int, float]]:
    """The likeliest next token and its log-probability, without end."""
    given: dict[str, Any] = dict(recogniser.memory.run({"states": hidden}))
    none = np.zeros((1, _HEADS, 0, _WIDTH), np.float32)
    given |= {name.removeprefix("heard_"): none for name in given}
    token = _START
    for position in itertools.count():
        step = {"token": np.array([[token]]), "position": np.array([position])}
        found = recogniser.decoder.run({**step, **given})
        logits = found.pop("logits")[0, -1]
        token = int(logits.argmax())
        yield token, float(-np.log(np.exp(logits - logits[token]).sum()))
        given |= {name.removeprefix(_NEW): kept for name, kept in found.items()}
