"""Lips: which closures of true phones the played face makes, and which open vowels it shuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE, VISEMES
from ...face.guard import demand
from ...model.network import Network
from ...track import Track
from ..data.content import SpeechContent
from ..data.phones import LABIAL, Phones
from .inference import infer_face, lip_gap

OPEN_VOWELS = ("aa", "E", "oh")
CLOSED = 0.5
"""Millimetres: lips of the embedded head that stand less further apart than at rest are closed."""
WINDOW = 1
"""Frames (of 20 ms) around a phone in which its closure counts; +-30 ms would be allowed."""


@dataclass(frozen=True)
class Lips:
    """Of p b m: how many close, are there, were heard; open vowels that are wrongly shut."""

    closed: int
    closures: int
    heard: int
    shut_vowels: int
    seconds: float


def lips(face: Track, item: SpeechContent, phones: Phones) -> Lips:
    """Which of the phones' closures the face makes, and how many open vowels it shuts."""
    shut = lip_gap(face) < CLOSED
    spoken = demand(item.content).closed[:, 0] > 0.5
    made = [(_any(shut, *span), _any(spoken, *span)) for span in _spans(phones, (LABIAL,))]
    vowels = tuple(VISEMES.index(name) for name in OPEN_VOWELS)
    middles = [(a + b) / 2 for a, b in _spans(phones, vowels)]
    wrong = sum(bool(shut[min(int(m * RATE), len(shut) - 1)]) for m in middles)
    closed, heard = (sum(column) for column in zip(*made, strict=True)) if made else (0, 0)
    return Lips(closed, len(made), heard, wrong, len(face) / RATE)


def _spans(phones: Phones, visemes: tuple[int, ...]) -> list[tuple[float, float]]:
    """Start and end in seconds of the phones that look like one of `visemes`."""
    rows = zip(phones.starts, phones.ends, phones.visemes, phones.lenis, strict=True)
    return [(float(a), float(b)) for a, b, v, lenis in rows if v in visemes and not lenis]


def _any(flags: NDArray[np.bool_], start: float, end: float) -> bool:
    first = max(0, int(start * RATE) - WINDOW)
    return bool(flags[first : int(np.ceil(end * RATE)) + WINDOW].any())


def closures(
    items: list[tuple[SpeechContent, Phones]],
    network: Network,
    moods: Mapping[str, float],
    scale: float,
) -> dict[str, float]:
    """Recall of the closures of true phones, of those that were heard, and false ones a minute."""
    found = [lips(infer_face(item, network, moods, scale)[0], item, p) for item, p in items]
    total = {name: sum(getattr(f, name) for f in found) for name in Lips.__annotations__}
    return {
        "recall": total["closed"] / total["closures"],
        "heard": total["heard"] / total["closures"],
        "shut_vowels_a_minute": 60 * total["shut_vowels"] / total["seconds"],
    }
