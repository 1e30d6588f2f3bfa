"""Decoding: the likeliest next tokens of pieces of speech, side by side.

A step reads all of the decoder's weights, so several pieces at once take hardly longer than one.
None changes another's numbers (training/recogniser/graphs.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..track import Array
from .onnx_backend import PlainSession
from .recogniser import Recogniser

_START = 1
_HEADS, _WIDTH = 8, 36
_NEW, _HEARD, _THERE = "new_", "heard_", "there"
"""What begins the names under which the decoder returns what it is given again at the next step,
and of what is looked among in the sound; and the name of where a piece has states."""
_NOWHERE = -1e9


class Steps:
    """The decoding of some pieces, a token of each at a time."""

    def __init__(self, recogniser: Recogniser, hidden: Sequence[Array]) -> None:
        """hidden: the encoder's states [1, t, 288] of each piece."""
        self._recogniser = recogniser
        self._lengths = [states.shape[1] for states in hidden]
        self._tokens = np.full((len(hidden), 1), _START)
        self._position = 0
        memories = [recogniser.memory.run({"states": states}) for states in hidden]
        self._given = _side_by_side(memories, max(self._lengths))
        none = np.zeros((len(hidden), _HEADS, 0, _WIDTH), np.float32)
        self._given |= {name.removeprefix(_HEARD): none for name in self._given}

    def next(self) -> list[tuple[int, float]]:
        """The likeliest next token of each piece and its log-probability."""
        given = {"token": self._tokens, "position": np.array([self._position]), **self._given}
        if len(self._lengths) > 1:
            given[_THERE] = _where(self._lengths)
        found = self._decoder().run(given)
        logits = found.pop("logits")[:, -1]
        self._given |= {name.removeprefix(_NEW): kept for name, kept in found.items()}
        self._tokens = logits.argmax(1, keepdims=True)
        self._position += 1
        return [_likeliest(row) for row in logits]

    def go_on(self, rows: Sequence[int]) -> None:
        """From here on only with these of the pieces."""
        self._lengths = [self._lengths[row] for row in rows]
        self._tokens = self._tokens[rows]
        longest = max(self._lengths)
        for name, kept in self._given.items():
            heard = name.startswith(_HEARD)
            self._given[name] = kept[rows, :, :longest] if heard else kept[rows]

    def _decoder(self) -> PlainSession:
        one = len(self._lengths) == 1
        return self._recogniser.decoder if one else self._recogniser.batch()


def _side_by_side(memories: Sequence[Mapping[str, Any]], longest: int) -> dict[str, Any]:
    """What each piece is looked for in, filled up with nothing to the longest, [b, 8, t, 36]."""
    return {
        name: np.concatenate([_filled(m[name], longest) for m in memories]) for name in memories[0]
    }


def _filled(heard: Array, longest: int) -> Array:
    return np.pad(heard, ((0, 0), (0, 0), (0, longest - heard.shape[2]), (0, 0)))


def _where(lengths: Sequence[int]) -> Array:
    """0 where a piece has states, far below it where it has none: [b, 1, 1, t]."""
    there = np.arange(max(lengths)) < np.array(lengths)[:, None]
    return np.where(there, 0.0, _NOWHERE).astype(np.float32)[:, None, None]


def _likeliest(logits: Array) -> tuple[int, float]:
    token = int(logits.argmax())
    return token, float(-np.log(np.exp(logits - logits[token]).sum()))
