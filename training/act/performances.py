"""Performances: emotional talking faces synthesised from published facial action coding.

No licensed recording of emotional faces was at hand, so the training data are synthesised: the
palette's action units (FACS, Ekman, Friesen & Hager 2002; EMFACS, Friesen & Ekman 1983) with random
variation. Every performance has its own actor: gains of single muscles, expressivity, asymmetry and
a slow waver. The upper face is an additive offset. The mouth is a gain on the words, and its pose
relaxes without voice. The palette says how each channel grows with intensity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...emotion.mood import EXPRESSIVE
from ...emotion.palette import Palette, read_palette
from ...face.basis import BLENDSHAPES, CHANNELS, index
from ...face.guard import OPENERS
from ...track import gaussian
from .expression import deviation, weights

Array = NDArray[np.float32]

MUSCLE_SPREAD = 0.2
"""Sigma of the log gain of one muscle group between actors."""
EXPRESSIVITY_SPREAD = 0.12
SIDE_SPREAD = 0.08
"""Sigma of left against right; small in felt emotion (Ekman, Hager & Friesen 1981)."""
WAVER = 0.1
"""Sigma of the slow waver of a held expression, about an eighth as measured on acted clips."""
REST_CORNERS, REST_OPENERS = 0.8, 0.25
"""The share of the mouth's pose that stays while nobody speaks; lips come nearly together."""

WIDE = 0.45
"""Jaw opening above which an emotion's part of it counts half: speaking mouths do not gape."""
TALKING_CLOSERS = 0.35
"""The share of lip-pressing that stays in speech; with all of it sad speech is mumbled."""

_CLOSERS = [index(f"mouth{name}") for name in ("ShrugLower", "PressLeft", "PressRight")]
_MOUTH = [k for k, name in enumerate(BLENDSHAPES) if name.startswith(("mouth", "jaw"))]
_OPENERS = [index("jawOpen"), *(k for k in OPENERS if "Stretch" not in BLENDSHAPES[k])]
_JAW = [index("jawOpen"), index("mouthClose")]
_ROUND = [index("mouthPucker"), index("mouthFunnel")]


def expand(values: dict[str, tuple[float, float]], default: float) -> Array:
    """A row [channels] from stem -> (left, right); a stem without sides takes the left value."""
    row = np.full(len(CHANNELS), default, np.float32)
    for stem, (left, right) in values.items():
        if stem in CHANNELS:
            row[index(stem)] = left
        else:
            row[index(f"{stem}Left")], row[index(f"{stem}Right")] = left, right
    return row


@dataclass(frozen=True)
class PaletteArrays:
    """The palette as arrays.

    faces      [EXPRESSIVE, channels]  offset at intensity 1
    growth     [channels]        exponent of each channel
    jaw, rounding  [EXPRESSIVE]        gains on the words
    warp       [EXPRESSIVE, grid]      drive that makes the measured intensity 0..1 come out even
    """

    faces: Array
    growth: Array
    jaw: Array
    rounding: Array
    warp: Array


GRID = np.linspace(0, 1, 101, dtype=np.float32)


def palette_arrays(palette: Palette | None = None) -> PaletteArrays:
    """A palette as arrays; without one given, the published palette."""
    palette = palette or read_palette()
    faces = np.stack([expand(dict(palette[name].face), 0) for name in EXPRESSIVE])
    growth = expand({stem: (power, power) for stem, power in palette.growth.items()}, 1)
    gains = np.array(
        [(palette[name].jaw, palette[name].rounding) for name in EXPRESSIVE], np.float32
    )
    warp = np.stack([_warp(face, growth) for face in faces])
    return PaletteArrays(faces, growth, gains[:, 0], gains[:, 1], warp)


def _warp(face: Array, growth: Array) -> Array:
    """The drive at which the measured deviation is GRID of the full one, [grid]."""
    grown = face * GRID[:, None] ** growth
    measured = deviation(grown, weights()) / deviation(face, weights())
    return np.interp(GRID, measured, GRID).astype(np.float32)


def pose(palette: PaletteArrays, shares: Array, intensity: Array) -> Array:
    """Offset [t, channels] of a mix: shares [EXPRESSIVE] that sum to 1, intensity [t]."""
    total = np.zeros((len(intensity), len(CHANNELS)), np.float32)
    for face, warp, share in zip(palette.faces, palette.warp, shares, strict=True):
        if share > 0:
            drive = np.where(intensity < 1, np.interp(intensity, GRID, warp), intensity)
            total += share * face * drive[:, None].astype(np.float32) ** palette.growth
    return total


@dataclass(frozen=True)
class Actor:
    """One person's manner: gains [channels], and a slow waver [t, 1] around 1."""

    gains: Array
    waver: Array


