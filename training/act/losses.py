"""The acting network's loss: words, emotion, intensity, closed lips and types that stay apart."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812  (the name that torch's own documentation uses)
from torch import Tensor

from ...face.basis import CHANNELS, index
from ...face.guard import OPENERS
from .batches import Batch
from .config import Config
from .expression import deviation, weights
from .network import SHAPES, ActNetwork

SCALE = torch.tensor([1.0] * SHAPES + [30.0] * (len(CHANNELS) - SHAPES))
"""Weight of each channel's squared error, [channels]: a radian of the head is a far larger movement
than a coefficient of 1, and of speech one sees the jaw most."""
JAW, CLOSE = index("jawOpen"), index("mouthClose")
SCALE[JAW] = 3.0


def losses(network: ActNetwork, batch: Batch, config: Config) -> dict[str, Tensor]:
    """The weighted parts of the loss, each a scalar, by name."""
    of = config.loss
    noisy = batch.content + config.noise * torch.randn_like(batch.content)
    direction = F.normalize(batch.shares @ network.anchors(), dim=1)[:, None]
    raw = network.raw_speech(noisy)
    speech = raw.clamp(0, 1)
    gate = network.gate(noisy)
    full = network.feel(gate, direction * batch.intensity[..., None], speech)
    less = batch.intensity * torch.rand(len(batch.shares), 1, device=batch.shares.device)
    weaker = network.feel(gate, direction * less[..., None], speech)
    strong, weak = (_measured(offset, batch) for offset in (full, weaker))
    hinge = F.relu(of.margin * (batch.intensity - less) - (strong - weak))
    even = batch.voice * (batch.intensity <= 1)
    return {
        "words": _distance(raw, batch.words, of.velocity),
        "emotion": of.emotion * _distance(full, batch.felt, of.velocity),
        "intensity": of.intensity * (even * (strong - batch.intensity).abs()).mean(),
        "ranking": of.ranking * (hinge * (batch.intensity <= 1)).mean(),
        "closure": of.closure * _opening(speech + full, batch.closed),
        "spread": of.spread * _crowding(network.anchors(), of.largest_cosine),
    }


def _distance(found: Tensor, truth: Tensor, velocity: float) -> Tensor:
    """Squared error of values and of velocities; the ends count, for sounds begin in mid-word."""
    error = (found - truth) * SCALE.to(found.device).sqrt()
    return 10 * (error.square().mean() + velocity * error.diff(dim=1).square().mean())


def _measured(offset: Tensor, batch: Batch) -> Tensor:
    """The measured intensity of each frame, [b, t]: 1 is the full expression of this mix."""
    weight = torch.from_numpy(weights()).to(offset.device)
    return deviation(offset, weight) / batch.full[:, None]


def _opening(face: Tensor, closed: Tensor) -> Tensor:
    """How far the lips gape where they must be closed."""
    gape = F.relu(face[..., JAW] - face[..., CLOSE]) + face[..., OPENERS].clamp(0).sum(-1)
    return (closed * gape).mean()


def _crowding(anchors: Tensor, largest: float) -> Tensor:
    """How much closer together the directions of emotions lie than they may."""
    cosines = anchors @ anchors.T - 2 * torch.eye(len(anchors), device=anchors.device)
    return F.relu(cosines - largest).square().sum()
