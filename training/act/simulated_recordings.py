"""Simulated recordings: faces with known intensity, on which the pseudo-labels are validated.

Each is a synthesised performance as a tracker would see it: every speaker has a rest pose, gains of
muscles and an articulation; blinks and the tracker's noise are added.
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
from ..data.content import SpeechContent
from .articulation import coarticulated
from .performances import Actor, draw_actor, draw_intensity, offset, palette_arrays
from .pseudo_labels import RecordedTake

Array = NDArray[np.float32]
REST = 0.12
"""The largest coefficient of a rest pose."""
ARTICULATION = (0.7, 1.4)
"""Range of the speakers' gain on the mouth by rule."""
NOISE = 0.02
"""Sigma of the tracker's noise, which is correlated over some frames."""


@dataclass(frozen=True)
class SimulatedTake:
    """A simulated recording and its true intensity [t]."""

    seen: RecordedTake
    intensity: Array


@dataclass(frozen=True)
class _Speaker:
    rest: Array
    gains: Array
    articulation: float


def simulate_takes(items: Sequence[SpeechContent], speakers: int, seed: int) -> list[SimulatedTake]:
    """A take of each sound, by `speakers` speakers in turn; every fourth round is neutral."""
    rng = np.random.default_rng(seed)
    people = [_draw_speaker(rng) for _ in range(speakers)]
    return [
        _simulate(item, k % speakers, people[k % speakers], _emotion(k // speakers, rng), rng)
        for k, item in enumerate(items)
    ]


def _emotion(round_: int, rng: np.random.Generator) -> str:
    return "neutral" if round_ % 4 == 0 else str(rng.choice(EXPRESSIVE))


def _draw_speaker(rng: np.random.Generator) -> _Speaker:
    rest = np.zeros(len(CHANNELS), np.float32)
    rest[: len(BLENDSHAPES)] = REST * rng.random(len(BLENDSHAPES)) ** 2
    return _Speaker(rest, draw_actor(rng, 1, RATE).gains, float(rng.uniform(*ARTICULATION)))


def _simulate(
    item: SpeechContent, number: int, who: _Speaker, emotion: str, rng: np.random.Generator
) -> SimulatedTake:
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
        face = words + offset(
            palette_arrays(), shares, intensity, words, item.content["voice"], actor
        )
    noise = gaussian(rng.normal(size=face.shape).astype(np.float32), 2)
    alive = enlivened(face, item.content, Amounts(), int(rng.integers(1 << 30)))
    seen = alive + who.rest + NOISE * noise / noise.std()
    seen[:, : len(BLENDSHAPES)] = np.clip(seen[:, : len(BLENDSHAPES)], 0, 1)
    take = RecordedTake(item.name, f"simulated {number}", emotion, None, seen, item.content)
    return SimulatedTake(take, intensity.astype(np.float32))
