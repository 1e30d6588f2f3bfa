"""Leave-speakers-out: how well mood is heard in speakers whose mood no head ever learned.

EMO-DB's ten speakers leave in five pairs, a man and a woman each. The mood head is trained anew on
the other eight (their held-out sentences left out) and hears the pair; beside it the same is done
with prosody alone. The encoder is the published one, frozen: it has heard eight of the ten speakers
say what they say, but no label of emotion ever reached it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch.nn import functional

from ...audio.features import SAMPLE_RATE, log_mel
from ...audio.speech import CONTENT, EMOTIONS
from ..data import augment
from ..data.corpora import HELD_TEXTS, Utterance
from ..listen.mood import Clip, MoodConfig, familiarise, judge, train_head
from ..listen.network import MoodHead
from .listen_metrics import Array

PAIRS = (("03", "08"), ("10", "13"), ("11", "09"), ("12", "14"), ("15", "16"))
INNER = "/network/mood/Concat_output_0"
"""What the mood head is given, by its name in the published file."""
BINS = 5
SHARPNESS = np.geomspace(1, 4, 9)
"""Among which the sharpness of the confidence is chosen."""


@dataclass(frozen=True)
class Verdicts:
    """What was said of each clip by heads that had not heard its speaker.

    chances [clips, EMOTIONS] of the type, strength [clips], truth [clips] index into EMOTIONS,
    new_text [clips]: whether the sentence was new as well.
    """

    chances: Array
    strength: Array
    truth: NDArray[np.int64]
    new_text: NDArray[np.bool_]

    @property
    def right(self) -> NDArray[np.bool_]:
        return self.chances.argmax(1) == self.truth


Ear = Callable[[Utterance, Array], Clip]


def open_ear(path: Path) -> Ear:
    """The published encoder: an utterance, and its samples as they shall be heard, to a Clip."""
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
    """All speakers' clips, clean and degraded, and for each pair the head that never heard it."""

    speech: list[Utterance]
    clean: list[Clip]
    rough: list[Clip]
    heads: dict[tuple[str, str], MoodHead]


def train_folds(ear: Ear, speech: list[Utterance], config: MoodConfig, seed: int = 0) -> Folds:
    """A mood head of the network's own kind for each pair."""
    rng = np.random.default_rng(seed)
    clean = [ear(u, u.samples) for u in speech]
    rough = [ear(u, augment.degrade(rng, u.samples)) for u in speech]
    folds = Folds(speech, clean, rough, {})
    for pair in PAIRS:
        torch.manual_seed(seed)
        head = MoodHead()
        train_head(head, known(folds, pair), config, seed)
        familiarise(head, known(folds, pair))
        folds.heads[pair] = head
    return folds


def known(folds: Folds, pair: tuple[str, str]) -> list[Clip]:
    """What the head for a pair may hear: neither its speakers nor the held-out sentences."""
    learned = [k for k, u in enumerate(folds.speech) if _learned(u, pair)]
    return [clips[k] for clips in (folds.clean, folds.rough) for k in learned]


def verdicts(folds: Folds, sharpness: Mapping[tuple[str, str], float] | None = None) -> Verdicts:
    """What each head says of the pair that it never heard, at that pair's sharpness (1)."""
    chances = np.zeros((len(folds.speech), len(EMOTIONS)), np.float32)
    strength = np.zeros(len(folds.speech), np.float32)
    for pair, head in folds.heads.items():
        head.sharpness.fill_(sharpness[pair] if sharpness else 1.0)
        for k in (k for k, u in enumerate(folds.speech) if u.speaker in pair):
            chances[k], strength[k] = _said(head, folds.clean[k])
    return _verdicts(folds.speech, chances, strength)


def best_sharpness(folds: Folds) -> dict[tuple[str, str], float]:
    """For each pair the sharpness at which what is said of the *other* pairs is likeliest."""
    losses = np.array([_losses(verdicts(folds, dict.fromkeys(PAIRS, s))) for s in SHARPNESS])
    speakers = np.array([u.speaker for u in folds.speech])
    return {
        pair: float(SHARPNESS[losses[:, ~np.isin(speakers, pair)].mean(1).argmin()])
        for pair in PAIRS
    }


