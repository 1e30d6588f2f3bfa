"""The content network: dilated convolutions on the encoder's states and what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...audio.features import N_MELS
from ...audio.speech import CONTENT, VISEMES
from ...model.encoder import SIZE
from ..data.phones import LABIAL, LABIODENTAL

SIZES = {"states": SIZE, "mel": 2 * N_MELS, "content": len(CONTENT)}
"""Inputs in their order, and how many numbers a frame has of each."""
PARTS = (SIZE // 2, SIZE // 2, SIZES["mel"], SIZES["content"])
"""What a training leaves out one by one: both layers of the encoder are parts of their own."""
CLOSURES = 2
"""Lips closed, lip on teeth."""
_OUTPUTS = len(VISEMES) + CLOSURES + 1
_RARE = 1e-4
"""No viseme is less likely, where log odds are taken."""


class ContentNetwork(nn.Module):
    """Inputs of SIZES, each [b, t, n] at 50 frames a second -> logits [b, t, 19].

    The logits are of 16 visemes, 2 closures and the voice (which only the training asks for).
    Frames whose states are all 0 have none: nobody speaks there.

    width     of a layer
    dropout   share of the numbers, of the inputs too, that are left out of a crop in training
    gone      share of a training's crops in which each of PARTS is missing whole
    shift     spread of what is added to each number of a crop in training, as another voice or
              channel would, in standard deviations
    reach     dilation of each layer, in frames

    """

    def __init__(
        self,
        width: int = 256,
        dropout: float = 0.1,
        gone: Sequence[float] = (0.1, 0.1, 0.1, 0.1),
        shift: float = 0.0,
        reach: tuple[int, ...] = (1, 2, 4, 8, 16),
    ) -> None:
        super().__init__()
        total = sum(SIZES.values())
        self.gone, self.shift, self.reach, self.dropout = tuple(gone), shift, reach, dropout
        self.register_buffer("mean", torch.zeros(total))
        self.register_buffer("std", torch.ones(total))
        self.inp = nn.Linear(total, width)
        self.convs = nn.ModuleList(nn.Linear(3 * width, width) for _ in reach)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in reach)
        self.last = nn.LayerNorm(width)
        self.out = nn.Linear(width, _OUTPUTS)

    def forward(self, states: Tensor, mel: Tensor, content: Tensor) -> Tensor:
        """The logits [b, t, 19]."""
        there = (states.abs().sum(-1, keepdim=True) > 0).float()
        given = (torch.cat([states, mel, content], -1) - self.mean) / self.std
        if self.training:
            given = given + self.shift * torch.randn(len(given), 1, given.shape[-1])
        middle, last, *others = given.split(PARTS, -1)
        groups = [middle * there, last * there, *others]
        kept = [self._kept(each, gone) for each, gone in zip(groups, self.gone, strict=True)]
        hidden = functional.relu(self.inp(self._thinned(torch.cat(kept, -1))))
        for conv, norm, far in zip(self.convs, self.norms, self.reach, strict=True):
            found = functional.relu(conv(beside(norm(hidden), far)))
            hidden = hidden + self._thinned(found)
        return self.out(self.last(hidden))

    def _kept(self, group: Tensor, gone: float) -> Tensor:
        """An input, in training missing from some crops."""
        if not self.training:
            return group
        return group * (torch.rand(len(group), 1, 1) >= gone).float()

    def _thinned(self, values: Tensor) -> Tensor:
        """Values [b, t, n], in training without some of the n, others in each crop."""
        if not self.training:
            return values
        there = torch.rand(len(values), 1, values.shape[-1]) >= self.dropout
        return values * (there / (1 - self.dropout)).to(values.dtype)

    def fit_scale(self, samples: Tensor) -> None:
        """Takes the mean and spread of inputs side by side [n, 788], which training then sees."""
        self.mean.copy_(samples.mean(0))
        self.std.copy_(samples.std(0) + 1e-2)


class Ensemble(nn.Module):
    """Networks that were trained apart, as one: the mean of their logits.

    sharpness is what the logits of visemes are multiplied by, thresholds what is taken from the
    closures', when published.
    """

    def __init__(self, members: Sequence[ContentNetwork]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.register_buffer("thresholds", torch.zeros(CLOSURES))
        self.register_buffer("sharpness", torch.ones(1))

    def forward(self, states: Tensor, mel: Tensor, content: Tensor) -> Tensor:
        """The logits [b, t, 19]; see ContentNetwork."""
        found = [member(states, mel, content) for member in self.members]
        return torch.stack(found).mean(0)


def beside(values: Tensor, far: int) -> Tensor:
    """Each frame of [b, t, n] with those `far` frames before and after it: [b, t, 3 n].

    So a dilated convolution is a product of matrices, which trains twice as fast in bfloat16.
    """
    wide = functional.pad(values, (0, 0, far, far))
    return torch.cat([wide[:, : -2 * far], wide[:, far:-far], wide[:, 2 * far :]], -1)


class Published(nn.Module):
    """What the file computes: shares of the visemes and closures, [b, t, 18], each 0..1."""

    def __init__(self, network: Ensemble) -> None:
        super().__init__()
        self.network = network

    def forward(self, states: Tensor, mel: Tensor, content: Tensor) -> Tensor:
        """See model/mouths.py; a closure is the mean of its log odds and its viseme's."""
        logits = self.network(states, mel, content)
        looks = logits[..., : len(VISEMES)]
        visemes = (self.network.sharpness * looks).softmax(-1)
        looks = looks.softmax(-1)[..., LABIAL : LABIODENTAL + 1].clamp(_RARE, 1 - _RARE)
        heard = logits[..., len(VISEMES) : len(VISEMES) + CLOSURES]
        closures = 0.5 * (heard + torch.log(looks / (1 - looks))) - self.network.thresholds
        return torch.cat([visemes, closures.sigmoid()], -1)
