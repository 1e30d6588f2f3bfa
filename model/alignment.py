"""Alignment: where in a sound the words of its script are, found with what the network heard.

A Viterbi search (Forney 1973) over the visemes of the script, one after another, each for at least
a frame. Between any two words there may be a gap: a pause, or speech that is not in the script; and
any word may be left out, so that a script that does not fit is noticed where it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import VISEMES
from ..progress import Progress, silent
from ..spool import ROWS, Spool, blocks, forget
from ..text.script import Word
from ..track import Array, Track

FREE = -1
"""What the path says of a frame in a gap."""
STRANGE = 3.5
"""What a frame of speech outside the script costs (nats): words that fit cost less, others more."""
OMITTED = 3.0
"""What leaving a word out costs."""
_FLOOR = 0.01
"""The network is never surer than this that something is not there."""
_BAND = 1000
"""States (a minute or two of speech) among which the search looks at any one time."""
_REPORT_EVERY = 250
_STAY, _STEP, _JUMP = 0, 1, 2
_Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Graph:
    """The states of a script in their order: a gap, a word's visemes, a gap, …, a gap.

    viseme [states]  index into VISEMES, or FREE in a gap
    word   [states]  index into the script's words: of a gap, the word that follows
    jump   [states]  how many states a jump comes from: over a gap, or over a word
    cost   [states]  what that jump costs; infinite where there is none
    """

    viseme: _Indices
    word: _Indices
    jump: _Indices
    cost: NDArray[np.float64]


def graph(words: Sequence[Word]) -> Graph:
    """The states of these words, in their order."""
    rows: list[tuple[int, int, int, float]] = []
    before = 0
    for number, word in enumerate(words):
        rows.append((FREE, number, before + 1, OMITTED if number else np.inf))
        rows.append((word.visemes[0], number, 2, 0.0 if number else np.inf))
        rows += [(viseme, number, 1, np.inf) for viseme in word.visemes[1:]]
        before = len(word.visemes)
    rows.append((FREE, len(words), before + 1, OMITTED))
    viseme, word, jump, cost = zip(*rows, strict=True)
    return Graph(np.array(viseme), np.array(word), np.array(jump), np.array(cost))


def evidence(content: Track, strange: float = STRANGE) -> Array:
    """Log-likelihood of each viseme, and last of being in a gap, [frames, visemes + 1].

    strange: what a frame of speech outside the script costs (nats).
    """
    found = Spool()
    for block in blocks(content.values):
        logs = np.log(_FLOOR / len(VISEMES) + (1 - _FLOOR) * block[:, : len(VISEMES)])
        pause, other = logs[:, VISEMES.index("sil")], logs.max(1) - strange
        found.add(np.concatenate([logs, np.maximum(pause, other)[:, None]], 1))
    return found.array()


def best_path(logs: Array, states: Graph, progress: Progress = silent) -> _Indices:
    """The likeliest state of each frame, [frames]; logs [frames, visemes + 1].

    What is kept of each frame for the way back, _BAND bytes at most, is spooled.
    """
    frames, total = len(logs), len(states.viseme)
    width, ahead = min(_BAND, total), int(states.jump.max())
    source = np.arange(total) - states.jump + ahead
    back, rows = Spool(np.uint8), np.zeros((min(frames, ROWS), width), np.uint8)
    low = np.zeros(frames, np.int64)
    # with as many states before the first as a jump can reach back, all out of reach
    padded = np.full(ahead + total, -np.inf)
    scores = padded[ahead:]
    scores[:2] = logs[0, states.viseme[:2]]
    for t in range(1, frames):
        if t % _REPORT_EVERY == 0:
            progress(t / frames, "Finding the words")
        first = _band_start(scores, int(low[t - 1]), width)
        band = slice(first, first + width)
        jump = padded[source[band]] - states.cost[band]
        step = padded[ahead + first - 1 : ahead + first - 1 + width]
        rows[t % ROWS], best = _advance(scores[band], step, jump)
        scores[low[t - 1] : low[t - 1] + width] = -np.inf
        scores[band] = best + logs[t, states.viseme[band]]
        low[t] = first
        if t % ROWS == ROWS - 1:
            back.add(rows)
    back.add(rows[: frames % ROWS])
    return _traced(scores, back.array(), low, states)


def _band_start(scores: NDArray[np.float64], before: int, width: int) -> int:
    """The first state of the band around the best one; it never goes back."""
    if width == len(scores):
        return 0
    wanted = before + int(scores[before : before + width].argmax()) - width // 2
    return min(max(before, wanted), len(scores) - width)


def _advance(
    stay: NDArray[np.float64], step: NDArray[np.float64], jump: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """How each state of the band is best reached, the first way where they are equal; its score."""
    near = np.maximum(stay, step)
    choice = np.where(jump > near, _JUMP, step > stay)
    return choice.astype(np.uint8), np.maximum(near, jump)


def _traced(
    scores: NDArray[np.float64], back: NDArray[np.uint8], low: _Indices, states: Graph
) -> _Indices:
    """The path that ends best: in the last gap or the last word's last viseme, if it gets there."""
    path = np.empty(len(back), np.int64)
    last = scores[-2:].argmax() + len(scores) - 2
    state = int(last) if np.isfinite(scores[last]) else int(scores.argmax())
    for t in range(len(back) - 1, -1, -1):
        path[t] = state
        if t:
            way = back[t, state - low[t]]
            state -= {_STAY: 0, _STEP: 1, _JUMP: int(states.jump[state])}[int(way)]
        if t % ROWS == 0:
            forget(back)
    return path
