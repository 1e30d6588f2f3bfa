"""Cross-validation of the mood head: emotion and intensity of speakers that it was not trained on.

Five folds of EMO-DB leave a pair of its ten speakers out, a man and a woman each. A mood head is
trained on the other eight, without the held-out sentences, and predicts the pair. The encoder is
the published one, frozen: it was trained on what eight of the ten say, not on their emotions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper

from ...audio.features import log_mel
from ...audio.speech import CONTENT, EMOTIONS
from ..data.corpora import HELD_TEXTS, Utterance
from ..listen.mood import (
    MoodConfig,
    calibrate,
    fit_voice_statistics,
    predict_mood,
    train_head,
    worn,
)
from ..listen.mood_loss import Clip
from ..listen.network import MoodHead
from .listen_metrics import Array

PAIRS = (("03", "08"), ("10", "13"), ("11", "09"), ("12", "14"), ("15", "16"))
INNER = "/network/mood/Concat_output_0"
"""The name of the mood head's input in the published file."""
BINS = 5
SHARPNESS_GRID = np.geomspace(1, 4, 9)
"""Candidates for the factor of the logits."""


@dataclass(frozen=True)
class Predictions:
    """Predictions of each clip by the head that was not trained on its speaker.

    chances          probabilities of the types, [clips, EMOTIONS]
    mean_intensity   [clips]
    truth            index into EMOTIONS, [clips]
    new_text         whether the sentence is held out as well, [clips]
    """

    chances: Array
    mean_intensity: Array
    truth: NDArray[np.int64]
    new_text: NDArray[np.bool_]

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the most probable type is the true one, [clips]."""
        return self.chances.argmax(1) == self.truth


ClipEncoder = Callable[[Utterance, Array], Clip]


def open_encoder(path: Path) -> ClipEncoder:
    """The published encoder in a file: (utterance, its samples [n]) -> Clip."""
    model = onnx.load(path)
    model.graph.output.append(helper.make_tensor_value_info(INNER, TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )

    def hear(utterance: Utterance, samples: Array) -> Clip:
        content, inputs = session.run(["content", INNER], {"features": log_mel(samples)[None]})
        voice = content[0, :, [CONTENT.index("voice")]].T
        return Clip(
            torch.from_numpy(inputs[0]),
            torch.from_numpy(np.ascontiguousarray(voice)),
            utterance.speaker,
            EMOTIONS.index(utterance.emotion),
        )

    return hear


@dataclass(frozen=True)
class Folds:
    """Clips of each utterance, the clean one first; for each pair the head trained without it.

    read   clips of read speech, on which all heads are trained
    """

    speech: list[Utterance]
    clips: list[list[Clip]]
    heads: dict[tuple[str, str], MoodHead]
    read: Sequence[Clip] = ()


def train_folds(
    ear: ClipEncoder,
    speech: list[Utterance],
    config: MoodConfig,
    seed: int = 0,
    read: Sequence[Clip] = (),
) -> Folds:
    """Train a mood head for each pair, on the clips of the other speakers and of read speech."""
    rng = np.random.default_rng(seed)
    heard = [heard_worn(ear, u, config, rng, k) for k, u in enumerate(speech)]
    folds = Folds(speech, heard, {}, read)
    for pair in PAIRS:
        torch.manual_seed(seed)
        head = MoodHead()
        acted = training_clips(folds, pair)
        train_head(head, [*acted, *read], config, seed)
        calibrate(head, [*acted, *read])
        fit_voice_statistics(head, [*acted, *read])
        folds.heads[pair] = head
    return folds


def heard_worn(
    ear: ClipEncoder, u: Utterance, config: MoodConfig, rng: np.random.Generator, take: int
) -> list[Clip]:
    """The clips of an utterance, clean and worn as the config says; read speech by its corpus."""
    corpus = "" if u.corpus == "emodb" else u.corpus
    found = (ear(u, samples) for samples in worn(rng, u.samples, config))
    return [replace(clip, take=take, corpus=corpus) for clip in found]


def training_clips(folds: Folds, pair: tuple[str, str]) -> list[Clip]:
    """Clips to train the head of a pair on: without its speakers and the held-out sentences."""
    learned = (k for k, u in enumerate(folds.speech) if trains_for(u, pair))
    return [clip for k in learned for clip in folds.clips[k]]


def predictions(
    folds: Folds, sharpness: Mapping[tuple[str, str], float] | None = None
) -> Predictions:
    """Predictions of each pair by its head.

    sharpness   factor of the logits for each pair; 1 unless given
    """
    chances = np.zeros((len(folds.speech), len(EMOTIONS)), np.float32)
    mean_intensity = np.zeros(len(folds.speech), np.float32)
    for pair, head in folds.heads.items():
        head.sharpness.fill_(sharpness[pair] if sharpness else 1.0)
        for k in (k for k, u in enumerate(folds.speech) if u.speaker in pair):
            chances[k], mean_intensity[k] = _said(head, folds.clips[k][0])
    return predictions_of(folds.speech, chances, mean_intensity)


def best_sharpness(folds: Folds) -> dict[tuple[str, str], float]:
    """For each pair the factor of the logits with the least cross entropy on the *other* pairs."""
    losses = np.array(
        [_losses(predictions(folds, dict.fromkeys(PAIRS, s))) for s in SHARPNESS_GRID]
    )
    speakers = np.array([u.speaker for u in folds.speech])
    return {
        pair: float(SHARPNESS_GRID[losses[:, ~np.isin(speakers, pair)].mean(1).argmin()])
        for pair in PAIRS
    }


def _losses(found: Predictions) -> Array:
    return -np.log(found.chances[np.arange(len(found.truth)), found.truth] + 1e-9)


def trains_for(utterance: Utterance, pair: tuple[str, str]) -> bool:
    """Whether the head of a pair may be trained on an utterance."""
    return utterance.speaker not in pair and utterance.text not in HELD_TEXTS


def _said(head: MoodHead, clip: Clip) -> tuple[Array, float]:
    """Probabilities [EMOTIONS] and intensity of a clip, weighted by voice as in Speech.guess."""
    logits, scores = predict_mood(head, clip)
    weight = clip.voice[:, 0] + 1e-6
    chances = (logits.softmax(-1) * weight[:, None]).sum(0) / weight.sum()
    return chances.numpy(), float((scores * weight).sum() / weight.sum())


def predictions_of(speech: list[Utterance], chances: Array, mean_intensity: Array) -> Predictions:
    """Predictions [clips, EMOTIONS], [clips] with the truth of each utterance."""
    return Predictions(
        chances,
        mean_intensity,
        np.array([EMOTIONS.index(u.emotion) for u in speech]),
        np.array([u.text in HELD_TEXTS for u in speech]),
    )


def expected_calibration_error(chances: Array, right: NDArray[np.bool_]) -> float:
    """Mean difference of confidence and accuracy over BINS equal groups (Guo et al. 2017)."""
    return float(sum(n * abs(sure - true) for sure, true, n in reliability(chances, right)))


def reliability(chances: Array, right: NDArray[np.bool_]) -> list[tuple[float, float, float]]:
    """(mean confidence, accuracy, share of clips) of BINS groups of equal size, by confidence."""
    sure = chances.max(1)
    groups = np.array_split(np.argsort(sure), BINS)
    return [
        (float(sure[g].mean()), float(right[g].mean()), len(g) / len(sure))
        for g in groups
        if len(g)
    ]


def confusion(found: Predictions) -> dict[str, dict[str, float]]:
    """The confusion matrix: acted emotion -> predicted emotion -> share."""
    heard = found.chances.argmax(1)
    return {
        EMOTIONS[e]: {
            EMOTIONS[h]: float((heard[found.truth == e] == h).mean())
            for h in np.unique(found.truth)
        }
        for e in np.unique(found.truth)
    }
