"""The listening network: log-mel features -> phonetic content, emotion intensity, emotion type."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...audio.features import LEVEL, N_FFT, N_MELS, mel_filters
from ...audio.speech import EMOTIONS, HIDDEN, RATE, VISEMES
from ..data.phones import LABIAL, LABIODENTAL
from .encoder import WIDTH, Encoder

SIGMA = 0.4
"""Seconds: sigma of the Gaussian that pools frames for emotion and intensity."""
REACH = 60
"""Frames either side at which the Gaussian ends."""
CLOSURE_THRESHOLDS = (0.6, 0.35)
"""Probabilities of p b m and of f v from which lips close; the published outputs move them to .5.
Chosen for the best F1 on EMO-DB's held-out sentences by the speakers of the training."""
IN_DISTRIBUTION, OUT_OF_DISTRIBUTION = 1.1, 1.4
"""Whitened distance of the pooled features from those of the training: up to the first a voice is
like those of the training, from the second it is not. Three quarters, and 95 %, of EMO-DB's clips
by speakers left out lie below."""
Smooth = Callable[[Tensor], Tensor]
_HANN_POWER = 0.375
_QUIETEST, _LOUDEST = -30.0, 6.0
"""Decibels relative to the sound's speech level that loudness maps to 0 and 1."""


class NetworkOutput(NamedTuple):
    """What training needs of a batch; t frames at 50 a second.

    visemes [n, t, 16], closures [n, t, 2] (lips closed, lip on teeth), voice [n, t, 1]: logits.
    loudness [n, t, 1], 0..1. emotion [n, t, 8] logits, intensity [n, t, 1], second [n, t, WIDTH].
    """

    visemes: Tensor
    closures: Tensor
    voice: Tensor
    loudness: Tensor
    emotion: Tensor
    intensity: Tensor
    second: Tensor


