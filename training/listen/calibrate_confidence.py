"""Calibration of the confidence in the type of emotion, on sentences that the head did not learn.

Only the confidence changes: the logits are multiplied by one number (temperature scaling), and for
unfamiliar voices by another, smaller one: of them next to nothing is known. Training does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from .batches import validation_speech
from .mood import MoodConfig, clean, clips, fit_voice_statistics, predict_mood
from .mood_loss import Clip
from .network import ListenNetwork, MoodHead

ELSEWHERE = 0.3
"""The factor for unfamiliar voices: the largest tenth with which at most one in ten of calm readers
whom nobody had heard (speechocean762's, at 6; docs/models.md) is named an emotion with over .4."""
GRID = np.geomspace(1, 4, 9)
"""Candidates for the factor of the logits."""


def calibrate_confidence(head: MoodHead, heard: Sequence[Clip], unseen: Sequence[Clip]) -> None:
    """Set the factor of the logits, and the statistics of familiar voices, in place.

    heard    clips that the head was trained on: voices like theirs are familiar
    unseen   clips of sentences that trained nothing: the factor with the least cross entropy there
    """
    head.sharpness.fill_(1.0)
    fit_voice_statistics(head, heard)
    losses = [_loss(head, clean(unseen), float(factor)) for factor in GRID]
    head.sharpness.fill_(float(GRID[int(np.argmin(losses))]))
    head.elsewhere.fill_(ELSEWHERE)


def unseen_clips(network: ListenNetwork, data: Path) -> list[Clip]:
    """EMO-DB's held-out sentences by the speakers of the training, clean."""
    return clips(network, validation_speech(data), MoodConfig(passes=0, narrow=0), 0)


def _loss(head: MoodHead, heard: Sequence[Clip], factor: float) -> float:
    """Mean cross entropy of the clips' types, by the mean of their spoken frames."""
    head.sharpness.fill_(factor)
    losses: list[float] = []
    for clip in heard:
        logits, _ = predict_mood(head, clip)
        weight = clip.voice + 1e-6
        chances = (logits.softmax(-1) * weight).sum(0) / weight.sum()
        losses.append(float(-torch.log(chances[clip.emotion] + 1e-9)))
    return float(np.mean(losses))
