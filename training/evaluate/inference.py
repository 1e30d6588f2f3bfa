"""The published acting network's face for a sound, as it is played, and the gap of its lips."""

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
    """(face, words, offset), [t, channels] each, with constant shares of emotions.

    moods   emotion -> share
    scale   of the intensity; 0 is neutral
    """
    even = Track(np.ones((len(item.content), 1), np.float32), RATE)
    latent = compose(constant_mood(moods, scale), even, network.spec.anchors)
    words, felt = enact(item.content, latent, network)
    return perform(words, felt, item.content, STILL), words, felt


@functools.cache
def lip_gap_weights() -> Array:
    """Millimetres by which each channel at 1 parts the embedded head's lips, [channels]."""
    head, row = read_head(), np.zeros(len(CHANNELS), np.float32)
    upper, lower = (head.landmarks[name] for name in ("lip_upper", "lip_lower"))
    for name in head.shapes:
        moved = head.shaped({name: 1.0}) - head.vertices
        row[index(name)] = 1000 * (moved[upper, 2] - moved[lower, 2])
    return row


def lip_gap(face: Track) -> Array:
    """The gap between the lips beyond that at rest, [t], millimetres."""
    return face.values @ lip_gap_weights()
