"""Own emotions on the face: a direction in the acting network's latent, and what it leaves.

A pose gets the direction whose acted face is nearest to it, so that it mixes and grows as the seven
do; what that face lacks of the pose (the residual) is added in proportion to the latent's norm. So
at intensity 1 and scale 1 a silent face is the pose, and at 0 it is neutral.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import cast

import numpy as np

from ..audio.speech import CONTENT, RATE, VISEMES, sure_voice
from ..emotion.mood import STRONG, Mood
from ..emotion.own import OwnEmotion
from ..model.acting import enact
from ..model.network import Network
from ..track import Array, Track
from .basis import CHANNELS, index

_JAW = [index("jawOpen")]
_ROUNDING = [index("mouthFunnel"), index("mouthPucker")]
_STEPS, _NUDGE, _DAMPING = 30, 0.02, 0.05
"""Of the solve: how many, how far a latent is moved to measure a slope, and of each step."""
_ENOUGH = 10
"""Silent frames of a sound, of which their mean is taken."""


def pose(emotion: OwnEmotion) -> Array:
    """The emotion's face at intensity 1, [CHANNELS]."""
    values = np.zeros(len(CHANNELS), np.float32)
    for name, value in emotion.face:
        values[index(name)] = value
    return values


def directions(own: Sequence[OwnEmotion], network: Network) -> dict[str, Array]:
    """The unit direction [latent] of each, by name: see `_direction`."""
    return {emotion.name: _direction(emotion, network) for emotion in own}


def reached(emotion: OwnEmotion, network: Network) -> Array:
    """The face that the network alone acts in its direction at norm STRONG, [CHANNELS]."""
    return _acted(_silence(), STRONG * _direction(emotion, network)[None], network)[0]


def completed(
    felt: Array, said: Array, mood: Mood, latent: Track, content: Track, network: Network
) -> Array:
    """The emotion's offset [frames, CHANNELS] with the residuals of the mood's own emotions.

    felt, said   the network's emotion and words, [frames, CHANNELS]
    """
    if not mood.own:
        return felt
    weights = mood.weights.at(latent.times)
    norm = np.linalg.norm(latent.values, axis=1, keepdims=True) / STRONG
    shares = norm * weights / np.maximum(weights.sum(1, keepdims=True), 1e-6)
    quiet, found = _quiet(content), felt.copy()
    for emotion in mood.own:
        share = shares[:, [mood.weights.names.index(emotion.name)]]
        direction = STRONG * _direction(emotion, network)[None]
        found += share * (pose(emotion) - _acted(quiet, direction, network)[0])
        found[:, _JAW] += share * (emotion.jaw - 1) * said[:, _JAW]
        found[:, _ROUNDING] += share * (emotion.rounding - 1) * said[:, _ROUNDING]
    return found.astype(np.float32)


def _quiet(content: Track) -> Array:
    """The mean of what is heard in silence, [CONTENT]; made up where a voice never pauses."""
    silent = sure_voice(content["voice"]) == 0
    if silent.sum() < _ENOUGH:
        return _silence()
    return content.values[silent].mean(0)


def _silence() -> Array:
    values = np.zeros(len(CONTENT), np.float32)
    values[VISEMES.index("sil")] = 1
    return values


def _acted(content: Array, latents: Array, network: Network) -> Array:
    """The emotion's offset [n, CHANNELS] of latents [n, D] beside one content [CONTENT]."""
    held = np.repeat(content[None].astype(np.float32), len(latents), axis=0)
    latent = Track(latents.astype(np.float32), RATE)
    return enact(Track(held, RATE, CONTENT), latent, network)[1]


def _direction(emotion: OwnEmotion, network: Network) -> Array:
    """The unit latent [D] of the emotion, solved once for each network: see `_solved`."""
    anchors = b"".join(row.tobytes() for row in network.spec.anchors.values())
    key = (emotion.face, network.spec.id, network.spec.version, anchors)
    if key not in _known:
        _known[key] = _solved(pose(emotion), network)
    return _known[key]


_known: dict[Hashable, Array] = {}
"""The directions that were solved in this process."""


def _solved(goal: Array, network: Network) -> Array:
    """The unit latent whose face, acted at norm STRONG in silence, is nearest to the pose.

    Damped Gauss-Newton on the sphere from the nearest of the anchors and their opposites. Every
    angle counts as far as a coefficient does. Rounded, so that machines agree.
    """
    anchors = network.spec.anchors
    starts = np.concatenate([np.array(list(anchors.values())), *_pairs(anchors)])
    nearest = int(np.square(_reach(starts, network) - goal).sum(1).argmin())
    at = starts[nearest].astype(np.float64)
    best, least = at.copy(), np.inf
    nudges = _NUDGE * np.eye(len(at))
    for _ in range(_STEPS):
        faces = _reach(np.concatenate([at[None], at + nudges]), network)
        left = goal - faces[0]
        if (error := float(left @ left)) < least:
            best, least = at, error
        slope = ((faces[1:] - faces[0]) / _NUDGE).T
        normal = slope.T @ slope + _DAMPING * np.eye(len(at))
        at = _unit(at + cast(Array, np.linalg.solve(normal, slope.T @ left)))
    return _unit(np.round(best, 4)).astype(np.float32)


def _unit(row: Array) -> Array:
    return row / float(np.linalg.norm(row))


def _reach(directions: Array, network: Network) -> Array:
    return _acted(_silence(), STRONG * directions, network).astype(np.float64)


def _pairs(anchors: Mapping[str, Array]) -> list[Array]:
    """Halfway between every two anchors, [1, latent] each."""
    rows = list(anchors.values())
    sums = [a + b for k, a in enumerate(rows) for b in rows[k + 1 :]]
    return [_unit(both)[None] for both in sums]
