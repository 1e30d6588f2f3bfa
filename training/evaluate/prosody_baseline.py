"""The baseline of mood: prosody alone and a linear classifier, on the same folds."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from ...audio.features import SAMPLE_RATE, log_mel
from ...audio.speech import EMOTIONS
from ..data.corpora import Utterance
from .cross_validation import PAIRS, Predictions, predictions_of, trains_for
from .listen_metrics import Array


def prosody_predictions(speech: list[Utterance], seed: int = 0) -> Predictions:
    """Predictions from prosody by logistic regression, on the folds of the mood head."""
    rows = torch.from_numpy(np.stack([prosody(u.samples) for u in speech]))
    truth = torch.tensor([EMOTIONS.index(u.emotion) for u in speech])
    chances = np.zeros((len(speech), len(EMOTIONS)), np.float32)
    for pair in PAIRS:
        known = torch.tensor([trains_for(u, pair) for u in speech])
        scaled = (rows - rows[known].mean(0)) / rows[known].std(0)
        logits = _logistic(scaled[known], truth[known], scaled, seed)
        asked = np.array([u.speaker in pair for u in speech])
        chances[asked] = logits.softmax(-1).numpy()[asked]
    return predictions_of(speech, chances, 1 - chances[:, 0])


def _logistic(
    rows: torch.Tensor, truth: torch.Tensor, asked: torch.Tensor, seed: int
) -> torch.Tensor:
    torch.manual_seed(seed)
    layer = torch.nn.Linear(rows.shape[1], len(EMOTIONS))
    optimiser = torch.optim.AdamW(layer.parameters(), lr=0.05, weight_decay=0.1)
    for _ in range(300):
        optimiser.zero_grad()
        functional.cross_entropy(layer(rows), truth).backward()
        optimiser.step()
    with torch.no_grad():
        return layer(asked)


def prosody(samples: Array) -> Array:
    """Features of samples [n] that their gain does not change, [9]: pitch, dynamics, pauses."""
    from torchaudio.functional import detect_pitch_frequency

    mel = log_mel(samples)
    loud = np.log(np.exp(mel).sum(1))
    speaks = loud > np.quantile(loud, 0.9) - 3
    pitch = detect_pitch_frequency(torch.from_numpy(samples)[None], SAMPLE_RATE, freq_low=75)[
        0
    ].numpy()
    tones = 12 * np.log2(pitch.clip(50, 600) / 100)
    tilt = mel[speaks, :20].mean() - mel[speaks, 40:].mean()
    found = [*np.quantile(tones, (0.1, 0.5, 0.9)), tones.std(), loud[speaks].std(), tilt]
    steps = np.abs(np.diff(loud[speaks])).mean() if speaks.sum() > 1 else 0.0
    return np.array([*found, mel[speaks].std(), speaks.mean(), steps], np.float32)
