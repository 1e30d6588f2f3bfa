"""Stand-ins: recorded faces whose intensity is known, made of heard speech and performances.

What a tracker would see of speakers of their own: another rest pose, other muscles, a wider or a
narrower mouth, blinks, and the tracker's noise. The pseudo-labels are validated on them, where
the truth is known, before anything trains on labels of real faces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE
from ...emotion.mood import EXPRESSIVE
from ...face.basis import BLENDSHAPES, CHANNELS
from ...face.life import Amounts, enlivened
from ...track import gaussian
from ..data.heard import Heard
from .articulation import coarticulated
from .performances import Actor, draw_actor, draw_intensity, offset, score
from .pseudo_labels import Recorded

Array = NDArray[np.float32]
REST = 0.12
"""The largest coefficient of a face at rest: recorded rest poses are not 0."""
ARTICULATION = (0.7, 1.4)
"""How little and how much people open their mouths, of the rule's."""
NOISE = 0.02
"""Sigma of the tracker's noise, which lasts some frames."""


@dataclass(frozen=True)
class StandIn:
    """A recorded face and its true intensity [t]."""

    seen: Recorded
    intensity: Array


@dataclass(frozen=True)
class _Speaker:
    rest: Array
    gains: Array
    articulation: float


def stand_ins(items: Sequence[Heard], speakers: int, seed: int) -> list[StandIn]:
    """The heard sounds as takes of so many speakers, every fourth neutral."""
    rng = np.random.default_rng(seed)
    people = [_draw_speaker(rng) for _ in range(speakers)]
    return [
        _play(item, k % speakers, people[k % speakers], _kind(k // speakers, rng), rng)
        for k, item in enumerate(items)
    ]


def _kind(turn: int, rng: np.random.Generator) -> str:
    return "neutral" if turn % 4 == 0 else str(rng.choice(EXPRESSIVE))


def _draw_speaker(rng: np.random.Generator) -> _Speaker:
    rest = np.zeros(len(CHANNELS), np.float32)
    rest[: len(BLENDSHAPES)] = REST * rng.random(len(BLENDSHAPES)) ** 2
    return _Speaker(rest, draw_actor(rng, 1, RATE).gains, float(rng.uniform(*ARTICULATION)))


def _play(
    item: Heard, number: int, who: _Speaker, emotion: str, rng: np.random.Generator
) -> StandIn:
    frames = len(item.content)
    words = coarticulated(item.content) * who.articulation
    intensity = draw_intensity(rng, frames, RATE) * (emotion != "neutral")
    waver = draw_actor(rng, frames, RATE).waver
    shares = (
        np.eye(len(EXPRESSIVE), dtype=np.float32)[EXPRESSIVE.index(emotion)]
        if intensity.any()
        else None
    )
    face = words
    if shares is not None:
        actor = Actor(who.gains, waver)
        face = words + offset(score(), shares, intensity, words, item.content["voice"], actor)
    noise = gaussian(rng.normal(size=face.shape).astype(np.float32), 2)
    alive = enlivened(face, item.content, Amounts(), int(rng.integers(1 << 30)))
    seen = alive + who.rest + NOISE * noise / noise.std()
    seen[:, : len(BLENDSHAPES)] = np.clip(seen[:, : len(BLENDSHAPES)], 0, 1)
    take = Recorded(item.name, f"stand-in {number}", emotion, None, seen, item.content)
    return StandIn(take, intensity.astype(np.float32))
