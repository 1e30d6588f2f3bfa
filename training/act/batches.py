"""Training data of the acting network: the words' faces, emotions from the palette or recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...audio.speech import RATE
from ...emotion.mood import EXPRESSIVE
from ...face.basis import BLENDSHAPES
from ...face.guard import demand
from ..data.content import SpeechContent
from .articulation import RULE_SHARE, blend_learned, coarticulated
from .config import Config
from .expression import deviation, weights
from .performances import (
    AVERAGE_ACTOR,
    PaletteArrays,
    draw_actor,
    draw_intensity,
    draw_shares,
    offset,
    pose,
)
from .pseudo_labels import Neutral, RecordedTake, residual

Array = NDArray[np.float32]
STILL = 0.01
"""Below this standard deviation of its recorded offsets, a channel counts as untracked."""
SHOWN = 0.3
"""The least pseudo-label of frames from which the full expression is measured."""

GAINS = (1.0, 3.0)
"""Range of the gain on recorded expressions: trackers see less than there is."""


@dataclass(frozen=True)
class Example:
    """One sound at 50 frames a second.

    content   [t, CONTENT]
    words     the face that speaks it without emotion, [t, channels]
    voice, closed   whether somebody speaks, whether lips must be closed, [t], 0..1
    """

    content: Array
    words: Array
    voice: Array
    closed: Array


@dataclass(frozen=True)
class RecordedExample:
    """A recorded performance: the sound, and the emotion in the face.

    felt        the emotion's offset from the words' face, [t, channels]
    shares      of the emotions, [EXPRESSIVE]
    intensity   pseudo-label, [t]
    full        the measured deviation at intensity 1
    """

    example: Example
    felt: Array
    shares: Array
    intensity: Array
    full: float


def examples(
    items: Sequence[SpeechContent],
    learned: Callable[[SpeechContent], Array],
    rule: Array = RULE_SHARE,
) -> list[Example]:
    """Each sound with the face of its words: by rule, blended with the learned mouth.

    learned   gives the learned mouth of a sound, [t, LEARNED_CHANNELS]
    rule      the share of the rule in each of LEARNED_CHANNELS
    """
    found = []
    for item in items:
        words = blend_learned(coarticulated(item.content), learned(item), item.content, rule)
        closed = demand(item.content).closed[:, 0]
        found.append(Example(item.content.values, words, item.content["voice"], closed))
    return found


def recorded_examples(
    takes: Sequence[RecordedTake],
    labels: Sequence[Array],
    spoken: Sequence[Example],
    neutral: Neutral,
    palette: PaletteArrays,
) -> list[RecordedExample]:
    """The emotional ones among recorded takes, as training examples.

    labels, spoken   pseudo-label [t] and example of each take
    neutral          the speakers' neutral faces

    Channels that the tracker never moves (MediaPipe: nose, cheeks) come from the palette. One gain
    for all takes brings recorded expressions to the palette's size.
    """
    rows = [row for row in zip(takes, labels, spoken, strict=True) if row[0].emotion in EXPRESSIVE]
    offsets = [residual(take, neutral) for take, _, _ in rows]
    blind = np.concatenate(offsets).std(0) < STILL if rows else np.zeros(0, bool)
    shown = [_full(felt, label) for felt, (_, label, _) in zip(offsets, rows, strict=True)]
    gain = np.where(weights() > 0, _gain([take.emotion for take, _, _ in rows], shown, palette), 1)
    found = []
    for (take, label, example), felt in zip(rows, offsets, strict=True):
        shares = np.eye(len(EXPRESSIVE), dtype=np.float32)[EXPRESSIVE.index(take.emotion)]
        synthetic = offset(palette, shares, label, example.words, example.voice, AVERAGE_ACTOR)
        felt = np.where(blind, synthetic, felt * gain)
        shapes = slice(0, len(BLENDSHAPES))
        within = np.clip(example.words[:, shapes] + felt[:, shapes], 0, 1)
        felt[:, shapes] = within - example.words[:, shapes]
        found.append(
            RecordedExample(example, felt.astype(np.float32), shares, label, _full(felt, label))
        )
    return found


def _gain(emotions: Sequence[str], shown: Sequence[float], palette: PaletteArrays) -> float:
    """The gain that brings recorded expressions at intensity 1 to the palette's mean size."""
    if not shown:
        return 1.0
    usual = [
        float(deviation(palette.faces[EXPRESSIVE.index(name)], weights())) for name in emotions
    ]
    return float(np.clip(np.mean(usual) / np.mean(shown), *GAINS))


