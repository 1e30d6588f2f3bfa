"""Mood: intensity by ranking, emotion by classification, on the fixed listening encoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ..audio.features import log_mel
from ..audio.speech import EMOTIONS
from . import augment
from .corpora import EMODB_EMOTIONS, Utterance, emodb, held_out
from .listen_network import ListenNetwork, MoodHead, halve

LABELLED = tuple(name for name in EMODB_EMOTIONS.values() if name in EMOTIONS)
STRONG = 2.5
"""Neutral's standard deviations that make an intensity of 1."""
_TYPE_WEIGHT = 0.5
_BATCH = 48


@dataclass(frozen=True)
class Clip:
    """One utterance as the fixed encoder hears it: what MoodHead takes, each [1, t, ...]."""

    blocks: list[Tensor]
    mel: Tensor
    voice: Tensor
    speaker: str
    emotion: int


def hear(network: ListenNetwork, samples: np.ndarray, speaker: str, emotion: str) -> Clip:
    """A clip without gradients."""
    mel = torch.from_numpy(log_mel(samples))[None]
    with torch.no_grad():
        blocks = network.encoder(mel)[:2]
        voice = network.voice(blocks[1]).sigmoid()
    return Clip(blocks, halve(mel), voice, speaker, EMOTIONS.index(emotion))


def clips(
    network: ListenNetwork, utterances: list[Utterance], passes: int, seed: int
) -> list[Clip]:
    """Each utterance once clean and passes - 1 times degraded; boredom is left out."""
    rng = np.random.default_rng(seed)
    network.eval()
    found: list[Clip] = []
    for k in range(passes):
        for u in utterances:
            if u.emotion in EMOTIONS:
                sound = augment.degrade(rng, u.samples) if k else u.samples
                found.append(hear(network, sound, u.speaker, u.emotion))
    return found


def fit_mood(
    network: ListenNetwork, data: Path, passes: int, steps: int, rate: float, seed: int
) -> None:
    """Train the mood head on EMO-DB's training speakers and sentences, then set its scale."""
    utterances = [u for u in emodb(data) if not held_out(u)]
    heard = clips(network, utterances, passes, seed)
    train_head(network.mood, heard, steps, rate, seed)
    calibrate(network.mood, heard)


def train_head(head: MoodHead, heard: list[Clip], steps: int, rate: float, seed: int) -> None:
    """Seeded minibatches; see mood_loss."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    head.train()
    for _ in range(steps):
        chosen = [heard[k] for k in rng.integers(0, len(heard), _BATCH)]
        optimiser.zero_grad()
        mood_loss(head, chosen, rng).backward()
        optimiser.step()
        schedule.step()
    head.eval()


def mood_loss(head: MoodHead, chosen: list[Clip], rng: np.random.Generator) -> Tensor:
    """Type by cross entropy; intensity by RankNet (Burges 2005), emotional above neutral."""
    moments = [moment(head, clip, rng) for clip in chosen]
    logits = torch.stack([logit for logit, _ in moments])
    scores = torch.stack([score for _, score in moments])
    truth = torch.tensor([clip.emotion for clip in chosen])
    kinds = functional.cross_entropy(logits, truth, label_smoothing=0.1)
    emotional = (truth != 0)[:, None] & (truth == 0)[None]
    same = np.array([clip.speaker for clip in chosen])
    pairs = emotional & torch.from_numpy(same[:, None] == same[None])
    weights = pairs.float() + 0.2 * (emotional & ~pairs).float()
    ranking = functional.softplus(-(scores[:, None] - scores[None]))
    neutral = (scores**2 * (truth == 0)).sum() / (truth == 0).sum().clamp(min=1)
    spread = 0.01 * (scores**2).mean() + 0.05 * neutral
    return _TYPE_WEIGHT * kinds + (ranking * weights).sum() / weights.sum().clamp(min=1) + spread


def moment(head: MoodHead, clip: Clip, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Logits [8] and score at one spoken instant, drawn by voice, from a stretch around it."""
    frames = clip.voice.shape[1]
    chance = clip.voice[0, :, 0].numpy().astype(np.float64) + 1e-6
    middle = int(rng.choice(frames, p=chance / chance.sum()))
    first, last = max(0, middle - 60), min(frames, middle + 61)
    blocks = [block[:, first:last] for block in clip.blocks]
    emotion, score = head(blocks, clip.mel[:, first:last], clip.voice[:, first:last])
    return emotion[0, middle - first], score[0, middle - first, 0]


def calibrate(head: MoodHead, heard: list[Clip]) -> None:
    """Scale: 0 = the mean of neutral speech, 1 = STRONG of its standard deviations above."""
    neutral: list[Tensor] = []
    with torch.no_grad():
        for clip in heard:
            if clip.emotion == 0:
                _, score = head(clip.blocks, clip.mel, clip.voice)
                neutral.append(score[0, clip.voice[0, :, 0] > 0.5, 0])
    scores = torch.cat(neutral)
    zero, unit = head.zero.clone(), head.unit.clone()
    head.unit.copy_(unit * STRONG * scores.std())
    head.zero.copy_(zero + scores.mean() * unit)


def whiten(network: ListenNetwork, mels: list[Tensor]) -> None:
    """Set the fixed PCA that makes the hidden features: block 2, whitened, about N(0, 1)."""
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
