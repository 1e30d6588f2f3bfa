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
from ..data.corpora import EMODB_EMOTIONS, Utterance, emodb, held_out
from .network import REACH, ListenNetwork, MoodHead, halve

LABELLED = tuple(name for name in EMODB_EMOTIONS.values() if name in EMOTIONS)
TYPE_WEIGHT = 0.5
REST = 0.1
"""Weight of the pull of neutral speech to 0."""
OTHERS = 0.2
"""Weight of pairs of two speakers beside those of one: neutral is neutral in any voice."""
RIDGE = 0.01
"""Added to the variance of what is pooled: directions of next to none say nothing of a voice."""
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
    """One utterance as the fixed encoder hears it: inputs [t, c] of the mood head, voice [t, 1]."""

    inputs: Tensor
    voice: Tensor
    speaker: str
    emotion: int


def encode_clip(network: ListenNetwork, samples: np.ndarray, speaker: str, emotion: str) -> Clip:
    """A clip without gradients."""
    mel = torch.from_numpy(log_mel(samples))[None]
    with torch.no_grad():
        blocks = network.encoder(mel)[:2]
        voice = network.voice(blocks[1]).sigmoid()
        inputs = network.mood.inputs(blocks, halve(mel))
    return Clip(inputs[0], voice[0], speaker, EMOTIONS.index(emotion))


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
                found.append(encode_clip(network, sound, u.speaker, u.emotion))
    return found


def fit_mood(
    network: ListenNetwork, data: Path, made: list[Utterance], config: MoodConfig, seed: int
) -> None:
    """Train the mood head on EMO-DB's training speakers and sentences, then set its scale.

    made: synthesised speech, which nobody would call emotional: it shows that channel, language and
    voice are not emotion (without it a calm reader elsewhere scores half of an angry actor).
    """
    acted = [u for u in emodb(data) if not held_out(u)]
    rng = np.random.default_rng(seed)
    drawn = [made[k] for k in rng.permutation(len(made))[: config.neutral_voices]]
    calm = [replace(u, speaker=u.corpus + u.speaker, emotion="neutral") for u in drawn]
    heard = clips(network, acted, config.passes, seed)
    train_head(network.mood, heard + clips(network, calm, 2, seed + 1), config, seed)
    calibrate(network.mood, heard)


def train_head(head: MoodHead, heard: list[Clip], config: MoodConfig, seed: int) -> None:
    """Seeded minibatches; see mood_loss."""
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
    """Type by cross entropy; intensity by RankNet (Burges 2005), emotional above neutral."""
    windows = [window(clip, rng) for clip in chosen]
    inputs, voice = (torch.stack(parts) for parts in zip(*windows, strict=True))
    logits, scores = (each[:, 0] for each in head.predict(inputs, voice, head.middle))
    truth = torch.tensor([clip.emotion for clip in chosen])
    kinds = functional.cross_entropy(logits, truth, label_smoothing=0.1)
    speakers = np.array([clip.speaker for clip in chosen])
    same = torch.from_numpy(speakers[:, None] == speakers[None])
    pairs = (truth != 0)[:, None] & (truth == 0)[None]
    weights = pairs * (same + OTHERS * ~same)
    ranking = functional.softplus(scores.T - scores)
    neutral = (scores[:, 0] ** 2 * (truth == 0)).sum() / (truth == 0).sum().clamp(min=1)
    spread = 0.01 * (scores**2).mean() + REST * neutral
    return TYPE_WEIGHT * kinds + (ranking * weights).sum() / weights.sum().clamp(min=1) + spread


def window(clip: Clip, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Inputs and voice [2 REACH + 1, ...] around a spoken instant; past the clip nobody speaks."""
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
    """Scale: 0 = the mean of neutral acting, 1 = the mean of emotional acting."""
    means: list[Tensor] = []
    for emotional in (False, True):
        some = [clip for clip in heard if (clip.emotion != 0) == emotional]
        scores = [predict_mood(head, clip)[1][clip.voice[:, 0] > 0.5] for clip in some]
        means.append(torch.cat(scores).mean())
    zero, unit = head.zero.clone(), head.unit.clone()
    head.zero.copy_(zero + means[0] * unit)
    head.unit.copy_(unit * (means[1] - means[0]))


def fit_voice_statistics(head: MoodHead, heard: list[Clip]) -> None:
    """Set what the head holds to be usual: middle and spread of what it pools of these clips."""
    pooled = torch.cat([_pooled(head, clip) for clip in heard]).double()
    centre, scale = pooled.mean(0), pooled.std(0) + 1e-3
    values, vectors = torch.linalg.eigh(torch.cov(((pooled - centre) / scale).T))
    head.usual.copy_(centre)
    head.spread.copy_(vectors / scale[:, None] / (values + RIDGE).sqrt())


def _pooled(head: MoodHead, clip: Clip) -> Tensor:
    """Ten instants of speech a second, [n, 2 width]."""
    with torch.no_grad():
        pooled, _ = head.pool(clip.inputs[None], clip.voice[None], head.smooth)
    return pooled[0, clip.voice[:, 0] > 0.5][::5]


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