class ConvHead(nn.Module):
    """Two layers over seven frames (.14 s); [n, t, inputs] -> [n, t, outputs]."""

    def __init__(self, inputs: int, outputs: int, width: int = 128, dropout: float = 0.1) -> None:
        super().__init__()
        self.context = nn.Conv1d(inputs, width, 7, padding=3)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Conv1d(width, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        """[n, t, inputs] -> [n, t, outputs]."""
        hidden = functional.gelu(self.context(x.transpose(1, 2)))
        return self.out(self.dropout(hidden)).transpose(1, 2)


class MoodHead(nn.Module):
    """Emotion and intensity of the voice around each frame.

    Frames are pooled to their mean and deviation, weighted by a Gaussian of SIGMA and by voice;
    type and intensity each have frames of their own, so that neither spoils the other.
    The type comes from classification, the intensity from ranking. Without voice the intensity
    fades to 0 and the types to even probabilities. The confidence of the type is calibrated for
    voices like those of the training only.
    """

    def __init__(self, width: int = 96, tone_width: int = 64, dropout: float = 0.3) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(N_MELS, elementwise_affine=False)
        self.frame = nn.Linear(2 * WIDTH + N_MELS, width)
        self.tone = nn.Linear(2 * WIDTH + N_MELS, tone_width)
        self.dropout = nn.Dropout(dropout)
        self.emotion = nn.Linear(2 * width, len(EMOTIONS))
        self.intensity = nn.Linear(2 * tone_width, 1)
        steps = torch.arange(-REACH, REACH + 1) / (SIGMA * RATE)
        kernel = torch.exp(-0.5 * steps**2)
        self.register_buffer("kernel", kernel / kernel.sum(), persistent=False)
        self.register_buffer("zero", torch.zeros(1))
        self.register_buffer("unit", torch.ones(1))
        self.register_buffer("usual", torch.zeros(2 * width))
        self.register_buffer("spread", torch.zeros(2 * width, 2 * width))
        self.register_buffer("sharpness", torch.ones(1))
        self.register_buffer("elsewhere", torch.ones(1))

    def forward(self, blocks: list[Tensor], mel: Tensor, voice: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [n, t, 8], intensity [n, t, 1]; from mel [n, t, 80], voice [n, t, 1] 0..1."""
        return self.predict(self.inputs(blocks, mel), voice, self.smooth)

    def inputs(self, blocks: list[Tensor], mel: Tensor) -> Tensor:
        """The features to pool, [n, t, 2 WIDTH + 80]: blocks 1 and 2, the normalised spectrum."""
        return torch.cat([blocks[0], blocks[1], self.norm(mel)], -1)

    def predict(self, inputs: Tensor, voice: Tensor, smooth: Smooth) -> tuple[Tensor, Tensor]:
        """Logits [n, k, 8], intensity [n, k, 1] of the k frames that `smooth` keeps."""
        pooled, present = self.pool(inputs, voice, smooth)
        presence = ((present - 0.1) / 0.2).clamp(0, 1)
        tone = self.dropout(pool(self.tone(inputs), voice, present, smooth))
        intensity = (self.intensity(tone) - self.zero) / self.unit
        logits = self.emotion(self.dropout(pooled)) * self.confidence(pooled)
        return logits * presence, intensity * presence

    def pool(self, inputs: Tensor, voice: Tensor, smooth: Smooth) -> tuple[Tensor, Tensor]:
        """Mean and deviation of the frames around each, [n, k, 2 width], and the share of voice."""
        present = smooth(voice)
        return pool(self.frame(inputs), voice, present, smooth), present

    def confidence(self, pooled: Tensor) -> Tensor:
        """The factor of the logits, [n, t, 1]: `sharpness`, or `elsewhere` for unfamiliar voices.

        It is the reciprocal of a temperature (Guo et al. 2017).
        """
        distance = ((pooled - self.usual) @ self.spread).square().mean(-1, keepdim=True)
        known = (OUT_OF_DISTRIBUTION - distance) / (OUT_OF_DISTRIBUTION - IN_DISTRIBUTION)
        known = known.clamp(0, 1)
        return (1 - known) * self.elsewhere + known * self.sharpness

    def smooth(self, x: Tensor) -> Tensor:
        """Each channel smoothed by the Gaussian, zeros beyond the ends, [n, t, c] -> the same."""
        n, t, c = x.shape
        rows = x.transpose(1, 2).reshape(n * c, 1, t)
        smooth = functional.conv1d(rows, self.kernel[None, None], padding=REACH)
        return smooth.reshape(n, c, t).transpose(1, 2)

    def middle(self, x: Tensor) -> Tensor:
        """As `smooth`, at the middle of windows only, [n, 2 REACH / step + 1, c] -> [n, 1, c].

        Their frames may be every step-th one.
        """
        kernel = self.kernel[:: 2 * REACH // (x.shape[1] - 1)]
        return torch.einsum("ntc,t->nc", x, kernel / kernel.sum())[:, None]


def pool(frames: Tensor, voice: Tensor, present: Tensor, smooth: Smooth) -> Tensor:
    """Mean and deviation around each of k frames, [n, k, 2 width], of GELU(frames [n, t, width]).

    present   the smoothed voice [n, k, 1]
    """
    frames, weight = functional.gelu(frames), present + 1e-3
    mean = smooth(frames * voice) / weight
    square = smooth(frames**2 * voice) / weight
    deviation = (square - mean**2).clamp(min=0).add(1e-4).sqrt()
    return torch.cat([mean, deviation], -1)


class ListenNetwork(nn.Module):
    """An encoder (stem and conformer blocks) and a head for each output."""

    def __init__(self, blocks: int = 3, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(blocks, dropout)
        self.visemes = ConvHead(2 * WIDTH, len(VISEMES))
        self.closures = ConvHead(2 * WIDTH, 2, 64)
        self.voice = ConvHead(WIDTH, 1, 32)
        self.mood = MoodHead()
        self.register_buffer("centre", torch.zeros(WIDTH))
        self.register_buffer("whiten", torch.eye(WIDTH)[:, :HIDDEN].clone())

    def forward(self, mel: Tensor) -> NetworkOutput:
        """mel [n, t100, 80] -> all outputs at t = ceil(t100 / 2)."""
        blocks = self.encoder(mel)
        voice = self.voice(blocks[1])
        half = halve(mel)
        emotion, intensity = self.mood(blocks, half, voice.detach().sigmoid())
        both = torch.cat([blocks[1], blocks[-1]], -1)
        return NetworkOutput(
            self.visemes(both),
            self.closures(both),
            voice,
            loudness(half),
            emotion,
            intensity,
            blocks[1],
        )


class Published(nn.Module):
    """The network as it is published: the three outputs of the contract, from mel [1, t100, 80]."""

    def __init__(self, network: ListenNetwork) -> None:
        super().__init__()
        self.network = network
        self.register_buffer(
            "threshold", log_odds(torch.tensor(CLOSURE_THRESHOLDS)), persistent=False
        )

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """mel [1, t100, 80] -> content [1, t, CONTENT], intensity [1, t, 1], emotion [1, t, 8]."""
        heard = self.network(mel)
        hidden = (heard.second - self.network.centre) @ self.network.whiten
        visemes = heard.visemes.softmax(-1)
        looks = log_odds(visemes[..., LABIAL : LABIODENTAL + 1])
        closures = 0.5 * (heard.closures + looks) - self.threshold
        events = [closures.sigmoid(), heard.voice.sigmoid(), heard.loudness]
        content = torch.cat([visemes, *events, hidden], -1)
        return content, heard.intensity, heard.emotion.softmax(-1)


def log_odds(chance: Tensor) -> Tensor:
    """The inverse of the sigmoid, elementwise, within +-9.2."""
    chance = chance.clamp(1e-4, 1 - 1e-4)
    return chance.log() - (1 - chance).log()


def halve(mel: Tensor) -> Tensor:
    """100 -> 50 frames a second, each the mean of three, [n, ceil(t / 2), 80]."""
    rows = mel.transpose(1, 2)
    padded = functional.pad(rows, (1, 1), mode="replicate")
    return functional.avg_pool1d(padded, 3, 2).transpose(1, 2)


def loudness(mel: Tensor) -> Tensor:
    """Level relative to the sound's own speech level, 0..1 for _QUIETEST.._LOUDEST dB, [n, t, 1].

    mel   log-mel [n, t, 80]; weighted by the inverse heights of their filters, the bands add up to
          the power of the spectrum (Parseval)
    """
    widths = torch.from_numpy(1 / mel_filters().max(0)).to(mel.device)
    power = (mel.exp() * widths).sum(-1, keepdim=True) / (LEVEL**2 * N_FFT**2 * _HANN_POWER / 2)
    decibels = 10 / math.log(10) * (power + 1e-9).log()
    return ((decibels - _QUIETEST) / (_LOUDEST - _QUIETEST)).clamp(0, 1)
