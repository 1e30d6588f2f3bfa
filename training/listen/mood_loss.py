"""What the mood head learns from: pairs of clips of one utterance, and their loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .network import REACH, MoodHead

CONSISTENCY, REST = 2.0, 1.0
"""Weights of the squared difference of the intensity of one moment, worn in two ways; and of the
squared intensity of calm speech, which should be 0."""
MARGIN = 1.5
"""Intensity by which emotional speech should lie above neutral speech; it fixes the scale."""
CROSS_SPEAKER = 0.2
"""Weight of ranking pairs of two speakers, where a pair of one speaker weighs 1."""
READ_TYPE = 0.5
"""Weight of read speech in the type, where an acted clip weighs 1."""
ACTED, NEUTRAL = "acted", "neutral"
"""The shares of EMO-DB's emotional and neutral clips; read speech has those of its corpora."""


@dataclass(frozen=True)
class Clip:
    """One utterance after the frozen encoder, at 50 frames a second.

    inputs [t, c] of the mood head; voice [t, 1], 0..1; emotion: index into EMOTIONS
    take     the utterance: clips of one take are the same speech, worn in other ways
    corpus   of read speech; "" where it is acted
    """

    inputs: Tensor
    voice: Tensor
    speaker: str
    emotion: int
    take: int = 0
    corpus: str = ""

    @property
    def share(self) -> str:
        """What it is drawn as."""
        return self.corpus or (ACTED if self.emotion else NEUTRAL)


Takes = dict[str, list[list[list[Clip]]]]
"""By share: for each speaker the takes, each with its clips, the clean one first."""


def grouped(heard: Sequence[Clip]) -> Takes:
    """The clips by what they are drawn as, by speaker and by take. Acted speakers are one group."""
    found: dict[str, dict[str, dict[int, list[Clip]]]] = {}
    for clip in heard:
        speaker = clip.speaker if clip.corpus else ""
        speakers = found.setdefault(clip.share, {})
        speakers.setdefault(speaker, {}).setdefault(clip.take, []).append(clip)
    return {
        share: [list(takes.values()) for takes in speakers.values()]
        for share, speakers in found.items()
    }


def draw(takes: Takes, shares: Mapping[str, float], rng: np.random.Generator) -> tuple[Clip, Clip]:
    """Two clips of one take: the share by its weight, then any speaker, and any take."""
    weights = np.array([shares[share] for share in takes])
    names = list(takes)
    speakers = takes[names[rng.choice(len(names), p=weights / weights.sum())]]
    own = speakers[rng.integers(len(speakers))]
    versions = own[rng.integers(len(own))]
    if len(versions) < 3 or rng.random() < 0.5:  # the clean one, and another
        return versions[0], versions[rng.integers(min(1, len(versions) - 1), len(versions))]
    one, other = rng.permutation(len(versions))[:2]
    return versions[one], versions[other]


def mood_loss(
    head: MoodHead, pairs: Sequence[tuple[Clip, Clip]], rng: np.random.Generator
) -> Tensor:
    """The loss, a scalar: cross entropy of the type, RankNet (Burges 2005) of the intensity with a
    margin, calm speech at 0, and the same intensity for both clips of a pair.

    RankNet puts emotional clips above neutral ones.
    """
    windows = [each for pair in pairs for each in window(pair, rng)]
    inputs, voice = (torch.stack(parts) for parts in zip(*windows, strict=True))
    logits, scores = (each[:, 0] for each in head.predict(inputs, voice, head.middle))
    chosen = [clip for pair in pairs for clip in pair]
    truth = torch.tensor([clip.emotion for clip in chosen])
    weights = torch.tensor([READ_TYPE if clip.corpus else 1.0 for clip in chosen])
    kinds = functional.cross_entropy(logits, truth, label_smoothing=0.1, reduction="none")
    kinds = (kinds * weights).sum() / weights.sum()
    calm = (scores[:, 0] ** 2 * (truth == 0)).sum() / (truth == 0).sum().clamp(min=1)
    differences = (scores[::2] - scores[1::2]).square().mean()
    spread = 0.01 * (scores**2).mean() + REST * calm + CONSISTENCY * differences
    return kinds + _ranking(scores, truth, chosen) + spread


def _ranking(scores: Tensor, truth: Tensor, chosen: Sequence[Clip]) -> Tensor:
    """RankNet with a margin of emotional clips [n, 1] above neutral ones."""
    speakers = np.array([clip.corpus + clip.speaker for clip in chosen])
    same = torch.from_numpy(speakers[:, None] == speakers[None])
    weights = ((truth != 0)[:, None] & (truth == 0)[None]) * (same + CROSS_SPEAKER * ~same)
    ranking = functional.softplus(MARGIN + scores.T - scores)
    return (ranking * weights).sum() / weights.sum().clamp(min=1)


def window(pair: tuple[Clip, Clip], rng: np.random.Generator) -> list[tuple[Tensor, Tensor]]:
    """Inputs [2 REACH + 1, c] and voice [2 REACH + 1, 1] of both, around a frame that is spoken.

    Beyond the ends of the clip both are 0.
    """
    frames = min(len(clip.voice) for clip in pair)
    chance = pair[0].voice[:frames, 0].numpy().astype(np.float64) + 1e-6
    middle = int(rng.choice(frames, p=chance / chance.sum()))
    first, last = max(0, middle - REACH), min(frames, middle + REACH + 1)
    at = slice(first - middle + REACH, last - middle + REACH)
    found: list[tuple[Tensor, Tensor]] = []
    for clip in pair:
        inputs = torch.zeros(2 * REACH + 1, clip.inputs.shape[1])
        voice = torch.zeros(2 * REACH + 1, 1)
        inputs[at], voice[at] = clip.inputs[first:last], clip.voice[first:last]
        found.append((inputs, voice))
    return found
