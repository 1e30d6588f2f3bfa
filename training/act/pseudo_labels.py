"""Pseudo-labels: how strongly recorded faces express themselves, frame by frame, untold.

Emotion-agnostic, as in Xu et al. (arXiv 2409.19501): the label is how far a face stands from the
same person's neutral one. Taken as it is, that distance is mostly speech; so what neutral speech
does is predicted from the sound and taken off, channels that speech uses count little, blinks not
at all, and what is left is low-passed (speech is fast, emotion slow) and scaled by the speaker's
own range over all emotions together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE
from ...errors import DataError
from ...face.basis import CHANNELS, index
from ...track import Track, gaussian, widened
from ..data.faces import Take
from .expression import weights
from .performances import score

Array = NDArray[np.float32]

LOW_PASS_S = 0.11
"""Sigma of the low-pass: half power at 1.2 Hz."""
STEPS = (-5, 0, 5)
"""Frames before and after that neutral speech is predicted from."""
RIDGE = 30.0
"""Penalty of that prediction, in frames: a minute of speech has 3000."""
MEANINGLESS = 0.04
"""Movement of one coefficient that trackers and faces make without meaning anything."""
SHUT = 0.35
"""Lids closed further than this beyond rest blink: squint and brows are not read there."""
FULL = 0.95
"""The quantile of a speaker's distances that counts as intensity 1."""

_COUNTED = np.flatnonzero(weights())
_LIDS = [index("eyeBlinkLeft"), index("eyeBlinkRight")]


@dataclass(frozen=True)
class Recorded:
    """A take at the content's frames: face [t, channels], content [t, CONTENT].

    emotion is one of EMOTIONS, "" where nobody said; level 0..1 or None, as in Take.
    """

    name: str
    speaker: str
    emotion: str
    level: float | None
    face: Array
    content: Track


def recorded(take: Take, content: Track) -> Recorded:
    """A take and what was heard in it, frame by frame; channels that it lacks are 0."""
    face, seen = np.zeros((len(content), len(CHANNELS)), np.float32), take.face.at(content.times)
    for column, name in enumerate(take.face.names):
        if name in CHANNELS:
            face[:, index(name)] = seen[:, column]
    return Recorded(take.name, take.speaker, take.emotion, take.level, face, content)


@dataclass(frozen=True)
class Neutral:
    """Faces without emotion.

    rests    each speaker's face at rest [channels]
    speech   what words do to it, from features of the content [features, channels]
    whiten   makes what is left of neutral speech even in all directions [counted, counted]
    """

    rests: Mapping[str, Array]
    speech: Array
    whiten: Array


def fit_neutral(takes: Sequence[Recorded]) -> Neutral:
    """Learned from the neutral takes. Raises DataError where there is none."""
    calm = [take for take in takes if take.emotion == "neutral"]
    if not calm:
        raise DataError(
            "No neutral take was found: intensity is measured from each person's neutral face."
        )
    rests = {take.speaker: _rest(take.speaker, takes) for take in takes}
    features = np.concatenate([_features(take.content) for take in calm])
    moved = np.concatenate([take.face - rests[take.speaker] for take in calm])
    grown = features.T @ features + RIDGE * np.eye(features.shape[1])
    speech = np.linalg.solve(grown, features.T @ moved).astype(np.float32)
    flat = Neutral(rests, speech, np.eye(len(_COUNTED), dtype=np.float32))
    left = np.concatenate([_read(take, residual(take, flat)) for take in calm])
    return Neutral(rests, speech, _whitening(left))


def residual(take: Recorded, neutral: Neutral) -> Array:
    """The face less its own rest and less what neutral speech does, [t, channels]."""
    said = _features(take.content) @ neutral.speech
    return (take.face - neutral.rests[take.speaker] - said).astype(np.float32)


def distances(take: Recorded, neutral: Neutral) -> Array:
    """How far the face stands from neutral speech, in its standard deviations, [t]."""
    read = _read(take, residual(take, neutral)) @ neutral.whiten
    return np.linalg.norm(read, axis=1).astype(np.float32)


