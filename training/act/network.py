"""The acting network: content and emotion latent -> the face of the words, the emotion's offset.

speech = D_speech(content); emotion = D_emo(content, latent). There is no bias between latent and
output, so the offset is exactly 0 where the latent is. It is convolutional over time in the content
(`REACH` frames on either side), frame by frame in the latent.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812  (the name that torch's own documentation uses)
from torch import Tensor, nn

from ...audio.speech import CONTENT
from ...emotion.mood import EXPRESSIVE
from ...face.basis import BLENDSHAPES, CHANNELS
from .articulation import spoken

KERNEL = 5
DILATIONS = (1, 2, 4)
REACH = 2 + 2 * sum(DILATIONS) + 2
"""Frames of content on either side that one frame of the face depends on."""


class Block(nn.Module):
    """A residual dilated convolution that consumes its own context, [b, width, t] -> shorter t."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.cut = 2 * dilation
        self.conv = nn.Conv1d(width, width, KERNEL, dilation=dilation)
        self.mix = nn.Conv1d(width, width, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """[b, width, t] -> [b, width, t - 4 dilation]."""
        return x[:, :, self.cut : -self.cut] + self.dropout(self.mix(F.gelu(self.conv(x))))


def trunk(width: int, dropout: float) -> nn.Sequential:
    """Content [b, CONTENT, t + 2 REACH] -> [b, width, t]."""
    blocks = [Block(width, dilation, dropout) for dilation in DILATIONS]
    return nn.Sequential(
        nn.Conv1d(len(CONTENT), width, KERNEL), nn.GELU(), *blocks, nn.Conv1d(width, width, KERNEL)
    )


class ActNetwork(nn.Module):
    """content [b, t, CONTENT], latent [b, t, D] -> speech and emotion, each [b, t, CHANNELS]."""

    def __init__(self, latent: int, width: int, emotion_width: int, dropout: float) -> None:
        super().__init__()
        self.directions = nn.Parameter(torch.randn(len(EXPRESSIVE), latent))
        self.speech_trunk = trunk(width, dropout)
        self.speech_head = nn.Conv1d(width, len(CHANNELS), 1)
        self.gate_trunk = trunk(width // 2, dropout)
        self.gate_head = nn.Conv1d(width // 2, emotion_width, 1)
        self.feel_in = nn.Linear(latent, emotion_width, bias=False)
        self.feel_mid = nn.Linear(emotion_width, emotion_width, bias=False)
        self.pose = nn.Linear(emotion_width, len(CHANNELS), bias=False)
        self.gain = nn.Linear(emotion_width, len(CHANNELS), bias=False)
        self.register_buffer("spoken", torch.from_numpy(spoken()))

    def anchors(self) -> Tensor:
        """The unit direction of each emotion, [EXPRESSIVE, D]."""
        return F.normalize(self.directions, dim=1)

    def raw_speech(self, content: Tensor) -> Tensor:
        """The words before they are clipped to 0..1, [b, t, CHANNELS]."""
        hidden = F.gelu(self.speech_trunk(padded(content)))
        return self.speech_head(hidden).transpose(1, 2) * self.spoken

    def gate(self, content: Tensor) -> Tensor:
        """The gain of each feature of the pose beside these words, [b, t, emotion_width]."""
        hidden = F.gelu(self.gate_trunk(padded(content)))
        return 1 + torch.tanh(self.gate_head(hidden)).transpose(1, 2)

    def feel(self, gate: Tensor, latent: Tensor, speech: Tensor) -> Tensor:
        """The emotion's offset [b, t, CHANNELS]: a gated pose, and a gain on the words.

        gate [b, t, emotion_width], latent [b, t, D], speech [b, t, CHANNELS]; no gradient goes back
        into speech
        """
        feeling = torch.tanh(self.feel_in(latent))
        feeling = feeling + F.silu(self.feel_mid(feeling))
        return self.pose(feeling * gate) + self.gain(feeling) * speech.detach()

    def forward(self, content: Tensor, latent: Tensor) -> tuple[Tensor, Tensor]:
        """content [b, t, CONTENT], latent [b, t, D] -> speech, emotion [b, t, CHANNELS]."""
        speech = torch.clamp(self.raw_speech(content), 0, 1)
        return speech, self.feel(self.gate(content), latent, speech)


def padded(content: Tensor) -> Tensor:
    """[b, t, CONTENT] -> [b, CONTENT, t + 2 REACH], the first and last frame repeated."""
    return F.pad(content.transpose(1, 2), (REACH, REACH), mode="replicate")


SHAPES = len(BLENDSHAPES)
"""How many of the channels are blendshapes; the rest are angles in radians."""
