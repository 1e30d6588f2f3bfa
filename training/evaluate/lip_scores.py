"""Measures of the lips: closures of true phones in the face, and open vowels that it shuts."""

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
"""Millimetres: with a smaller gap, lips of the embedded head count as closed."""
WINDOW = 1
"""Frames (of 20 ms) around a phone in which its closure counts."""


@dataclass(frozen=True)
class Lips:
    """Counts of p b m: in the face, in the phones, in the content; of open vowels that are shut."""

    closed: int
    closures: int
    heard: int
    shut_vowels: int
    seconds: float


def lips(face: Track, item: SpeechContent, phones: Phones) -> Lips:
    """The counts of one face for the content and the true phones of its sound."""
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
    """Recall of closures in the face and in the content, and shut open vowels a minute.

    moods, scale   emotion -> share, and the scale of the intensity
    """
    found = [lips(infer_face(item, network, moods, scale)[0], item, p) for item, p in items]
    total = {name: sum(getattr(f, name) for f in found) for name in Lips.__annotations__}
    return {
        "recall": total["closed"] / total["closures"],
        "heard": total["heard"] / total["closures"],
        "shut_vowels_a_minute": 60 * total["shut_vowels"] / total["seconds"],
    }
