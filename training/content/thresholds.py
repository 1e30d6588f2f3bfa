"""Where a closure counts as one: chosen on validation speech, clean and worn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from ...audio.speech import CONTENT, EVENTS
from ..data import augment
from ..data.corpora import Utterance
from ..data.phones import LABIAL, LABIODENTAL
from ..evaluate.listen_metrics import Array, ListenOutput, closure_scores
from .features import Ears, features
from .network import SIZES, ContentNetwork, Published

TRIED = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
"""Probabilities that are tried."""
MOST = 60
"""Utterances that are heard for it."""
_NOISE_DB = 15.0


def fit_thresholds(network: ContentNetwork, speech: Sequence[Utterance], ears: Ears) -> Array:
    """The log odds of both closures from which they count: those of the best mean F1, [2].

    speech   validation; half of it is heard with noise
    """
    network.thresholds.zero_()
    chosen = [
        speech[k] for k in np.linspace(0, len(speech) - 1, min(MOST, len(speech))).astype(int)
    ]
    worn = [_worn(k, u) if k % 2 else u for k, u in enumerate(chosen)]
    heard = {id(u.samples): _heard(network, u.samples, ears) for u in worn}
    best = []
    for event, viseme in zip(EVENTS[:2], (LABIAL, LABIODENTAL), strict=True):
        scores = [
            closure_scores(lambda samples: heard[id(samples)], worn, event, viseme, tried)["f1"]
            for tried in TRIED
        ]
        smooth = np.convolve(np.pad(scores, 1, "edge"), np.ones(3) / 3, "valid")
        chance = TRIED[int(smooth.argmax())]
        best.append(np.log(chance / (1 - chance)))
    return np.array(best, np.float32)


def _worn(number: int, utterance: Utterance) -> Utterance:
    rng = np.random.default_rng(number)
    return replace(utterance, samples=augment.add_noise(rng, utterance.samples, _NOISE_DB))


def _heard(network: ContentNetwork, samples: Array, ears: Ears) -> ListenOutput:
    given = features(samples, ears)
    inputs = (torch.from_numpy(given[name].astype(np.float32))[None] for name in SIZES)
    with torch.no_grad():
        found = Published(network)(*inputs)[0].numpy()
    content = np.pad(found, ((0, 0), (0, len(CONTENT) - found.shape[1])))
    return ListenOutput(content, content[:, :1], content[:, :1])
