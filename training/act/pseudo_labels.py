"""Pseudo-labels: the intensity of recorded faces, frame by frame, without annotation.

As in Xu et al. (arXiv 2409.19501) the label is the distance of a face from the same person's
neutral one, whatever the emotion. That distance is mostly speech, so neutral speech is predicted
from the sound and subtracted; channels that speech moves count little, blinks not at all. The rest
is low-passed (speech is fast, emotion slow) and scaled by the speaker's range over all emotions.
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
from .performances import palette_arrays

Array = NDArray[np.float32]

LOW_PASS_S = 0.11
"""Sigma of the low-pass: half power at 1.2 Hz."""
STEPS = (-5, 0, 5)
"""Offsets in frames of the content that neutral speech is predicted from."""
RIDGE = 30.0
"""Penalty of that ridge regression, in frames: a minute of speech has 3000."""
NOISE_FLOOR = 0.04
"""Standard deviation of a coefficient that is taken as noise of tracker and face."""
SHUT = 0.35
"""Lids closed this far beyond rest count as a blink; these frames are interpolated."""
FULL = 0.95
"""The quantile of a speaker's distances that becomes intensity 1."""

_COUNTED = np.flatnonzero(weights())
_LIDS = [index("eyeBlinkLeft"), index("eyeBlinkRight")]


@dataclass(frozen=True)
class RecordedTake:
    """A take at the content's frames: face [t, channels], content [t, CONTENT].

    emotion is one of EMOTIONS, "" where nobody said; level 0..1 or None, as in Take.
    """

    name: str
    speaker: str
    emotion: str
    level: float | None
    face: Array
    content: Track


def align_take(take: Take, content: Track) -> RecordedTake:
    """A take resampled to the frames of its content [t, CONTENT]; channels that it lacks are 0."""
    face, seen = np.zeros((len(content), len(CHANNELS)), np.float32), take.face.at(content.times)
    for column, name in enumerate(take.face.names):
        if name in CHANNELS:
            face[:, index(name)] = seen[:, column]
    return RecordedTake(take.name, take.speaker, take.emotion, take.level, face, content)


@dataclass(frozen=True)
class Neutral:
    """A model of faces without emotion.

    rests    each speaker's face at rest, [channels]
    speech   regression from features of the content to the face, [features, channels]
    whiten   whitening of the residuals of neutral speech, [counted, counted]
    """

    rests: Mapping[str, Array]
    speech: Array
    whiten: Array


def fit_neutral(takes: Sequence[RecordedTake]) -> Neutral:
    """The model of the neutral takes. Raises DataError where there is none."""
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


def residual(take: RecordedTake, neutral: Neutral) -> Array:
    """The face minus its rest and minus the prediction of neutral speech, [t, channels]."""
    said = _features(take.content) @ neutral.speech
    return (take.face - neutral.rests[take.speaker] - said).astype(np.float32)


def distances(take: RecordedTake, neutral: Neutral) -> Array:
    """The whitened distance of the face from neutral speech, in standard deviations, [t]."""
    read = _read(take, residual(take, neutral)) @ neutral.whiten
    return np.linalg.norm(read, axis=1).astype(np.float32)


def naive_distances(take: RecordedTake, neutral: Neutral) -> Array:
    """The Euclidean distance of all coefficients from the speaker's rest, [t]: the baseline."""
    return np.linalg.norm(take.face - neutral.rests[take.speaker], axis=1).astype(np.float32)


def scale_distances(
    takes: Sequence[RecordedTake], found: Sequence[Array], least: float = 0
) -> list[Array]:
    """Intensities [t] of each take from distances [t]: 0 is neutral, 1 the speaker's full range.

    found   distances of each take
    least   the smallest range of a speaker, so that who shows no emotion is not scaled up
    """
    spans = {take.speaker: _span(take.speaker, takes, found, least) for take in takes}
    return [
        np.clip((curve - spans[take.speaker][0]) / spans[take.speaker][1], 0, 1.5)
        for take, curve in zip(takes, found, strict=True)
    ]


def pseudo_labels(takes: Sequence[RecordedTake], neutral: Neutral) -> list[Array]:
    """The pseudo-labels [t] of takes."""
    return scale_distances(
        takes, [distances(take, neutral) for take in takes], palette_range(neutral) / 2
    )


def palette_range(neutral: Neutral) -> float:
    """The mean whitened distance of the palette's emotions at intensity 1 from neutral."""
    faces = palette_arrays().faces[:, _COUNTED] * np.sqrt(weights()[_COUNTED])
    return float(np.linalg.norm(faces @ neutral.whiten, axis=1).mean())


def _rest(speaker: str, takes: Iterable[RecordedTake]) -> Array:
    """The median of the speaker's neutral takes, else the lower quartile of all of them."""
    own = [take for take in takes if take.speaker == speaker]
    calm = [take.face for take in own if take.emotion == "neutral"]
    if calm:
        return np.median(np.concatenate(calm), axis=0)
    return np.quantile(np.concatenate([take.face for take in own]), 0.25, axis=0)


def _features(content: Track) -> Array:
    """Features that predict neutral speech, [t, features]: smoothed content at STEPS, and 1."""
    calm = gaussian(content.values, 0.03 * RATE)
    frames = np.arange(len(calm))
    around = [calm[np.clip(frames + step, 0, len(calm) - 1)] for step in STEPS]
    return np.concatenate([*around, np.ones((len(calm), 1), np.float32)], axis=1)


def _read(take: RecordedTake, left: Array) -> Array:
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
    spread = np.cov(left, rowvar=False) + NOISE_FLOOR**2 * np.eye(left.shape[1])
    values, vectors = np.linalg.eigh(spread)
    return (vectors / np.sqrt(values) @ vectors.T).astype(np.float32)


def _span(
    speaker: str, takes: Sequence[RecordedTake], found: Sequence[Array], least: float
) -> tuple[float, float]:
    """The distance of a speaker's neutral face, and the range above it."""
    own = [
        (take, curve) for take, curve in zip(takes, found, strict=True) if take.speaker == speaker
    ]
    calm = [curve for take, curve in own if take.emotion == "neutral"]
    every = np.concatenate([curve for _, curve in own])
    low = float(np.median(np.concatenate(calm))) if calm else float(np.quantile(every, 0.1))
    return low, max(float(np.quantile(every, FULL)) - low, least, 1e-6)
