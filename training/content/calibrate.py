"""What is chosen on validation speech: where a closure counts, how sharply visemes are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ...audio.speech import CONTENT, EVENTS, VISEMES
from ..data import augment
from ..data.corpora import Utterance
from ..data.phones import LABIAL, LABIODENTAL, UNKNOWN, frames_of
from ..evaluate.listen_metrics import Array, ListenOutput, closure_scores
from ..listen.batches import HOP
from .crops import Speech
from .features import Ears, features
from .network import SIZES, Ensemble, Published

TRIED = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
"""Probabilities that are tried."""
SHARPNESS = tuple(np.arange(0.8, 2.05, 0.1))
"""What the logits of visemes are multiplied by, in turn."""
MOST = 20
"""Utterances of a corpus that are heard for it."""
_NOISE_DB = 15.0
Inputs = tuple[Tensor, ...]
"""Those of SIZES, each [1, frames, n]."""


def calibrate(network: Ensemble, speech: Speech, ears: Ears) -> None:
    """Sets sharpness and thresholds of the network in place; speech is validation."""
    chosen = [u for each in speech.values() for u in _evenly(each)]
    network.sharpness.fill_(fit_sharpness(network, chosen, ears))
    network.thresholds.copy_(torch.from_numpy(fit_thresholds(network, chosen, ears)))


def fit_sharpness(network: Ensemble, speech: Sequence[Utterance], ears: Ears) -> float:
    """What makes the labels of clean speech likeliest (temperature scaling, Guo et al. 2017).

    Trained on worn speech with smoothed labels the network is too modest on clean speech, and the
    search for a text, which weighs such chances, spreads a short text over other speech.
    """
    logits = torch.cat([_logits(network, _inputs(u.samples, ears)) for u in speech])
    truth = torch.cat([_labels(u) for u in speech])
    lost = [functional.cross_entropy(k * logits, truth, ignore_index=UNKNOWN) for k in SHARPNESS]
    return float(SHARPNESS[int(torch.stack(lost).argmin())])


def fit_thresholds(network: Ensemble, speech: Sequence[Utterance], ears: Ears) -> Array:
    """The log odds of both closures from which they count: those of the best mean F1, [2].

    speech   validation; half of it is heard with noise
    """
    network.thresholds.zero_()
    worn = [_worn(k, u) if k % 2 else u for k, u in enumerate(speech)]
    heard = {id(u.samples): _heard(network, u.samples, ears) for u in worn}
    return np.array([_best_odds(heard, worn, *event) for event in _EVENTS], np.float32)


_EVENTS = tuple(zip(EVENTS[:2], (LABIAL, LABIODENTAL), strict=True))


def _best_odds(
    heard: Mapping[int, ListenOutput], speech: Sequence[Utterance], event: str, viseme: int
) -> float:
    scores = [
        closure_scores(lambda samples: heard[id(samples)], list(speech), event, viseme, tried)["f1"]
        for tried in TRIED
    ]
    smooth = np.convolve(np.pad(scores, 1, "edge"), np.ones(3) / 3, "valid")
    chance = TRIED[int(smooth.argmax())]
    return float(np.log(chance / (1 - chance)))


def _evenly(speech: Sequence[Utterance]) -> list[Utterance]:
    places = np.linspace(0, len(speech) - 1, min(MOST, len(speech)))
    return [speech[k] for k in places.astype(int)]


def _worn(number: int, utterance: Utterance) -> Utterance:
    rng = np.random.default_rng(number)
    return replace(utterance, samples=augment.add_noise(rng, utterance.samples, _NOISE_DB))


def _inputs(samples: Array, ears: Ears) -> Inputs:
    given = features(samples, ears)
    return tuple(torch.from_numpy(given[name].astype(np.float32))[None] for name in SIZES)


def _logits(network: Ensemble, inputs: Inputs) -> Tensor:
    """Of the visemes, [frames, 16]."""
    with torch.no_grad():
        return network(*inputs)[0, :, : len(VISEMES)]


def _labels(utterance: Utterance) -> Tensor:
    """The visemes of the frames that _inputs makes, [frames]."""
    assert utterance.phones is not None
    frames = -(-len(utterance.samples) // HOP)
    return torch.from_numpy(frames_of(utterance.phones, frames)[0].astype(np.int64))


def _heard(network: Ensemble, samples: Array, ears: Ears) -> ListenOutput:
    with torch.no_grad():
        found = Published(network)(*_inputs(samples, ears))[0].numpy()
    content = np.pad(found, ((0, 0), (0, len(CONTENT) - found.shape[1])))
    return ListenOutput(content, content[:, :1], content[:, :1])
