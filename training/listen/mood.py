"""Mood: intensity by ranking, emotion by classification, on the fixed listening encoder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ...audio.features import log_mel
from ...audio.speech import EMOTIONS
from ..data import augment
from ..data.corpora import Utterance, emodb, held_out
from .network import REACH, ListenNetwork, MoodHead, halve

TYPE_WEIGHT = 0.5
REST = 0.1
"""Weight of the squared intensity of neutral speech, which should be 0."""
CROSS_SPEAKER = 0.2
"""Weight of ranking pairs of two speakers, where a pair of one speaker weighs 1."""
RIDGE = 0.01
"""Added to the variances of the pooled features: directions of little variance mean nothing."""
_BATCH = 48


@dataclass(frozen=True)
class MoodConfig:
    """How the mood head is trained: passes = copies of EMO-DB, all but the first degraded."""

    passes: int = 4
    neutral_voices: int = 160
    steps: int = 400
    rate: float = 2e-3


@dataclass(frozen=True)
class Clip:
    """One utterance after the frozen encoder, at 50 frames a second.

    inputs [t, c] of the mood head; voice [t, 1], 0..1; emotion: index into EMOTIONS
    """

    inputs: Tensor
    voice: Tensor
    speaker: str
    emotion: int


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
    network: ListenNetwork, utterances: list[Utterance], passes: int, seed: int
) -> list[Clip]:
    """Each utterance once clean and `passes` - 1 times degraded; bored ones are left out."""
    rng = np.random.default_rng(seed)
    network.eval()
    found: list[Clip] = []
    for k in range(passes):
        for u in utterances:
            if u.emotion in EMOTIONS:
                sound = augment.degrade(rng, u.samples) if k else u.samples
                found.append(encode_clip(network, sound, u.speaker, u.emotion))
    return found


def fit_mood(
    network: ListenNetwork, data: Path, made: list[Utterance], config: MoodConfig, seed: int
) -> None:
    """Train the mood head on EMO-DB's training speakers and sentences, then set its scale.

    made   synthesised speech, taken as neutral: it shows that channel, language and voice are not
           emotion (without it a calm reader scores half as high as an angry actor)
    """
    acted = [u for u in emodb(data) if not held_out(u)]
    rng = np.random.default_rng(seed)
    drawn = [made[k] for k in rng.permutation(len(made))[: config.neutral_voices]]
    calm = [replace(u, speaker=u.corpus + u.speaker, emotion="neutral") for u in drawn]
    heard = clips(network, acted, config.passes, seed)
    train_head(network.mood, heard + clips(network, calm, 2, seed + 1), config, seed)
    calibrate(network.mood, heard)


def train_head(head: MoodHead, heard: list[Clip], config: MoodConfig, seed: int) -> None:
    """Train the head in place on seeded minibatches of clips; see mood_loss."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(head.parameters(), lr=config.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    head.train()
    for _ in range(config.steps):
        chosen = [heard[k] for k in rng.integers(0, len(heard), _BATCH)]
        optimiser.zero_grad()
        mood_loss(head, chosen, rng).backward()
        optimiser.step()
        schedule.step()
    head.eval()


def mood_loss(head: MoodHead, chosen: list[Clip], rng: np.random.Generator) -> Tensor:
    """The loss, a scalar: cross entropy of the type, RankNet (Burges 2005) of the intensity.

    RankNet puts emotional clips above neutral ones.
    """
    windows = [window(clip, rng) for clip in chosen]
    inputs, voice = (torch.stack(parts) for parts in zip(*windows, strict=True))
    logits, scores = (each[:, 0] for each in head.predict(inputs, voice, head.middle))
    truth = torch.tensor([clip.emotion for clip in chosen])
    kinds = functional.cross_entropy(logits, truth, label_smoothing=0.1)
    speakers = np.array([clip.speaker for clip in chosen])
    same = torch.from_numpy(speakers[:, None] == speakers[None])
    pairs = (truth != 0)[:, None] & (truth == 0)[None]
    weights = pairs * (same + CROSS_SPEAKER * ~same)
    ranking = functional.softplus(scores.T - scores)
    neutral = (scores[:, 0] ** 2 * (truth == 0)).sum() / (truth == 0).sum().clamp(min=1)
    spread = 0.01 * (scores**2).mean() + REST * neutral
    return TYPE_WEIGHT * kinds + (ranking * weights).sum() / weights.sum().clamp(min=1) + spread


def window(clip: Clip, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Inputs [2 REACH + 1, c] and voice [2 REACH + 1, 1] around a random frame that is spoken.

    Beyond the ends of the clip both are 0.
    """
    chance = clip.voice[:, 0].numpy().astype(np.float64) + 1e-6
    middle = int(rng.choice(len(chance), p=chance / chance.sum()))
    first, last = max(0, middle - REACH), min(len(chance), middle + REACH + 1)
    inputs = torch.zeros(2 * REACH + 1, clip.inputs.shape[1])
    voice = torch.zeros(2 * REACH + 1, 1)
    at = slice(first - middle + REACH, last - middle + REACH)
    inputs[at], voice[at] = clip.inputs[first:last], clip.voice[first:last]
    return inputs, voice


def predict_mood(head: MoodHead, clip: Clip) -> tuple[Tensor, Tensor]:
    """Logits [t, 8] and score [t] of a whole clip, without gradients."""
    with torch.no_grad():
        logits, score = head.predict(clip.inputs[None], clip.voice[None], head.smooth)
    return logits[0], score[0, :, 0]


def calibrate(head: MoodHead, heard: list[Clip]) -> None:
    """Set the scale of intensity: 0 is the mean of the neutral clips, 1 of the emotional ones."""
    means: list[Tensor] = []
    for emotional in (False, True):
        some = [clip for clip in heard if (clip.emotion != 0) == emotional]
        scores = [predict_mood(head, clip)[1][clip.voice[:, 0] > 0.5] for clip in some]
        means.append(torch.cat(scores).mean())
    zero, unit = head.zero.clone(), head.unit.clone()
    head.zero.copy_(zero + means[0] * unit)
    head.unit.copy_(unit * (means[1] - means[0]))


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
