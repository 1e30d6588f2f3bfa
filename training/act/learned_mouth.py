"""Jaw and rounding of a real face: least squares from heard content, fitted on FACEGOOD's clips.

Rules close lips well and move jaws badly. Small networks learn one animator's single words by
heart and follow running sentences worse than loudness does; least squares carry over
(docs/models-act.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import CONTENT
from ...track import Track, gaussian
from ..data.faces import Take
from ..data.heard import Heard
from .articulation import LEARNED

Array = NDArray[np.float32]

SPANS = (0.0, 0.04, 0.1)
"""Seconds (sigma) over which the content is seen: now, a sound, a syllable."""
AROUND = tuple(range(-8, 9, 2))
"""Frames around the present at which loudness and voice are seen."""
LOUDNESS = 0.15
"""The share of the mouth that follows loudness and voice alone: less apt, but the same in any voice
and any sentence."""
RIDGE = 300.0
"""The penalty of weights, in frames: how many it takes until they are believed."""


def mouth_pairs(takes: Iterable[Take], heard: Mapping[str, Heard]) -> list[tuple[Track, Array]]:
    """What was heard in those takes that were, and their mouth [t, LEARNED] at those frames."""
    contents = [(take.face, heard[take.name].content) for take in takes if take.name in heard]
    return [
        (content, face.at(content.times)[:, [face.names.index(name) for name in LEARNED]])
        for face, content in contents
    ]


def fit_mouth(pairs: Sequence[tuple[Track, Array]]) -> Array:
    """Weights [features, LEARNED] fitted to (content [t, CONTENT], mouth [t, LEARNED]).

    They swing as far as the recorded mouths do: least squares alone would flatten them.
    """
    mouths = np.concatenate([mouth for _, mouth in pairs]).astype(np.float64)
    content, level = (
        np.concatenate([seen(content) for content, _ in pairs]) for seen in (_content, _level)
    )
    apt, even = (_least_squares(seen, mouths) for seen in (content, level))
    shares = (1 - LOUDNESS) * apt, LOUDNESS * even
    swing = (content @ shares[0] + level @ shares[1]).std(0)
    return (np.concatenate(shares) * mouths.std(0) / np.maximum(swing, 1e-6)).astype(np.float32)


def mouth_of(weights: Array, content: Track) -> Array:
    """The mouth as the weights have it, [frames, LEARNED], 0..1."""
    seen = np.concatenate([_content(content), _level(content)], 1)
    return np.clip(seen @ weights, 0, 1).astype(np.float32)


def _content(content: Track) -> Array:
    """The content over each span and a 1, [frames, features]."""
    spans = [gaussian(content.values, span * content.rate) for span in SPANS]
    return _with_one(np.concatenate(spans, 1))


def _level(content: Track) -> Array:
    """Loudness and voice of the frames around each one, and a 1, [frames, features]."""
    values = content.values[:, [CONTENT.index("loudness"), CONTENT.index("voice")]]
    frames = np.arange(len(values))[:, None] + AROUND
    around = values[frames.clip(0, len(values) - 1)]
    return _with_one(around.reshape(len(values), -1))


def _with_one(features: Array) -> Array:
    return np.column_stack([features, np.ones(len(features), np.float32)])


def _least_squares(features: Array, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights [features, channels] of features [frames, features] measured by their own spread."""
    spread = features.std(0).astype(np.float64) + 1e-3
    spread[-1] = 1
    scaled = features / spread
    penalty = np.full(len(spread), RIDGE)
    penalty[-1] = 0
    return np.linalg.solve(scaled.T @ scaled + np.diag(penalty), scaled.T @ truth) / spread[:, None]