def draw_actor(rng: np.random.Generator, frames: int, rate: float) -> Actor:
    """A random actor for a performance of `frames` frames at `rate` a second."""
    stems = [name.removesuffix("Left").removesuffix("Right") for name in CHANNELS]
    muscles = {stem: rng.normal(0, MUSCLE_SPREAD) for stem in dict.fromkeys(stems)}
    side = rng.normal(0, SIDE_SPREAD)
    lean = np.array([side * (n.endswith("Left") - n.endswith("Right")) for n in CHANNELS])
    log = np.array([muscles[stem] for stem in stems]) + rng.normal(0, EXPRESSIVITY_SPREAD) + lean
    spread = MUSCLE_SPREAD**2 + EXPRESSIVITY_SPREAD**2 + SIDE_SPREAD**2
    gains = np.exp(log - spread / 2).astype(np.float32)
    noise = gaussian(rng.normal(size=(frames, 1)).astype(np.float32), 0.4 * rate)
    waver = 1 + WAVER * noise / (noise.std() + 1e-6)
    return Actor(gains, np.clip(waver, 0.7, 1.3).astype(np.float32))


AVERAGE_ACTOR = Actor(np.ones(len(CHANNELS), np.float32), np.ones((1, 1), np.float32))
"""The centre of the distribution of actors."""


def offset(
    palette: PaletteArrays,
    shares: Array,
    intensity: Array,
    words: Array,
    voice: Array,
    actor: Actor = AVERAGE_ACTOR,
) -> Array:
    """The emotion's offset [t, channels] from a neutral performance.

    shares      of the emotions, [EXPRESSIVE], sum 1
    intensity   [t], 0..2
    words       the neutral face of the words, [t, channels]
    voice       whether somebody speaks, [t], 0..1
    """
    felt = pose(palette, shares, intensity) * actor.gains * actor.waver
    talk = gaussian(voice, 6)[:, None]
    felt[:, _MOUTH] *= _relaxed(talk)
    swing = shares @ palette.jaw - 1
    jaw = swing * (intensity if swing > 0 else np.minimum(intensity, 1))
    rounding = np.maximum((shares @ palette.rounding - 1) * intensity**0.7, -1)
    felt[:, _JAW] += jaw[:, None] * words[:, _JAW]
    felt[:, _ROUND] += rounding[:, None] * words[:, _ROUND]
    wide = np.maximum(words[:, _JAW] + felt[:, _JAW] - WIDE, 0)
    felt[:, _JAW] -= 0.5 * np.minimum(wide, np.maximum(felt[:, _JAW], 0))
    shapes = slice(0, len(BLENDSHAPES))
    felt[:, shapes] = np.clip(words[:, shapes] + felt[:, shapes], 0, 1) - words[:, shapes]
    return felt


def _relaxed(talk: Array) -> Array:
    """The share of the mouth's pose that shows beside speech, talk [t, 1] -> [t, _MOUTH]."""
    resting = np.full(len(_MOUTH), REST_CORNERS, np.float32)
    talking = np.ones(len(_MOUTH), np.float32)
    resting[[_MOUTH.index(k) for k in _OPENERS]] = REST_OPENERS
    resting[[_MOUTH.index(k) for k in _CLOSERS]] = 1
    talking[[_MOUTH.index(k) for k in _CLOSERS]] = TALKING_CLOSERS
    return resting + (talking - resting) * talk


def draw_shares(rng: np.random.Generator) -> Array:
    """A random type of emotion: mostly one, else a mix of two, sometimes of three, [EXPRESSIVE]."""
    count = rng.choice([1, 2, 3], p=[0.65, 0.28, 0.07])
    shares = np.zeros(len(EXPRESSIVE), np.float32)
    shares[rng.choice(len(EXPRESSIVE), count, replace=False)] = rng.dirichlet(np.full(count, 2.0))
    return shares


def draw_intensity(rng: np.random.Generator, frames: int, rate: float) -> Array:
    """A random course of intensity [t], 0..2: held levels, onsets, offsets, swells."""
    top = rng.uniform(0, 1.5) if rng.random() < 0.85 else rng.uniform(1.5, 2.0)
    if rng.random() < 0.4:
        return np.full(frames, top, np.float32)
    count = max(2, int(frames / rate / rng.uniform(0.4, 1.5)))
    knots = (
        top * rng.choice([0.0, 1.0], count) if rng.random() < 0.5 else rng.uniform(0, top, count)
    )
    course = np.interp(np.arange(frames), np.linspace(0, frames - 1, count), knots)
    return np.clip(gaussian(course.astype(np.float32), 0.2 * rate), 0, 2)