def _full(felt: Array, label: Array) -> float:
    """The measured deviation of a performance at intensity 1."""
    shown = label > min(SHOWN, float(label.max()))
    if not shown.any():
        return 1.0
    return float(np.median(deviation(felt[shown], weights()) / label[shown]))


@dataclass(frozen=True)
class Batch:
    """b performances of t frames.

    content [b, t, CONTENT], words and felt [b, t, channels], shares [b, EXPRESSIVE],
    intensity [b, t], full [b] (the measured deviation at intensity 1), closed and voice [b, t]
    """

    content: Tensor
    words: Tensor
    felt: Tensor
    shares: Tensor
    intensity: Tensor
    full: Tensor
    closed: Tensor
    voice: Tensor


@dataclass(frozen=True)
class TrainingData:
    """All that batches are drawn from; `recorded` is empty without recorded faces."""

    examples: Sequence[Example]
    palette: PaletteArrays
    recorded: Sequence[RecordedExample] = ()


def draw_batch(truth: TrainingData, config: Config, rng: np.random.Generator) -> Batch:
    """A batch of random crops: with a random emotion, intensity and actor, or as recorded."""
    count = round(config.batch * config.recorded) if truth.recorded else 0
    spoken, filmed = truth.examples, [acted.example for acted in truth.recorded]
    rows = [_played(truth, k, config.crop, rng) for k in _draw(spoken, config.batch - count, rng)]
    rows += [_recorded(truth.recorded[k], config.crop, rng) for k in _draw(filmed, count, rng)]
    return Batch(*(torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)))


def _draw(among: Sequence[Example], count: int, rng: np.random.Generator) -> list[int]:
    """Indices of `count` examples, drawn in proportion to their lengths."""
    if count == 0:
        return []
    lengths = np.array([len(example.content) for example in among], float)
    return rng.choice(len(among), count, p=lengths / lengths.sum()).tolist()


def _frames(example: Example, crop: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Indices of a random crop of `crop` frames; a short example's last frame is repeated."""
    start = int(rng.integers(max(1, len(example.content) - crop)))
    return np.minimum(np.arange(start, start + crop), len(example.content) - 1)


def _played(
    truth: TrainingData, which: int, crop: int, rng: np.random.Generator
) -> tuple[Array, ...]:
    example, palette = truth.examples[which], truth.palette
    frames = _frames(example, crop, rng)
    words, voice = example.words[frames], example.voice[frames]
    shares, intensity = draw_shares(rng), draw_intensity(rng, crop, RATE)
    felt = offset(palette, shares, intensity, words, voice, draw_actor(rng, crop, RATE))
    full = deviation(pose(palette, shares, np.ones(1, np.float32)), weights())[0]
    closed = example.closed[frames]
    return example.content[frames], words, felt, shares, intensity, full, closed, voice


def _recorded(acted: RecordedExample, crop: int, rng: np.random.Generator) -> tuple[Array, ...]:
    example = acted.example
    at = _frames(example, crop, rng)
    spoken = example.content[at], example.words[at], acted.felt[at]
    full = np.float32(acted.full)
    meant = acted.shares, acted.intensity[at].astype(np.float32), full
    return *spoken, *meant, example.closed[at], example.voice[at]
