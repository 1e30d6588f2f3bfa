"""The jaw of a real face: small regressors from heard content, fitted on FACEGOOD's clips.

Rules place lips well and jaws badly; a regressor the other way round. Some of each is best on faces
that were never trained on, and the mean of a few regressors better than any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (the name that torch's own documentation uses)
from numpy.typing import NDArray
from torch import Tensor, nn

from ..track import Track
from .act_network import padded, trunk

Array = NDArray[np.float32]


class JawNetwork(nn.Module):
    """Content [b, t, CONTENT] -> jawOpen [b, t]."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.trunk = trunk(width, dropout)
        self.head = nn.Conv1d(width, 1, 1)

    def forward(self, content: Tensor) -> Tensor:
        hidden = self.dropout(F.gelu(self.trunk(padded(self.dropout(content)))))
        return self.head(hidden)[:, 0]


@dataclass(frozen=True)
class JawConfig:
    """How regressors are fitted, `count` of them; `crop` in frames."""

    count: int
    width: int
    dropout: float
    steps: int
    batch: int
    crop: int
    rate: float
    decay: float
    noise: float


def fit_jaws(pairs: list[tuple[Track, Array]], config: JawConfig, seed: int) -> list[JawNetwork]:
    """Regressors fitted to the same pairs from different beginnings."""
    return [fit_jaw(pairs, config, seed + k) for k in range(config.count)]


def fit_jaw(pairs: list[tuple[Track, Array]], config: JawConfig, seed: int) -> JawNetwork:
    """A regressor fitted to (content [t, CONTENT], jawOpen [t]); by squared error and velocity."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = JawNetwork(config.width, config.dropout)
    optimiser = torch.optim.AdamW(network.parameters(), config.rate, weight_decay=config.decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    for _ in range(config.steps):
        content, jaw = _crops(pairs, config, rng)
        found = network(content + config.noise * torch.randn_like(content))
        loss = F.mse_loss(found, jaw) + F.mse_loss(found.diff(dim=1), jaw.diff(dim=1))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return network.eval()


@torch.no_grad()
def jaw_of(networks: Sequence[JawNetwork], content: Track) -> Array:
    """jawOpen as the regressors have it on average, [frames], 0..1."""
    given = torch.from_numpy(content.values)[None]
    found = torch.stack([network(given)[0] for network in networks]).mean(0)
    return found.clamp(0, 1).numpy()


def _crops(
    pairs: list[tuple[Track, Array]], config: JawConfig, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    contents, jaws = [], []
    for _ in range(config.batch):
        content, jaw = pairs[rng.integers(len(pairs))]
        start = int(rng.integers(max(1, len(jaw) - config.crop)))
        frames = np.minimum(np.arange(start, start + config.crop), len(jaw) - 1)
        contents.append(content.values[frames])
        jaws.append(jaw[frames])
    return torch.from_numpy(np.stack(contents)), torch.from_numpy(np.stack(jaws))