def naive_distances(take: Recorded, neutral: Neutral) -> Array:
    """The plain distance of all coefficients from the speaker's rest, [t]: what fails."""
    return np.linalg.norm(take.face - neutral.rests[take.speaker], axis=1).astype(np.float32)


def labels(takes: Sequence[Recorded], found: Sequence[Array], least: float = 0) -> list[Array]:
    """Distances [t] of each take as intensities [t]: 0 the speaker's neutral, 1 its full range.

    least   the smallest range that a speaker is given: who never shows emotion has none to fill
    """
    spans = {take.speaker: _span(take.speaker, takes, found, least) for take in takes}
    return [
        np.clip((curve - spans[take.speaker][0]) / spans[take.speaker][1], 0, 1.5)
        for take, curve in zip(takes, found, strict=True)
    ]


def label(takes: Sequence[Recorded], neutral: Neutral) -> list[Array]:
    """The pseudo-labels [t] of takes."""
    return labels(takes, [distances(take, neutral) for take in takes], usual_range(neutral) / 2)


def usual_range(neutral: Neutral) -> float:
    """How far the palette's emotions at intensity 1 stand from neutral, on average."""
    faces = score().faces[:, _COUNTED] * np.sqrt(weights()[_COUNTED])
    return float(np.linalg.norm(faces @ neutral.whiten, axis=1).mean())


def _rest(speaker: str, takes: Iterable[Recorded]) -> Array:
    """The middle of the speaker's neutral takes, else of the calmer half of all of them."""
    own = [take for take in takes if take.speaker == speaker]
    calm = [take.face for take in own if take.emotion == "neutral"]
    if calm:
        return np.median(np.concatenate(calm), axis=0)
    return np.quantile(np.concatenate([take.face for take in own]), 0.25, axis=0)


def _features(content: Track) -> Array:
    """What predicts neutral speech, [t, features]: the smoothed content around, and 1."""
    calm = gaussian(content.values, 0.03 * RATE)
    frames = np.arange(len(calm))
    around = [calm[np.clip(frames + step, 0, len(calm) - 1)] for step in STEPS]
    return np.concatenate([*around, np.ones((len(calm), 1), np.float32)], axis=1)


def _read(take: Recorded, left: Array) -> Array:
    """The counted channels of a residual, weighted, without blinks, low-passed, [t, counted]."""
    read = left[:, _COUNTED] * np.sqrt(weights()[_COUNTED])
    lids = take.face[:, _LIDS].mean(1)
    shut = widened((lids - np.median(lids) > SHUT).astype(np.float32), 4) > 0
    open_eyed = np.flatnonzero(~shut)
    if 0 < len(open_eyed) < len(read):
        frames = np.arange(len(read))
        columns = [np.interp(frames, open_eyed, column[open_eyed]) for column in read.T]
        read = np.stack(columns, 1).astype(np.float32)
    return gaussian(read, LOW_PASS_S * RATE)


def _whitening(left: Array) -> Array:
    """The matrix that makes neutral residuals [frames, counted] even, [counted, counted]."""
    spread = np.cov(left, rowvar=False) + MEANINGLESS**2 * np.eye(left.shape[1])
    values, vectors = np.linalg.eigh(spread)
    return (vectors / np.sqrt(values) @ vectors.T).astype(np.float32)


def _span(
    speaker: str, takes: Sequence[Recorded], found: Sequence[Array], least: float
) -> tuple[float, float]:
    """Where a speaker's distances begin, and their range above that."""
    own = [
        (take, curve) for take, curve in zip(takes, found, strict=True) if take.speaker == speaker
    ]
    calm = [curve for take, curve in own if take.emotion == "neutral"]
    every = np.concatenate([curve for _, curve in own])
    low = float(np.median(np.concatenate(calm))) if calm else float(np.quantile(every, 0.1))
    return low, max(float(np.quantile(every, FULL)) - low, least, 1e-6)
