"""Non-verbal sounds on the face: laughs, sobs, breaths, sighs and gasps that were heard.

A laugh lifts cheeks and corners, opens the jaw with each burst and throws the head back a little
(Ruch & Ekman 2001); a sob draws the inner brows up and the head down; a sigh lowers lids and head;
a gasp opens eyes and mouth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..audio.nonverbal import BREATH, GASP, LAUGH, SIGH, SOB
from ..audio.speech import NonVerbal
from ..track import Array, gaussian, smoothstep
from .basis import BLENDSHAPES, CHANNELS, index

_BOTH: Mapping[str, Mapping[str, float]] = {
    LAUGH: {"mouthSmile": 0.6, "cheekSquint": 0.5, "eyeSquint": 0.35, "mouthUpperUp": 0.15},
    SOB: {"mouthFrown": 0.4, "mouthStretch": 0.25, "eyeSquint": 0.4, "browDown": 0.1},
    SIGH: {"eyeBlink": 0.25},
    GASP: {"eyeWide": 0.45, "browOuterUp": 0.35},
}
_ONE: Mapping[str, Mapping[str, float]] = {
    LAUGH: {"jawOpen": 0.1, "headPitch": -0.05},
    SOB: {"jawOpen": 0.05, "browInnerUp": 0.6, "headPitch": 0.07},
    SIGH: {"jawOpen": 0.08, "mouthFunnel": 0.08, "headPitch": 0.035},
    GASP: {"jawOpen": 0.22, "browInnerUp": 0.4, "headPitch": -0.03},
}
"""What each adds at its strongest: coefficients, and radians of the head."""
KINDS = tuple(_ONE)
BOUNCES: Mapping[str, Mapping[str, float]] = {
    LAUGH: {"jawOpen": 0.28, "headPitch": -0.02},
    SOB: {"jawOpen": 0.18, "headPitch": 0.02},
}
"""What each burst adds."""
COMES_S: Mapping[str, float] = {LAUGH: 0.2, SOB: 0.3, SIGH: 0.25, GASP: 0.1}
GOES_S: Mapping[str, float] = {LAUGH: 0.7, SOB: 0.8, SIGH: 0.6, GASP: 0.45}
"""Seconds in which it comes, from a little before it is heard, and goes."""
EARLY_S, BURST_S = 0.1, 0.03
"""Seconds by which a face is before its sound; those (sigma) over which bursts are smoothed."""


def shown(sounds: Sequence[NonVerbal], loudness: Array, rate: float) -> Array | None:
    """What the sounds add to a face, [frames, CHANNELS]; None where there are none.

    loudness   of the voice, [frames], 0..1: the bursts of laughs and sobs are read off it
    """
    acted = [one for one in sounds if one.kind in KINDS]
    if not acted:
        return None
    found, jerks = np.zeros((len(loudness), len(CHANNELS)), np.float32), _jerks(loudness, rate)
    for one in acted:
        first, share = _share(one, len(loudness), rate)
        inside = slice(first, first + len(share))
        added = share[:, None] * _row(_ONE[one.kind], _BOTH[one.kind])
        bounces = share * jerks[inside]
        added = added + bounces[:, None] * _row(BOUNCES.get(one.kind, {}), {})
        found[inside] = np.where(np.abs(added) > np.abs(found[inside]), added, found[inside])
    return found


def breathed(sounds: Sequence[NonVerbal], frames: int, rate: float) -> Array | None:
    """How far heard breaths part the lips, [frames], 0..1; None where there are none."""
    found = np.zeros(frames, np.float32)
    for one in (one for one in sounds if one.kind == BREATH):
        inside = np.arange(max(0, round(one.start * rate)), min(frames, round(one.end * rate) + 1))
        share = (inside / rate - one.start) / max(one.end - one.start, 1 / rate)
        curve = one.strength * np.sin(np.pi * np.clip(share, 0, 1)) ** 2
        found[inside] = np.maximum(found[inside], curve)
    return found if found.any() else None


def shaken(sounds: Sequence[NonVerbal], loudness: Array, rate: float) -> Array:
    """How far the bursts of laughs and sobs shake whoever makes them, [frames], 0..1.

    loudness   as in `shown`
    """
    found, jerks = np.zeros(len(loudness), np.float32), _jerks(loudness, rate)
    for one in (one for one in sounds if one.kind in BOUNCES):
        first, share = _share(one, len(loudness), rate)
        inside = slice(first, first + len(share))
        found[inside] = np.maximum(found[inside], share * jerks[inside])
    return found


def sounding(face: Array, added: Array) -> None:
    """Adds what the sounds do, [frames, CHANNELS], to a face; shapes stay within 0 and 1."""
    count = len(BLENDSHAPES)
    most = np.maximum(face[:, :count], 1)
    face += added
    np.clip(face[:, :count], np.minimum(face[:, :count], 0), most, out=face[:, :count])


def _jerks(loudness: Array, rate: float) -> Array:
    """The bursts of a laugh, [frames], 0..1."""
    return np.clip(gaussian(loudness, BURST_S * rate), 0, 1)


def _share(one: NonVerbal, frames: int, rate: float) -> tuple[int, Array]:
    """From which frame on the sound shows, and how far, 0..1."""
    begins, comes, goes = one.start - EARLY_S, COMES_S[one.kind], GOES_S[one.kind]
    at = np.arange(max(0, int(begins * rate)), min(frames, int((one.end + goes) * rate) + 1))
    up = np.clip((at / rate - begins) / comes, 0, 1)
    down = np.clip((one.end + goes - at / rate) / goes, 0, 1)
    share = one.strength * smoothstep(up) * smoothstep(down)
    return (int(at[0]) if len(at) else 0), share.astype(np.float32)


def _row(one: Mapping[str, float], both: Mapping[str, float]) -> Array:
    """The coefficients as a row, [CHANNELS]."""
    row = np.zeros(len(CHANNELS), np.float32)
    for name, value in one.items():
        row[index(name)] = value
    for name, value in both.items():
        for side in ("Left", "Right"):
            row[index(f"{name}{side}")] = value
    return row
