"""A correction of the listening network's intensity, trained on pseudo-labels of recorded faces.

The published intensity is weakly supervised: an order learned from acted voices. Where voices come
with faces, the correction is trained on the faces' pseudo-labels and appended to the network's
file, whose inputs and outputs stay the same.
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
"""Seconds: sigma of the Gaussian that pools frames; with less, noise is learned."""
REACH = 60
"""Frames on either side at which the Gaussian ends."""
VOICE = CONTENT.index("voice")


@dataclass(frozen=True)
class IntensityConfig:
    """How the correction is trained; see [predictor] in configs/act.toml. `crop` is in frames."""

    width: int
    dropout: float
    steps: int
    batch: int
    crop: int
    rate: float
    decay: float


class IntensityCorrection(nn.Module):
    """content [b, t, CONTENT], intensity [b, t, 1], emotion [b, t, EMOTIONS] -> intensity.

    Before training the intensity stays as it is given. Without voice it is 0.
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
        """The corrected intensity, [b, t, 1]; see the class for the inputs."""
        voice = content[..., VOICE : VOICE + 1]
        present = self.smooth(voice)
        given = torch.cat([content, intensity, emotion], -1)
        pooled = self.smooth(given * voice) / (present + 1e-3)
        change = self.out(self.dropout(F.gelu(self.hidden(self.dropout(pooled)))))
        return (intensity + change) * ((present - 0.1) / 0.2).clamp(0, 1)

    def smooth(self, x: Tensor) -> Tensor:
        """Each channel smoothed by the Gaussian, zeros beyond the ends, [b, t, c] -> the same."""
        b, t, c = x.shape
        rows = x.transpose(1, 2).reshape(b * c, 1, t)
        found = F.conv1d(rows, self.kernel[None, None], padding=REACH)
        return found.reshape(b, c, t).transpose(1, 2)


@dataclass(frozen=True)
class LabelledVoice:
    """A take's outputs of the listening network by name, each [t, …], and its pseudo-label [t]."""

    given: Mapping[str, Array]
    label: Array


def fit_correction(
    takes: Sequence[LabelledVoice], config: IntensityConfig, seed: int
) -> IntensityCorrection:
    """A correction trained on the labels, by squared error and by the order of pairs of frames."""
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
    """The corrected intensity [t] for the outputs of the listening network, each [t, …]."""
    rows = (torch.from_numpy(given[name])[None] for name in ("content", "intensity", "emotion"))
    return network(*rows)[0, :, 0].numpy()


def _distance(found: Tensor, label: Tensor, voice: Tensor) -> Tensor:
    """Squared error of voiced frames, and a hinge on the order of b t random pairs of frames."""
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
