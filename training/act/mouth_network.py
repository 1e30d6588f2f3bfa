"""The mouth by a small convolutional network, fitted on the recorded faces of several talkers.

One talker's single words are too few for it (docs/models-act.md); beside the 35 minutes of GRID's
talker s1 it follows voices of other sets as well as the ridge regression does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ...track import Track
from .articulation import LEARNED_CHANNELS
from .network import padded, trunk

Array = NDArray[np.float32]
Pair = tuple[Track, Array]
"""Content [t, CONTENT] and recorded mouth [t, LEARNED_CHANNELS] of one take."""

WIDTH, DROPOUT, NOISE = 48, 0.1, 0.05
"""Of the network's layers, and of the content it is trained on."""
STEPS, BATCH, CROP, LEARNING_RATE = 600, 16, 120, 2e-3


@dataclass(frozen=True)
class MouthSet:
    """Recorded mouths of one origin.

    seen   whether the recording shows each of LEARNED_CHANNELS; the others are not learned from it
    """

    pairs: Sequence[Pair]
    seen: tuple[bool, ...]


class MouthNetwork(nn.Module):
    """Content [b, t, CONTENT] -> mouth [b, t, LEARNED_CHANNELS]; `seen` by any of its sets."""

    def __init__(self, seen: Array) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            trunk(WIDTH, DROPOUT), nn.GELU(), nn.Conv1d(WIDTH, len(LEARNED_CHANNELS), 1)
        )
        self.register_buffer("seen", torch.from_numpy(seen))

    def forward(self, content: Tensor) -> Tensor:
        """[b, t, CONTENT] -> [b, t, LEARNED_CHANNELS]."""
        return self.layers(padded(content)).transpose(1, 2)


def fit_mouth_network(sets: Sequence[MouthSet], seed: int = 0, steps: int = STEPS) -> MouthNetwork:
    """A network fitted on the sets, each of them in an equal share of a batch."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sets = [each for each in sets if each.pairs]
    network = MouthNetwork(np.array([each.seen for each in sets]).any(0))
    optimiser = torch.optim.AdamW(network.parameters(), LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, steps, pct_start=0.1)
    for _ in range(steps):
        content, mouth, seen = _batch(sets, rng)
        error = (network(content + NOISE * torch.randn_like(content)) - mouth) * seen
        optimiser.zero_grad()
        (10 * (error.square().mean() + error.diff(dim=1).square().mean())).backward()
        optimiser.step()
        schedule.step()
    return network.eval()


def predict_mouth_network(network: MouthNetwork, content: Track) -> Array:
    """The mouth [t, LEARNED_CHANNELS], 0..1; NaN in a channel that no set has shown."""
    with torch.no_grad():
        found = network(torch.from_numpy(content.values)[None])[0].clamp(0, 1)
    return np.where(network.seen.numpy(), found.numpy(), np.nan).astype(np.float32)


def _batch(sets: Sequence[MouthSet], rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Content [b, t, CONTENT], mouth [b, t, LEARNED_CHANNELS] and seen [b, 1, LEARNED_CHANNELS]."""
    rows = []
    for number in range(BATCH):
        drawn = sets[number % len(sets)]
        lengths = np.array([len(mouth) for _, mouth in drawn.pairs], float)
        content, mouth = drawn.pairs[rng.choice(len(lengths), p=lengths / lengths.sum())]
        start = int(rng.integers(max(1, len(mouth) - CROP)))
        at = np.minimum(np.arange(start, start + CROP), len(mouth) - 1)
        rows.append((content.values[at], mouth[at], np.array([drawn.seen], np.float32)))
    return tuple(torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True))  # type: ignore[return-value]
