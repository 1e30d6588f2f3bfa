"""Jaw and rounding by ridge regression from content, fitted on recorded faces (FACEGOOD).

Rules close lips well and move jaws badly. Small networks overfit one animator's single words and
follow continuous speech worse than loudness does; the regression generalises (docs/models-act.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import CONTENT
from ...track import Track, gaussian
from ..data.content import SpeechContent
from ..data.faces import Take
from .articulation import LEARNED_CHANNELS

Array = NDArray[np.float32]

SPANS = (0.0, 0.04, 0.1)
"""Seconds (sigma) by which the content is smoothed: not at all, a phone, a syllable."""
AROUND = tuple(range(-8, 9, 2))
"""Offsets in frames of loudness and voice."""
LOUDNESS = 0.15
"""The share of the mouth that is predicted from loudness and voice alone: less exact, but the same
for any voice and sentence."""
RIDGE = 300.0
"""Penalty of the ridge regression, in frames."""


def mouth_pairs(
    takes: Iterable[Take], heard: Mapping[str, SpeechContent]
) -> list[tuple[Track, Array]]:
    """Content and recorded mouth [t, LEARNED_CHANNELS] of each take whose content is in `heard`."""
    contents = [(take.face, heard[take.name].content) for take in takes if take.name in heard]
    return [
        (content, face.at(content.times)[:, [face.names.index(name) for name in LEARNED_CHANNELS]])
        for face, content in contents
    ]


def fit_mouth(pairs: Sequence[tuple[Track, Array]]) -> Array:
    """Weights [features, LEARNED_CHANNELS] of the regression.

    pairs   content [t, CONTENT] and mouth [t, LEARNED_CHANNELS] of each take

    Predictions get the standard deviation of the recorded mouths: least squares alone flatten.
    """
    mouths = np.concatenate([mouth for _, mouth in pairs]).astype(np.float64)
    content, level = (
        np.concatenate([seen(content) for content, _ in pairs]) for seen in (_content, _level)
    )
    apt, even = (_least_squares(seen, mouths) for seen in (content, level))
    shares = (1 - LOUDNESS) * apt, LOUDNESS * even
    swing = (content @ shares[0] + level @ shares[1]).std(0)
    return (np.concatenate(shares) * mouths.std(0) / np.maximum(swing, 1e-6)).astype(np.float32)


def predict_mouth(weights: Array, content: Track) -> Array:
    """The mouth predicted from content [frames, CONTENT], [frames, LEARNED_CHANNELS], 0..1."""
    seen = np.concatenate([_content(content), _level(content)], 1)
    return np.clip(seen @ weights, 0, 1).astype(np.float32)


def _content(content: Track) -> Array:
    """The content smoothed by each of SPANS, and 1, [frames, features]."""
    spans = [gaussian(content.values, span * content.rate) for span in SPANS]
    return _with_one(np.concatenate(spans, 1))


def _level(content: Track) -> Array:
    """Loudness and voice at AROUND, and 1, [frames, features]."""
    values = content.values[:, [CONTENT.index("loudness"), CONTENT.index("voice")]]
    frames = np.arange(len(values))[:, None] + AROUND
    around = values[frames.clip(0, len(values) - 1)]
    return _with_one(around.reshape(len(values), -1))


def _with_one(features: Array) -> Array:
    return np.column_stack([features, np.ones(len(features), np.float32)])


def _least_squares(features: Array, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ridge regression of features scaled by their spread, [features, channels]."""
    spread = features.std(0).astype(np.float64) + 1e-3
    spread[-1] = 1
    scaled = features / spread
    penalty = np.full(len(spread), RIDGE)
    penalty[-1] = 0
    return np.linalg.solve(scaled.T @ scaled + np.diag(penalty), scaled.T @ truth) / spread[:, None]
