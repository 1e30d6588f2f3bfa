"""Played: a heard sound as the published network and the guard play it, for measurements."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE
from ...emotion.mood import compose, constant_mood
from ...face.basis import CHANNELS, index
from ...face.performance import Style, perform
from ...head.container import read_head
from ...model.acting import enact
from ...model.network import Network
from ...track import Track
from ..data.content import SpeechContent

Array = NDArray[np.float32]
STILL = Style(blinks=0, gaze=0, head=0, accents=0, breath=0)


def infer_face(
    item: SpeechContent, network: Network, moods: Mapping[str, float], scale: float
) -> tuple[Track, Array, Array]:
    """(face, words, offset) with constant shares of emotions; scale 0 is neutral."""
    even = Track(np.ones((len(item.content), 1), np.float32), RATE)
    latent = compose(constant_mood(moods, scale), even, network.spec.anchors)
    words, felt = enact(item.content, latent, network)
    return perform(words, felt, item.content, STILL), words, felt


def pearson(found: Array, truth: Array) -> float:
    """Pearson's r of two curves [t]; 0 where one of them does not move."""
    if found.std() < 1e-6 or truth.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(found, truth)[0, 1])


def concordance(found: Array, truth: Array) -> float:
    """Lin's concordance of two curves [t]: 1 only where level and size agree too."""
    shift = (found.mean() - truth.mean()) ** 2
    both = np.mean((found - found.mean()) * (truth - truth.mean()))
    return float(2 * both / (found.var() + truth.var() + shift + 1e-12))


@functools.cache
def lip_gap_weights() -> Array:
    """How far each channel parts the embedded head's lips in the middle, mm, [channels]."""
    head, row = read_head(), np.zeros(len(CHANNELS), np.float32)
    upper, lower = (head.landmarks[name] for name in ("lip_upper", "lip_lower"))
    for name in head.shapes:
        moved = head.shaped({name: 1.0}) - head.vertices
        row[index(name)] = 1000 * (moved[upper, 2] - moved[lower, 2])
    return row


def lip_gap(face: Track) -> Array:
    """How much further apart than at rest the lips are, [t] millimetres."""
    return face.values @ lip_gap_weights()
