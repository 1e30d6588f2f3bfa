"""Mouths: how well ways of making one follow recorded ones, beside loudness and a plain table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE, VISEMES
from ...face.basis import CHANNELS, index
from ...face.performance import perform
from ...model.network import Network
from ...track import Track, gaussian
from ..act.articulation import RULE, coarticulated, viseme_table, with_learned
from ..act.learned_mouth import fit_mouth, mouth_of, mouth_pairs
from ..data.faces import Take
from ..data.heard import Heard
from ..data.running import running
from .played import STILL, concordance, correlation, gap, play

Array = NDArray[np.float32]
Mouth = Callable[[Heard], Array]
"""A way of making a mouth: what was heard -> a face [t, channels]."""

ACTIVE = 0.02
"""A recorded channel that spreads less does not move."""
APERTURE = "aperture"
"""The gap of the embedded head's lips, as if it were a channel."""
SWING = 0.04 * RATE
"""Sigma of the plain table's low-pass, frames."""


def loudness(item: Heard) -> Array:
    """The mouth that only loudness moves: every channel is the smoothed loudness."""
    loud = gaussian(item.content["loudness"] * item.content["voice"], 2)
    return np.repeat(loud[:, None], len(CHANNELS), axis=1)


def plain_table(item: Heard) -> Array:
    """The surest viseme's target, low-passed: no coarticulation, no closures."""
    surest = item.content.values[:, : len(VISEMES)].argmax(1)
    return gaussian(viseme_table()[surest], SWING)


def rules(item: Heard) -> Array:
    """The mouth by rule alone, as it is played."""
    return _performed(coarticulated(item.content), item)


def learned(weights: Array) -> Mouth:
    """The rule's lips, all learned that is learned."""
    return _regressed(weights, np.zeros_like(RULE))


def blended(weights: Array) -> Mouth:
    """What the acting network is taught: the rule's lips, jaw and rounding from both."""
    return _regressed(weights, RULE)


def acting(network: Network) -> Mouth:
    """What the published network plays."""
    return lambda item: play(item, network, {}, 0)[0].values


def _regressed(weights: Array, rule: Array) -> Mouth:
    def mouth(item: Heard) -> Array:
        found = mouth_of(weights, item.content)
        words = with_learned(coarticulated(item.content), found, item.content, rule)
        return _performed(words, item)

    return mouth


def _performed(words: Array, item: Heard) -> Array:
    return perform(words, np.zeros_like(words), item.content, STILL).values


def mouth_scores(take: Take, item: Heard, mouth: Mouth) -> dict[str, tuple[float, float]]:
    """Pearson's r and Lin's concordance at lag 0 of each channel that moves in the take."""
    found = Track(mouth(item), RATE, CHANNELS)
    played = Track(_with_aperture(found), RATE).at(take.face.times)
    truth = _with_aperture(take.face)
    names = [*(n for n in take.face.names if n in CHANNELS and _moves(take.face[n])), APERTURE]
    return {
        name: (correlation(played[:, k], truth[:, k]), concordance(played[:, k], truth[:, k]))
        for name in names
        for k in [len(CHANNELS) if name == APERTURE else index(name)]
        if name.startswith(("jaw", "mouth", APERTURE))
    }


def jaw_table(
    takes: Sequence[Take], heard: Mapping[str, Heard], ways: Mapping[str, Mouth]
) -> dict[str, dict[str, float]]:
    """Mean Pearson's r over takes of jawOpen and of the lips' aperture, for each way."""
    table = {}
    for name, way in ways.items():
        rows = [mouth_scores(take, heard[take.name], way) for take in takes]
        table[name] = {
            channel: float(np.mean([row[channel][0] for row in rows]))
            for channel in ("jawOpen", APERTURE)
        }
    return table


def leave_one_out(
    takes: Sequence[Take], heard: Mapping[str, Heard]
) -> dict[str, dict[str, object]]:
    """Each take by two ways and the baselines, jaw and rounding learned on the others."""
    found: dict[str, dict[str, object]] = {}
    for take in takes:
        others = [other for other in takes if other is not take]
        weights = fit_mouth(mouth_pairs(running(others), heard))
        ways = {"blended": blended(weights), "learned": learned(weights), **BASELINES}
        found[take.name] = {
            name: mouth_scores(take, heard[take.name], way) for name, way in ways.items()
        }
    return found


BASELINES: dict[str, Mouth] = {"rules": rules, "plain table": plain_table, "loudness": loudness}


def jerk_ratio(takes: Sequence[Take], heard: Mapping[str, Heard], network: Network) -> float:
    """Mean |third difference| of the jaw over that of the recorded one (1 is ideal), same swing."""
    ratios = []
    for take in takes:
        jaw = acting(network)(heard[take.name])[:, [index("jawOpen")]]
        found, truth = Track(jaw, RATE).at(take.face.times)[:, 0], take.face["jawOpen"]
        third = [np.abs(np.diff(curve / curve.std(), 3)).mean() for curve in (found, truth)]
        ratios.append(third[0] / third[1])
    return float(np.mean(ratios))


def _moves(curve: Array) -> bool:
    return float(curve.std()) > ACTIVE


def _with_aperture(face: Track) -> Array:
    """All canonical channels of a face (0 where it lacks one) and the lips' gap, [t, 62]."""
    values = np.zeros((len(face), len(CHANNELS)), np.float32)
    for name in face.names:
        if name in CHANNELS:
            values[:, index(name)] = face[name]
    return np.column_stack([values, gap(Track(values, face.rate, CHANNELS))])
