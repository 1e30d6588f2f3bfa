"""The acting network's truth: words by rule and regressor, emotions played or recorded."""

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
from ..data.heard import Heard
from .articulation import coarticulated, with_learned
from .config import Config
from .expression import deviation, weights
from .performances import EVEN, Score, draw_actor, draw_intensity, draw_shares, offset, pose
from .pseudo_labels import Neutral, Recorded, residual

Array = NDArray[np.float32]
STILL = 0.01
"""A channel whose recorded offsets spread less than this is one that the tracker never moves."""
SHOWN = 0.3
"""The least pseudo-label at which the full expression of an emotion is judged."""

GAINS = (1.0, 3.0)
"""How much recorded expressions may be enlarged: trackers see less than there is."""


@dataclass(frozen=True)
class Example:
    """A sound: content [t, CONTENT], its words' face [t, channels], voice and closed lips [t]."""

    content: Array
    words: Array
    voice: Array
    closed: Array


@dataclass(frozen=True)
class Acted:
    """A recorded performance: the example, and what its face adds to the words.

    felt [t, channels], shares [EXPRESSIVE], intensity [t]; full is the measured deviation at 1
    """

    example: Example
    felt: Array
    shares: Array
    intensity: Array
    full: float


def examples(items: Sequence[Heard], learned: Callable[[Heard], Array]) -> list[Example]:
    """The truth of the words: the lips by rule, most of jaw and rounding as of a real face."""
    found = []
    for item in items:
        words = with_learned(coarticulated(item.content), learned(item), item.content)
        closed = demand(item.content).closed[:, 0]
        found.append(Example(item.content.values, words, item.content["voice"], closed))
    return found


def acted(
    takes: Sequence[Recorded],
    labels: Sequence[Array],
    spoken: Sequence[Example],
    neutral: Neutral,
    played: Score,
) -> list[Acted]:
    """The emotional ones among recorded takes, as performances with their pseudo-labels.

    What the tracker never moves (MediaPipe no nose, no cheeks) is played by the palette, and what
    it sees too small is brought to the palette's size by one gain for all.
    """
    rows = [row for row in zip(takes, labels, spoken, strict=True) if row[0].emotion in EXPRESSIVE]
    offsets = [residual(take, neutral) for take, _, _ in rows]
    blind = np.concatenate(offsets).std(0) < STILL if rows else np.zeros(0, bool)
    shown = [_full(felt, label) for felt, (_, label, _) in zip(offsets, rows, strict=True)]
    gain = np.where(weights() > 0, _gain([take.emotion for take, _, _ in rows], shown, played), 1)
    found = []
    for (take, label, example), felt in zip(rows, offsets, strict=True):
        shares = np.eye(len(EXPRESSIVE), dtype=np.float32)[EXPRESSIVE.index(take.emotion)]
        synthetic = offset(played, shares, label, example.words, example.voice, EVEN)
        felt = np.where(blind, synthetic, felt * gain)
        shapes = slice(0, len(BLENDSHAPES))
        within = np.clip(example.words[:, shapes] + felt[:, shapes], 0, 1)
        felt[:, shapes] = within - example.words[:, shapes]
        found.append(Acted(example, felt.astype(np.float32), shares, label, _full(felt, label)))
    return found


def _gain(emotions: Sequence[str], shown: Sequence[float], played: Score) -> float:
    """What brings recorded expressions, at intensity 1, to the palette's size on average."""
    if not shown:
        return 1.0
    usual = [float(deviation(played.faces[EXPRESSIVE.index(name)], weights())) for name in emotions]
    return float(np.clip(np.mean(usual) / np.mean(shown), *GAINS))


def _full(felt: Array, label: Array) -> float:
    """The measured deviation of a performance at intensity 1."""
    shown = label > min(SHOWN, float(label.max()))
    if not shown.any():
        return 1.0
    return float(np.median(deviation(felt[shown], weights()) / label[shown]))


@dataclass(frozen=True)
class Batch:
    """Tensors of one step; b performances of t frames.

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
class Truth:
    """All that batches are drawn from; `recorded` is empty where only synthesised faces are."""

    examples: Sequence[Example]
    played: Score
    recorded: Sequence[Acted] = ()


def draw_batch(truth: Truth, config: Config, rng: np.random.Generator) -> Batch:
    """Random pieces: speech played with a random emotion, intensity, actor; or as recorded."""
    count = round(config.batch * config.recorded) if truth.recorded else 0
    spoken, filmed = truth.examples, [acted.example for acted in truth.recorded]
    rows = [_played(truth, k, config.crop, rng) for k in _draw(spoken, config.batch - count, rng)]
    rows += [_recorded(truth.recorded[k], config.crop, rng) for k in _draw(filmed, count, rng)]
    return Batch(*(torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)))


def _draw(among: Sequence[Example], count: int, rng: np.random.Generator) -> list[int]:
    """Places of `count` examples, long ones the more often."""
    if count == 0:
        return []
    lengths = np.array([len(example.content) for example in among], float)
    return rng.choice(len(among), count, p=lengths / lengths.sum()).tolist()


def _frames(example: Example, crop: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """A random piece of `crop` frames, the last one held."""
    start = int(rng.integers(max(1, len(example.content) - crop)))
    return np.minimum(np.arange(start, start + crop), len(example.content) - 1)


def _played(truth: Truth, which: int, crop: int, rng: np.random.Generator) -> tuple[Array, ...]:
    example, played = truth.examples[which], truth.played
    frames = _frames(example, crop, rng)
    words, voice = example.words[frames], example.voice[frames]
    shares, intensity = draw_shares(rng), draw_intensity(rng, crop, RATE)
    felt = offset(played, shares, intensity, words, voice, draw_actor(rng, crop, RATE))
    full = deviation(pose(played, shares, np.ones(1, np.float32)), weights())[0]
    closed = example.closed[frames]
    return example.content[frames], words, felt, shares, intensity, full, closed, voice


def _recorded(acted: Acted, crop: int, rng: np.random.Generator) -> tuple[Array, ...]:
    example = acted.example
    at = _frames(example, crop, rng)
    spoken = example.content[at], example.words[at], acted.felt[at]
    full = np.float32(acted.full)
    meant = acted.shares, acted.intensity[at].astype(np.float32), full
    return *spoken, *meant, example.closed[at], example.voice[at]
