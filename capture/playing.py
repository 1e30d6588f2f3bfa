"""Playing: a captured face with an emotion added by the acting network, and its own scaled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..animation.keyframes import shut_lips
from ..audio.speech import CONTENT, EMOTIONS, RATE, Speech
from ..face.basis import BLENDSHAPES, CHANNELS, EYES, HEAD, REGIONS, index
from ..face.performance import Style
from ..track import Array, Track, gaussian, widened

_MOUTH = [index(name) for name in REGIONS["mouth"]]
_JAW = [index(name) for name in ("jawOpen", "mouthClose")]
_PARTING = [
    index(name)
    for name in (*("mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft"),
                 *("mouthLowerDownRight", "jawOpen", "mouthClose"))
]  # fmt: skip
"""What would part lips that the capture shuts."""
_HEAD, _GAZE = [index(name) for name in HEAD], [index(name) for name in EYES]


def felt_speech(face: Track, heard: Speech | None = None) -> Speech:
    """The speech of a capture: what is heard beside it, or a voice that says nothing audible.

    Its own emotion is in the face already, so none is heard: AUTO adds nothing.
    """
    speech = heard or _unheard(face.duration)
    neutral = np.zeros_like(speech.emotion.values)
    neutral[:, EMOTIONS.index("neutral")] = 1
    return replace(speech, emotion=replace(speech.emotion, values=neutral), captured=face)


def _unheard(duration: float) -> Speech:
    frames = max(1, round(duration * RATE))
    content = np.zeros((frames, len(CONTENT)), np.float32)
    content[:, [CONTENT.index(name) for name in ("sil", "voice")]] = 1
    content[:, CONTENT.index("loudness")] = 0.5
    return Speech(
        Track(content, RATE, CONTENT),
        Track(np.ones((frames, 1), np.float32), RATE, ("intensity",)),
        Track(np.zeros((frames, len(EMOTIONS)), np.float32), RATE, EMOTIONS),
    )


def lifeless(style: Style) -> Style:
    """The same style without what a capture has of its own: blinks, gaze, head, brows, breath
    and sounds."""
    nothing = dict.fromkeys(("blinks", "gaze", "head", "accents", "breath", "sounds"), 0.0)
    return replace(style, **nothing)


def played(face: Track, felt: Track, calm: Track, style: Style) -> Track:
    """The captured face, its words and turns scaled, with what `felt` differs from `calm` by.

    All are [frames, CHANNELS], each at its own rate; so is the result, at the capture's. With no
    emotion and the style's usual amounts it is the capture to the bit.
    """
    offset = felt.at(face.times) - calm.at(face.times)
    offset[:, _PARTING] *= 1 - _held_shut(face)[:, None]
    values = _scaled(face.values, style) + offset
    shapes = values[:, : len(BLENDSHAPES)]
    np.clip(shapes, 0, 1, out=shapes)
    return Track(values, face.rate, CHANNELS)


def _held_shut(face: Track) -> Array:
    """Whether the captured lips close over an open jaw, [frames], 0..1: no emotion parts them."""
    return gaussian(widened(shut_lips(face), round(0.02 * face.rate)), 0.02 * face.rate)


def _scaled(values: Array, style: Style) -> Array:
    gains = np.ones(len(CHANNELS), np.float32)
    gains[_MOUTH] = style.articulation
    gains[_JAW] *= style.jaw
    gains[_HEAD], gains[_GAZE] = style.head, style.gaze
    return values * gains
