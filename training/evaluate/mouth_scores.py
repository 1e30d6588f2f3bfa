"""Measures of the mouth: how well methods follow recorded mouths, beside two baselines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE, VISEMES
from ...face.basis import CHANNELS, index
from ...face.performance import perform
from ...model.network import Network
from ...track import Track, gaussian
from ..act.articulation import RULE_SHARE, blend_learned, coarticulated, viseme_table
from ..act.learned_mouth import LearnedMouth, facegood_pairs, fit_learned_mouth
from ..act.mouth_network import Pair
from ..data.content import SpeechContent
from ..data.faces import Take
from .correlation import concordance, pearson
from .inference import STILL, infer_face, lip_gap

Array = NDArray[np.float32]
Mouth = Callable[[SpeechContent], Array]
"""A method: content of a sound -> face [t, channels]."""

ACTIVE = 0.02
"""Below this standard deviation a recorded channel counts as still."""
JAW, ROUNDING, APERTURE = "jawOpen", "mouthPucker", "aperture"
"""Channels that are measured; the last is the lip gap, measured like one."""
SWING = 0.04 * RATE
"""Sigma of the plain table's low-pass, frames."""


def loudness(item: SpeechContent) -> Array:
    """Baseline: every channel is the smoothed loudness."""
    loud = gaussian(item.content["loudness"] * item.content["voice"], 2)
    return np.repeat(loud[:, None], len(CHANNELS), axis=1)


def plain_table(item: SpeechContent) -> Array:
    """Baseline: the target of the most probable viseme, low-passed."""
    surest = item.content.values[:, : len(VISEMES)].argmax(1)
    return gaussian(viseme_table()[surest], SWING)


def rules(item: SpeechContent) -> Array:
    """The mouth by rule alone."""
    return _performed(coarticulated(item.content), item)


def learned(mouth: LearnedMouth) -> Mouth:
    """The mouth by rule, with the learned LEARNED_CHANNELS."""
    return _with_learned(mouth, np.zeros_like(RULE_SHARE))


def blended(mouth: LearnedMouth) -> Mouth:
    """What the acting network is trained on: by rule, blended with the learned mouth."""
    return _with_learned(mouth, RULE_SHARE)


def acting(network: Network) -> Mouth:
    """The mouth of the published acting network."""
    return lambda item: infer_face(item, network, {}, 0)[0].values


def _with_learned(mouth: LearnedMouth, rule: Array) -> Mouth:
    def played(item: SpeechContent) -> Array:
        found = mouth.predict(item.content)
        words = blend_learned(coarticulated(item.content), found, item.content, rule)
        return _performed(words, item)

    return played


def _performed(words: Array, item: SpeechContent) -> Array:
    return perform(words, np.zeros_like(words), item.content, STILL).values


def mouth_scores(take: Take, item: SpeechContent, mouth: Mouth) -> dict[str, tuple[float, float]]:
    """(Pearson's r, Lin's concordance) of each channel of jaw and lips that moves in the take."""
    found = Track(mouth(item), RATE, CHANNELS)
    played = Track(_with_aperture(found), RATE).at(take.face.times)
    truth = _with_aperture(take.face)
    names = [*(n for n in take.face.names if n in CHANNELS and _moves(take.face[n])), APERTURE]
    return {
        name: (pearson(played[:, k], truth[:, k]), concordance(played[:, k], truth[:, k]))
        for name in names
        for k in [len(CHANNELS) if name == APERTURE else index(name)]
        if name.startswith(("jaw", "mouth", APERTURE))
    }


def correlations(
    takes: Sequence[Take],
    heard: Mapping[str, SpeechContent],
    ways: Mapping[str, Mouth],
    channels: Sequence[str] = (JAW, APERTURE),
) -> dict[str, dict[str, float]]:
    """Pearson's r of the channels, the mean of the takes in which they move, for each method."""
    table = {}
    for name, way in ways.items():
        rows = [mouth_scores(take, heard[take.name], way) for take in takes]
        table[name] = {
            channel: float(np.mean([row[channel][0] for row in rows if channel in row]))
            for channel in channels
        }
    return table


def leave_one_out_scores(
    takes: Sequence[Take], heard: Mapping[str, SpeechContent], tracked: Sequence[Pair]
) -> dict[str, dict[str, object]]:
    """mouth_scores of each take by name and method, the mouth learned from the others and s1."""
    found: dict[str, dict[str, object]] = {}
    for take in takes:
        others = [other for other in takes if other is not take]
        mouth = fit_learned_mouth(facegood_pairs(others, heard), tracked)
        ways = {"blended": blended(mouth), "learned": learned(mouth), **BASELINES}
        found[take.name] = {
            name: mouth_scores(take, heard[take.name], way) for name, way in ways.items()
        }
    return found


BASELINES: dict[str, Mouth] = {"rules": rules, "plain table": plain_table, "loudness": loudness}


def jerk_ratio(
    takes: Sequence[Take], heard: Mapping[str, SpeechContent], network: Network
) -> float:
    """Mean |third difference| of the jaw over that of the recorded jaw, both of unit deviation."""
    ratios = []
    for take in takes:
        jaw = acting(network)(heard[take.name])[:, [index(JAW)]]
        found, truth = Track(jaw, RATE).at(take.face.times)[:, 0], take.face[JAW]
        third = [np.abs(np.diff(curve / curve.std(), 3)).mean() for curve in (found, truth)]
        ratios.append(third[0] / third[1])
    return float(np.mean(ratios))


def _moves(curve: Array) -> bool:
    return float(curve.std()) > ACTIVE


def _with_aperture(face: Track) -> Array:
    """All canonical channels of a face (0 where it lacks one) and the lips' lip_gap, [t, 62]."""
    values = np.zeros((len(face), len(CHANNELS)), np.float32)
    for name in face.names:
        if name in CHANNELS:
            values[:, index(name)] = face[name]
    return np.column_stack([values, lip_gap(Track(values, face.rate, CHANNELS))])
