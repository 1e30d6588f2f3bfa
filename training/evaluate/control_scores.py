"""Measures of control: how the intensity of the face follows the scale, and whether types stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...audio.sound import from_samples
from ...emotion.intensity import acted_intensity
from ...emotion.mood import EXPRESSIVE, constant_mood
from ...model.catalogue import Networks
from ...model.listening import hear
from ...model.network import Network
from ...pipeline import act
from ..act.expression import deviation, weights
from ..data.content import SpeechContent
from .correlation import pearson, spearman
from .inference import STILL, infer_face

Array = NDArray[np.float32]
SCALES = (0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
SHOWN = (0.25, 0.5)
"""Scales at which the type of emotion is compared with its type at 1."""


@dataclass(frozen=True)
class ScaleSweep:
    """The face at each of SCALES, as offset from neutral, averaged over voiced frames.

    measured [scales], displacement [scales, channels]
    """

    measured: Array
    displacement: Array


def sweep_scales(items: Sequence[SpeechContent], network: Network, emotion: str) -> ScaleSweep:
    """One emotion at each of SCALES, averaged over all sounds."""
    steps = [[_step(item, network, emotion, scale) for item in items] for scale in SCALES]
    measured = [np.mean([deviation(row, weights()).mean() for row in step]) for step in steps]
    displacement = [np.mean([row.mean(0) for row in step], 0) for step in steps]
    return ScaleSweep(np.array(measured, np.float32), np.array(displacement, np.float32))


def _step(item: SpeechContent, network: Network, emotion: str, scale: float) -> Array:
    """Offsets from the neutral performance while somebody speaks, [t, channels]."""
    neutral, face = (infer_face(item, network, {emotion: 1.0}, s)[0].values for s in (0.0, scale))
    return (face - neutral)[item.content["voice"] > 0.5]


def control_scores(steps: ScaleSweep) -> dict[str, float]:
    """Correlation of scale and measured intensity, and cosines with the offset at scale 1."""
    scales, full = np.array(SCALES, np.float32), steps.displacement[-1]
    cosines = {s: _cosine(steps.displacement[SCALES.index(s)], full) for s in SHOWN}
    return {
        "spearman": spearman(steps.measured, scales),
        "r2": pearson(steps.measured, scales) ** 2,
        "at_0": float(np.abs(steps.displacement[0]).max()),
        "at_half": float(steps.measured[SCALES.index(0.5)] / steps.measured[-1]),
        **{f"cosine_{scale:g}": cosine for scale, cosine in cosines.items()},
    }


def _cosine(one: Array, other: Array) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def largest_cosine(rows: Mapping[str, Array]) -> tuple[float, str]:
    """The largest cosine between two of `rows` [n] by name, and their names."""
    names = list(rows)
    units = np.stack([rows[name] / np.linalg.norm(rows[name]) for name in names])
    cosines = units @ units.T - 2 * np.eye(len(names))
    first, second = np.unravel_index(int(cosines.argmax()), cosines.shape)
    return float(cosines.max()), f"{names[first]} / {names[second]}"


def heard_and_shown(voices: Sequence[Array], networks: Networks) -> dict[str, float]:
    """Pearson's r of the intensity heard and the measured intensity of the face, by emotion.

    voices   samples [n] at 16 kHz; voiced frames of all of them count
    """
    speeches = [hear(from_samples(v), networks.listen, mouths=networks.content) for v in voices]
    speaks = [speech.content["voice"] > 0.5 for speech in speeches]
    curves = [acted_intensity(speech).values[:, 0] for speech in speeches]
    heard = np.concatenate([curve[voiced] for curve, voiced in zip(curves, speaks, strict=True)])
    found = {}
    for emotion in EXPRESSIVE:
        offsets = [
            act(speech, constant_mood({emotion: 1.0}), STILL, networks).values
            - act(speech, constant_mood({}), STILL, networks).values
            for speech in speeches
        ]
        rows = [row[voiced] for row, voiced in zip(offsets, speaks, strict=True)]
        found[emotion] = pearson(deviation(np.concatenate(rows), weights()), heard)
    return found
