"""Head motion: posture that wanders, and gestures that belong to this voice. Seeded.

Postures and drift have no memory beyond some seconds, so that the heads of two characters in a
scene of a minute have little in common (`benchmarks/life.py` measures it).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..audio.speech import SpokenWord
from ..text.stress import stress
from ..track import Array, Track, slow
from .gaze import eased, stepped
from .gestures import nodding, punctuated

POSTURE, POSTURE_S = (0.012, 0.008, 0.008), (2.5, 6.0)
"""Sigma of a posture (yaw, pitch, roll, radians), and the seconds for which it is kept."""
DRIFT, DRIFT_S = (0.05, 0.029, 0.028), 0.5
"""Sigma of the points that the head drifts between, and the seconds between them."""
TALKS_S = 0.5
"""Seconds (sigma) over which somebody counts as speaking."""
REST_S = 0.4
"""Seconds at both ends of a sound in which the head comes from its rest and goes back to it."""


def talking(content: Track) -> Array:
    """How far somebody is about to speak, or speaks, [frames], 0..1: without the small pauses."""
    return slow(content["voice"], content.rate, TALKS_S)


def head_motion(
    content: Track,
    rng: np.random.Generator,
    words: Sequence[SpokenWord] = (),
    loud: Array | None = None,
    pitch: Array | None = None,
    size: Array | None = None,
    sway: float = 1.0,
    nods: float = 1.0,
    talks: Array | None = None,
) -> Array:
    """Yaw, pitch and roll of a speaking head, [frames, 3] radians; at rest at both ends.

    loud    the stress of each frame (text/stress.py), [frames]
    pitch   the voice's pitch, semitones above its middle, [frames]; 0 where there is none
    size    gain by the emotion, [frames]
    sway    gain on posture and drift
    nods    gain on what belongs to the voice
    talks   what `talking` says, [frames], where it is known already
    """
    wanders, gestures = (np.random.default_rng(rng.integers(2**63)) for _ in range(2))
    loud = stress(content, words) if loud is None else loud
    talks = talking(content) if talks is None else talks
    turns = nodding(loud, content.rate, gestures, pitch)
    turns += punctuated(len(content), content.rate, gestures, words)
    turns *= np.float32(nods)
    turns += np.float32(sway) * swaying(talks, content.rate, wanders)
    kept = resting(len(content), content.rate)
    return turns * (kept if size is None else kept * size)[:, None]


def resting(frames: int, rate: float) -> Array:
    """1, and 0 at both ends, [frames]."""
    length = max(min(REST_S * rate, frames / 3), 1e-6)
    found = np.ones(frames, np.float32)
    edge = np.arange(min(frames, int(np.ceil(length)) + 1))
    share = eased(edge / length).astype(np.float32)
    found[edge] = share
    found[::-1][edge] = np.minimum(found[::-1][edge], share)
    return found


def swaying(talks: Array, rate: float, rng: np.random.Generator) -> Array:
    """Posture and drift, [frames, 3]: less where nobody speaks.

    talks   how far somebody speaks, [frames], 0..1
    """
    talks = talks[:, None]
    drift = _drift(len(talks), rate, rng) * (0.35 + 0.65 * talks)
    return drift + _postures(len(talks), rate, rng) * (0.6 + 0.4 * talks)


def _drift(frames: int, rate: float, rng: np.random.Generator) -> Array:
    """A cubic B-spline through chance, [frames, 3]."""
    steps = max(1, round(DRIFT_S * rate))
    u = np.arange(steps)[:, None] / steps
    weights = np.hstack([(1 - u) ** 3, 3 * u**3 - 6 * u * u + 4, 3 * (u + u * u - u**3) + 1, u**3])
    count = frames // steps + 1
    knots = (rng.normal(size=(count + 3, 1, 3)) * DRIFT).astype(np.float32)
    weights = (weights / 6).astype(np.float32)[:, :, None]
    # Not `@`: a BLAS rounds otherwise with another number of threads.
    spline = sum(knots[k : k + count] * weights[:, k] for k in range(4))
    return np.asarray(spline).reshape(-1, 3)[:frames]


def _postures(frames: int, rate: float, rng: np.random.Generator) -> Array:
    """Where the head is held, [frames, 3]: it shifts its weight now and then."""
    count = int(frames / rate / POSTURE_S[0]) + 3
    gaps, lasting = rng.uniform(*POSTURE_S, count), rng.uniform(1, 2, count)
    gaps[0] /= 2
    starts = np.concatenate([[0.0], np.cumsum(gaps)])
    held = rng.normal(0, POSTURE, (count + 1, 3))
    return stepped(frames, rate, starts, held, lasting)