def _losses(found: Verdicts) -> Array:
    return -np.log(found.chances[np.arange(len(found.truth)), found.truth] + 1e-9)


def _learned(utterance: Utterance, pair: tuple[str, str]) -> bool:
    return utterance.speaker not in pair and utterance.text not in HELD_TEXTS


def _said(head: MoodHead, clip: Clip) -> tuple[Array, float]:
    """Chances and strength over a clip, weighed by voice, as Speech.guess does."""
    logits, scores = judge(head, clip)
    weight = clip.voice[:, 0] + 1e-6
    chances = (logits.softmax(-1) * weight[:, None]).sum(0) / weight.sum()
    return chances.numpy(), float((scores * weight).sum() / weight.sum())


def _verdicts(speech: list[Utterance], chances: Array, strength: Array) -> Verdicts:
    return Verdicts(
        chances,
        strength,
        np.array([EMOTIONS.index(u.emotion) for u in speech]),
        np.array([u.text in HELD_TEXTS for u in speech]),
    )


def prosody_verdicts(speech: list[Utterance], seed: int = 0) -> Verdicts:
    """The same folds with prosody alone and a linear classifier (logistic regression)."""
    rows = torch.from_numpy(np.stack([prosody(u.samples) for u in speech]))
    truth = torch.tensor([EMOTIONS.index(u.emotion) for u in speech])
    chances = np.zeros((len(speech), len(EMOTIONS)), np.float32)
    for pair in PAIRS:
        known = torch.tensor([_learned(u, pair) for u in speech])
        scaled = (rows - rows[known].mean(0)) / rows[known].std(0)
        logits = _logistic(scaled[known], truth[known], scaled, seed)
        asked = np.array([u.speaker in pair for u in speech])
        chances[asked] = logits.softmax(-1).numpy()[asked]
    return _verdicts(speech, chances, 1 - chances[:, 0])


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
    """What prosody says of an utterance, whatever its gain: pitch, dynamics, tilt, pauses, [9]."""
    from torchaudio.functional import detect_pitch_frequency

    mel = log_mel(samples)
    loud = np.log(np.exp(mel).sum(1))
    speaks = loud > np.quantile(loud, 0.9) - 3
    sound = torch.from_numpy(samples)[None]
    pitch = detect_pitch_frequency(sound, SAMPLE_RATE, freq_low=75)[0].numpy()
    tones = 12 * np.log2(pitch.clip(50, 600) / 100)
    tilt = mel[speaks, :20].mean() - mel[speaks, 40:].mean()
    found = [*np.quantile(tones, (0.1, 0.5, 0.9)), tones.std(), loud[speaks].std(), tilt]
    steps = np.abs(np.diff(loud[speaks])).mean() if speaks.sum() > 1 else 0.0
    return np.array([*found, mel[speaks].std(), speaks.mean(), steps], np.float32)


def expected_calibration_error(chances: Array, right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over BINS equal groups (Guo et al. 2017)."""
    return float(sum(n * abs(sure - true) for sure, true, n in reliability(chances, right)))


def reliability(chances: Array, right: NDArray[np.bool_]) -> list[tuple[float, float, float]]:
    """(mean confidence, accuracy, share of the clips) of each of BINS groups by confidence."""
    sure = chances.max(1)
    groups = np.array_split(np.argsort(sure), BINS)
    return [
        (float(sure[g].mean()), float(right[g].mean()), len(g) / len(sure))
        for g in groups
        if len(g)
    ]


def confusion(found: Verdicts) -> dict[str, dict[str, float]]:
    """Of each emotion that was acted, the shares of what was heard."""
    heard = found.chances.argmax(1)
    return {
        EMOTIONS[e]: {
            EMOTIONS[h]: float((heard[found.truth == e] == h).mean())
            for h in np.unique(found.truth)
        }
        for e in np.unique(found.truth)
    }
