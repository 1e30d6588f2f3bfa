"""Measures of the listening network, from sounds and labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ...audio.features import log_mel
from ...audio.speech import CONTENT, EVENTS, VISEMES
from ...track import runs
from ..data.corpora import Utterance
from ..data.phones import frames_of

Array = NDArray[np.float32]
EIGHT_CLASSES = (0, 1, 2, 3, 3, 4, 4, 4, 3, 3, 5, 6, 6, 7, 7, 5)
"""VISEMES in eight classes: rest, lips shut, lip on teeth, tongue, hiss, open, spread, round."""
TOLERANCE = 2 / 30
"""Seconds: two frames of a film at 30 frames a second."""
CLOSED = 0.5
CHUNK, OVERLAP = 20.0, 5.0
SHOWN = len(VISEMES) + len(EVENTS)


@dataclass(frozen=True)
class ListenOutput:
    """The published network's outputs for one sound, at 50 frames a second.

    content [t, CONTENT], intensity [t, 1], emotion [t, EMOTIONS]
    """

    content: Array
    intensity: Array
    emotion: Array

    def __getitem__(self, name: str) -> Array:
        return self.content[:, CONTENT.index(name)]


Listener = Callable[[Array], ListenOutput]
Row = tuple[str, dict[str, float]]
"""A line of the table of an evaluation."""


def open_listener(path: Path) -> Listener:
    """The published network as a function of samples [n] at 16 kHz."""
    hear = open_network(path)
    return lambda samples: hear(log_mel(samples))


def open_network(path: Path) -> Listener:
    """The published network as a function of mel [t100, 80]."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def hear(mel: Array) -> ListenOutput:
        outputs = session.run(None, {"features": mel[None]})
        return ListenOutput(*(np.asarray(output)[0] for output in outputs))

    return hear


def labels(utterance: Utterance, frames: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The true viseme and lenis of each frame, [frames] each."""
    assert utterance.phones is not None
    return frames_of(utterance.phones, frames)


def viseme_accuracy(listen: Listener, speech: list[Utterance]) -> dict[str, float]:
    """Accuracy over labelled frames, of sixteen and of eight classes, and the recall of silence.

    "visemes16 near" counts a frame as right, too, whose neighbour is labelled so: what is wrong
    there is not the viseme, but where it begins or ends, by a frame (20 ms) at most.
    """
    truth: list[NDArray[np.int64]] = []
    guess: list[NDArray[np.int64]] = []
    nearby: list[NDArray[np.bool_]] = []
    for utterance in speech:
        content = listen(utterance.samples).content
        truth.append(labels(utterance, len(content))[0])
        guess.append(content[:, : len(VISEMES)].argmax(1))
        nearby.append(_near(truth[-1], guess[-1]))
    t, g, near = np.concatenate(truth), np.concatenate(guess), np.concatenate(nearby)
    known = t >= 0
    t, g, eight = t[known], g[known], np.array(EIGHT_CLASSES)
    return {
        "visemes16": float((t == g).mean()),
        "visemes16 near": float(near[known].mean()),
        "visemes8": float((eight[t] == eight[g]).mean()),
        "silence": float((g[t == 0] == 0).mean()) if (t == 0).any() else float("nan"),
    }


def _near(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the guess of a frame is the label of it, or of one beside it, [frames]."""
    wide = np.pad(truth, 1, mode="edge")
    return np.any([wide[k : k + len(truth)] == guess for k in range(3)], axis=0)


def closure_scores(
    listen: Listener, speech: list[Utterance], event: str, viseme: int, threshold: float = CLOSED
) -> dict[str, float]:
    """Recall, precision and F1 of closures; a closure counts within TOLERANCE of its phone.

    event       the output: lipsClosed or lipTeeth
    viseme      index of the viseme that closes so
    threshold   from which the output counts as closed
    """
    slack = round(TOLERANCE * 50)
    true = found = predicted = right = 0
    for utterance in speech:
        closed = listen(utterance.samples)[event] > threshold
        truth, lenis = labels(utterance, len(closed))
        for first, last in runs((truth == viseme) & ~lenis):
            true += 1
            found += bool(closed[max(0, first - slack) : last + slack].any())
        for first, last in runs(closed):
            near = slice(max(0, first - slack), last + slack)
            doubtful = lenis[near].any() and not ((truth == viseme) & ~lenis)[near].any()
            predicted += not doubtful
            right += bool((truth[near] == viseme).any() and not doubtful)
    recall, precision = found / max(true, 1), right / max(predicted, 1)
    f1 = 2 * recall * precision / max(recall + precision, 1e-9)
    return {"recall": recall, "precision": precision, "f1": f1, "count": float(true)}


def alignment_lag(listen: Listener, speech: list[Utterance]) -> int:
    """Frames by which predictions lag behind the labels; 0 where frame k is at k / 50 s."""
    scores = dict.fromkeys(range(-4, 5), 0.0)
    for utterance in speech:
        content = listen(utterance.samples).content[:, : len(VISEMES)]
        truth, _ = labels(utterance, len(content))
        for lag in scores:
            shifted = np.roll(content, -lag, 0)[4:-4]
            scores[lag] += float(shifted[np.arange(len(shifted)), truth[4:-4].clip(0)].sum())
    return max(scores, key=lambda lag: scores[lag])


def mean_intensity(heard: ListenOutput) -> float:
    """Mean intensity while somebody speaks."""
    voice = heard["voice"]
    return float((heard.intensity[:, 0] * voice).sum() / (voice.sum() + 1e-6))


def pair_order(scores: Array, speech: list[Utterance], same_text: bool) -> float:
    """Share of pairs (emotional, neutral) of one speaker that `scores` [utterances] order rightly.

    same_text   only pairs of the same sentence
    """
    right = total = 0
    for k, one in enumerate(speech):
        for j, other in enumerate(speech):
            matched = one.speaker == other.speaker and (one.text == other.text or not same_text)
            if matched and one.emotion not in ("neutral", "bored") and other.emotion == "neutral":
                total += 1
                right += bool(scores[k] > scores[j])
    return right / max(total, 1)


def seam_error(hear: Listener, samples: Array) -> tuple[float, float]:
    """Largest and mean difference of what is shown between CHUNKs and samples [n] as a whole."""
    mel = log_mel(samples)
    whole = hear(mel)
    size, lap = int(CHUNK * 50), int(OVERLAP * 50)
    differences: list[Array] = []
    for first in range(0, len(whole.content) - size, size - lap):
        part = hear(mel[2 * first : 2 * (first + size)])
        keep = slice(lap // 2, size - lap // 2)
        inside = slice(first + lap // 2, first + size - lap // 2)
        content = np.abs(part.content[keep, :SHOWN] - whole.content[inside, :SHOWN])
        intensity = np.abs(part.intensity[keep] - whole.intensity[inside])
        differences.append(np.concatenate([content, intensity], 1))
    every = np.concatenate(differences)
    return float(every.max()), float(every.mean())
