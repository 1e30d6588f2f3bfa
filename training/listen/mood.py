"""Mood: intensity by ranking, emotion by classification, on the fixed listening encoder.

Read speech of hundreds of voices and microphones is a class of its own: calm, and neutral. Each
utterance is heard clean and degraded, and both must score the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ...audio.features import log_mel
from ...audio.speech import EMOTIONS
from ..data import augment
from ..data.corpora import Utterance, emodb, held_out
from ..data.readers import training_readers
from .mood_loss import ACTED, NEUTRAL, Clip, draw, grouped, mood_loss
from .network import ListenNetwork, MoodHead, halve

RIDGE = 0.01
"""Added to the variances of the pooled features: directions of little variance mean nothing."""
_PAIRS = 40


@dataclass(frozen=True)
class MoodConfig:
    """How the mood head is trained.

    passes, narrow   how often each utterance is degraded, and sent through a telephone
    shares           of a batch: of ACTED, NEUTRAL, and the corpora of read speech
    """

    passes: int = 1
    narrow: int = 2
    neutral_voices: int = 80
    steps: int = 600
    rate: float = 2e-3
    shares: Mapping[str, float] = field(
        default_factory=lambda: {
            **{ACTED: 0.5, NEUTRAL: 0.14, "librispeech": 0.2, "kerstin": 0.06},
            **{"it": 0.03, "ru": 0.03, "made": 0.04},
        }
    )


def encode_clip(network: ListenNetwork, samples: np.ndarray, speaker: str, emotion: str) -> Clip:
    """The clip of samples [n] at 16 kHz, without gradients.

    emotion   one of EMOTIONS
    """
    mel = torch.from_numpy(log_mel(samples))[None]
    with torch.no_grad():
        blocks = network.encoder(mel)[:2]
        voice = network.voice(blocks[1]).sigmoid()
        inputs = network.mood.inputs(blocks, halve(mel))
    return Clip(inputs[0], voice[0], speaker, EMOTIONS.index(emotion))


def clips(
    network: ListenNetwork, utterances: Sequence[Utterance], config: MoodConfig, seed: int
) -> list[Clip]:
    """Each utterance clean, degraded and by telephone; bored ones are left out."""
    rng = np.random.default_rng(seed)
    network.eval()
    found: list[Clip] = []
    for take, u in enumerate(u for u in utterances if u.emotion in EMOTIONS):
        for samples in worn(rng, u.samples, config):
            clip = encode_clip(network, samples, u.speaker, u.emotion)
            found.append(replace(clip, take=take, corpus="" if u.corpus == "emodb" else u.corpus))
    return found


def worn(rng: np.random.Generator, samples: np.ndarray, config: MoodConfig) -> list[np.ndarray]:
    """The samples [n] clean, then as often degraded and by telephone as the config says."""
    rough = [augment.degrade(rng, samples) for _ in range(config.passes)]
    return [samples, *rough, *(augment.telephone(rng, samples) for _ in range(config.narrow))]


def fit_mood(
    network: ListenNetwork, data: Path, made: list[Utterance], config: MoodConfig, seed: int
) -> list[Clip]:
    """Train the mood head on EMO-DB's training speakers and sentences beside read speech, then set
    its scale. The clips of read speech are returned.

    made   synthesised speech, which counts as read
    """
    read = read_clips(network, data, made, config, seed)
    acted = clips(network, [u for u in emodb(data) if not held_out(u)], config, seed)
    train_head(network.mood, [*acted, *read], config, seed)
    calibrate(network.mood, [*acted, *read])
    return read


def read_clips(
    network: ListenNetwork, data: Path, made: list[Utterance], config: MoodConfig, seed: int
) -> list[Clip]:
    """Clips of read speech: of the readers that are trained on, and of synthesised voices."""
    rng = np.random.default_rng(seed)
    drawn = [made[k] for k in rng.permutation(len(made))[: config.neutral_voices]]
    calm = [
        replace(u, speaker=u.corpus + u.speaker, corpus="made", emotion="neutral") for u in drawn
    ]
    return clips(network, [*training_readers(data), *calm], config, seed + 1)


def train_head(head: MoodHead, heard: Sequence[Clip], config: MoodConfig, seed: int) -> None:
    """Train the head in place on seeded minibatches of pairs of clips; see mood_loss."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(head.parameters(), lr=config.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    takes = grouped(heard)
    head.train()
    for _ in range(config.steps):
        pairs = [draw(takes, config.shares, rng) for _ in range(_PAIRS)]
        optimiser.zero_grad()
        mood_loss(head, pairs, rng).backward()
        optimiser.step()
        schedule.step()
    head.eval()


def predict_mood(head: MoodHead, clip: Clip) -> tuple[Tensor, Tensor]:
    """Logits [t, 8] and score [t] of a whole clip, without gradients."""
    with torch.no_grad():
        logits, score = head.predict(clip.inputs[None], clip.voice[None], head.smooth)
    return logits[0], score[0, :, 0]


def calibrate(head: MoodHead, heard: Sequence[Clip]) -> None:
    """Set the scale of intensity: 0 is the middle of read speech, 1 the mean of acted emotions.

    Without read speech 0 is the mean of neutral clips.
    """
    read = [clip for clip in heard if clip.corpus] or [clip for clip in heard if not clip.emotion]
    zero = torch.stack([_spoken(head, clip).median() for clip in read]).median()
    strong = [clip for clip in heard if clip.emotion and not clip.corpus]
    mean = torch.cat([_spoken(head, clip) for clip in strong]).mean()
    before, unit = head.zero.clone(), head.unit.clone()
    head.zero.copy_(before + zero * unit)
    head.unit.copy_(unit * (mean - zero))


def _spoken(head: MoodHead, clip: Clip) -> Tensor:
    """Scores of the frames in which somebody speaks; 0 where nobody does."""
    scores = predict_mood(head, clip)[1][clip.voice[:, 0] > 0.5]
    return scores if len(scores) else torch.zeros(1)


def fit_voice_statistics(head: MoodHead, heard: list[Clip]) -> None:
    """Set mean and whitening of the features that the head pools of these clips.

    By them it tells voices like those it was calibrated on from others.
    """
    pooled = torch.cat([_pooled(head, clip) for clip in heard]).double()
    centre, scale = pooled.mean(0), pooled.std(0) + 1e-3
    values, vectors = torch.linalg.eigh(torch.cov(((pooled - centre) / scale).T))
    head.usual.copy_(centre)
    head.spread.copy_(vectors / scale[:, None] / (values + RIDGE).sqrt())


def _pooled(head: MoodHead, clip: Clip) -> Tensor:
    """Pooled features of ten spoken frames a second, [n, 2 width]."""
    with torch.no_grad():
        pooled, _ = head.pool(clip.inputs[None], clip.voice[None], head.smooth)
    return pooled[0, clip.voice[:, 0] > 0.5][::5]


def whiten(network: ListenNetwork, mels: list[Tensor]) -> None:
    """Set the PCA that makes hidden features of block 2: whitened, about N(0, 1).

    mels   each [n, t100, 80]
    """
    with torch.no_grad():
        features = torch.cat([network.encoder(mel)[1].flatten(0, 1) for mel in mels]).double()
    centre = features.mean(0)
    values, vectors = torch.linalg.eigh((features - centre).T @ (features - centre) / len(features))
    width = network.whiten.shape[1]
    order = values.argsort(descending=True)[:width]
    axes = vectors[:, order]
    signs = axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()
    network.centre.copy_(centre.float())
    network.whiten.copy_((axes * signs / values[order].sqrt()).float())
