"""The content network: dilated convolutions on the encoder's states and what stands beside them."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...audio.features import N_MELS
from ...audio.speech import CONTENT, VISEMES
from ...model.encoder import SIZE
from ..data.phones import LABIAL, LABIODENTAL

SIZES = {"states": SIZE, "mel": 2 * N_MELS, "content": len(CONTENT)}
"""Inputs in their order, and how many numbers a frame has of each."""
CLOSURES = 2
"""Lips closed, lip on teeth."""
_OUTPUTS = len(VISEMES) + CLOSURES + 1
SHARPNESS = 1.3
"""What the logits of visemes are multiplied by when published. Trained on worn speech with smoothed
labels the network is too modest on clean speech: the search for a text, whose costs were set with
the listening network, then spread a short text over other speech."""
_RARE = 1e-4
"""No viseme is less likely, where log odds are taken."""


class ContentNetwork(nn.Module):
    """Inputs of SIZES, each [b, t, n] at 50 frames a second -> logits [b, t, 19].

    The logits are of 16 visemes, 2 closures and the voice (which only the training asks for).
    Frames whose states are all 0 have none: nobody speaks there.

    gone    share of the crops of a training in which one of the inputs is missing
    reach   dilation of each layer, in frames
    """

    def __init__(
        self,
        width: int = 256,
        dropout: float = 0.1,
        gone: float = 0.1,
        reach: tuple[int, ...] = (1, 2, 4, 8, 16),
    ) -> None:
        super().__init__()
        total = sum(SIZES.values())
        self.gone = gone
        self.register_buffer("mean", torch.zeros(total))
        self.register_buffer("std", torch.ones(total))
        self.register_buffer("thresholds", torch.zeros(CLOSURES))
        self.inp = nn.Linear(total, width)
        self.convs = nn.ModuleList(
            nn.Conv1d(width, width, 3, padding=far, dilation=far) for far in reach
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in reach)
        self.drop = nn.Dropout(dropout)
        self.last = nn.LayerNorm(width)
        self.out = nn.Linear(width, _OUTPUTS)

    def forward(self, states: Tensor, mel: Tensor, content: Tensor) -> Tensor:
        """The logits [b, t, 19]."""
        there = (states.abs().sum(-1, keepdim=True) > 0).float()
        given = (torch.cat([states, mel, content], -1) - self.mean) / self.std
        groups = given.split(list(SIZES.values()), -1)
        hidden = functional.gelu(
            self.inp(torch.cat([self._kept(groups[0] * there), *map(self._kept, groups[1:])], -1))
        )
        for conv, norm in zip(self.convs, self.norms, strict=True):
            found = conv(norm(hidden).transpose(1, 2)).transpose(1, 2)
            hidden = hidden + self.drop(functional.gelu(found))
        return self.out(self.last(hidden))

    def _kept(self, group: Tensor) -> Tensor:
        """An input, in training missing from some crops."""
        if not self.training:
            return group
        return group * (torch.rand(len(group), 1, 1) >= self.gone).float()

    def fit_scale(self, samples: Tensor) -> None:
        """Takes the mean and spread of inputs side by side [n, 500], which training then sees."""
        self.mean.copy_(samples.mean(0))
        self.std.copy_(samples.std(0) + 1e-2)


class Published(nn.Module):
    """What the file computes: shares of the visemes and closures, [b, t, 18], each 0..1."""

    def __init__(self, network: ContentNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, states: Tensor, mel: Tensor, content: Tensor) -> Tensor:
        """See model/mouths.py; a closure is the mean of its log odds and its viseme's."""
        logits = self.network(states, mel, content)
        looks = logits[..., : len(VISEMES)]
        visemes = (SHARPNESS * looks).softmax(-1)
        looks = looks.softmax(-1)[..., LABIAL : LABIODENTAL + 1].clamp(_RARE, 1 - _RARE)
        heard = logits[..., len(VISEMES) : len(VISEMES) + CLOSURES]
        closures = 0.5 * (heard + torch.log(looks / (1 - looks))) - self.network.thresholds
        return torch.cat([visemes, closures.sigmoid()], -1)
