"""The intensity predictor trained on pseudo-labels: what the listening network's score lacks.

The published score is weakly supervised (an order learned from acted voices). Where voices come
with faces, a correction of it is trained on the faces' pseudo-labels and becomes part of the file:
same inputs, same outputs, one interface.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (the name that torch's own documentation uses)
from numpy.typing import NDArray
from torch import Tensor, nn

from ...audio.speech import CONTENT, EMOTIONS, RATE

Array = NDArray[np.float32]
SIGMA = 0.4
"""Seconds over which frames are pooled: shorter windows of a voice tell noise."""
REACH = 60
VOICE = CONTENT.index("voice")


@dataclass(frozen=True)
class IntensityConfig:
    """How the correction is fitted; `crop` in frames."""

    width: int
    dropout: float
    steps: int
    batch: int
    crop: int
    rate: float
    decay: float


class IntensityCorrection(nn.Module):
    """content [b, t, CONTENT], intensity [b, t, 1], emotion [b, t, EMOTIONS] -> intensity.

    It begins as the score that it is given, and is 0 where nobody speaks.
    """

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        given = len(CONTENT) + 1 + len(EMOTIONS)
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(given, width)
        self.out = nn.Linear(width, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        steps = torch.arange(-REACH, REACH + 1) / (SIGMA * RATE)
        kernel = torch.exp(-0.5 * steps**2)
        self.register_buffer("kernel", kernel / kernel.sum(), persistent=False)

    def forward(self, content: Tensor, intensity: Tensor, emotion: Tensor) -> Tensor:
        voice = content[..., VOICE : VOICE + 1]
        present = self.smooth(voice)
        given = torch.cat([content, intensity, emotion], -1)
        pooled = self.smooth(given * voice) / (present + 1e-3)
        change = self.out(self.dropout(F.gelu(self.hidden(self.dropout(pooled)))))
        return (intensity + change) * ((present - 0.1) / 0.2).clamp(0, 1)

    def smooth(self, x: Tensor) -> Tensor:
        """Each channel by the Gaussian, silence beyond the ends, [b, t, c]."""
        b, t, c = x.shape
        rows = x.transpose(1, 2).reshape(b * c, 1, t)
        found = F.conv1d(rows, self.kernel[None, None], padding=REACH)
        return found.reshape(b, c, t).transpose(1, 2)


@dataclass(frozen=True)
class LabelledVoice:
    """What the listening network gives for a take, each [t, …], and its pseudo-label [t]."""

    given: Mapping[str, Array]
    label: Array


def fit_correction(
    takes: Sequence[LabelledVoice], config: IntensityConfig, seed: int
) -> IntensityCorrection:
    """A correction fitted to the labels, by squared error and by order between frames."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = IntensityCorrection(config.width, config.dropout)
    optimiser = torch.optim.AdamW(network.parameters(), config.rate, weight_decay=config.decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    for _ in range(config.steps):
        given, label = _crops(takes, config, rng)
        found = network(*given)[..., 0]
        loss = _distance(found, label, given[0][..., VOICE])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return network.eval()


@torch.no_grad()
def corrected_intensity(network: IntensityCorrection, given: Mapping[str, Array]) -> Array:
    """The predictor's intensity [t] for what the listening network gives."""
    rows = (torch.from_numpy(given[name])[None] for name in ("content", "intensity", "emotion"))
    return network(*rows)[0, :, 0].numpy()


def _distance(found: Tensor, label: Tensor, voice: Tensor) -> Tensor:
    """Squared error where somebody speaks, and a hinge on frames drawn in pairs, b t each."""
    error = (voice * (found - label) ** 2).mean()
    order = torch.randperm(found.numel())
    one, other = found.flatten(), found.flatten()[order]
    apart = label.flatten() - label.flatten()[order]
    both = voice.flatten() * voice.flatten()[order]
    return error + (both * F.relu(0.5 * apart.abs() - (one - other) * apart.sign())).mean()


def _crops(
    takes: Sequence[LabelledVoice], config: IntensityConfig, rng: np.random.Generator
) -> tuple[list[Tensor], Tensor]:
    lengths = np.array([len(take.label) for take in takes], float)
    rows = []
    for k in rng.choice(len(takes), config.batch, p=lengths / lengths.sum()):
        take = takes[k]
        start = int(rng.integers(max(1, len(take.label) - config.crop)))
        frames = np.minimum(np.arange(start, start + config.crop), len(take.label) - 1)
        names = ("content", "intensity", "emotion")
        rows.append([*(take.given[name][frames] for name in names), take.label[frames]])
    *given, label = (torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True))
    return given, label
