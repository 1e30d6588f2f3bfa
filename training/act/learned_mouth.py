"""The learned mouth: a ridge regression and a network, blended, from recorded faces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...face.basis import index
from ...track import Track, gaussian
from ..data import faces
from ..data.content import S1, SpeechContent
from ..data.continuous_speech import without_pauses
from .articulation import LEARNED_CHANNELS, coarticulated
from .mouth_network import MouthNetwork, MouthSet, Pair, fit_mouth_network, predict_mouth_network
from .mouth_regression import fit_mouth, mouth_pairs, predict_mouth

Array = NDArray[np.float32]

NETWORK_SHARE = np.array([0.6, 0.5, 1.0], np.float32)
"""The share of the network in each of LEARNED_CHANNELS; the regression has the rest."""
ANIMATED_SHARE = np.array([0.0, 0.5, 1.0], np.float32)
"""The same for FACEGOOD's own voice, whose jaw the regression alone follows better."""
FACEGOOD_SEEN, S1_SEEN = (True, True, False), (True, False, True)
"""Of LEARNED_CHANNELS what is learned from each set. FACEGOOD's animator rounds now by one, now by
the other channel; the tracker of GRID's s1 sees no mouthFunnel."""
AS_TRACKED = np.array([0.0, 0.5, 0.0], np.float32)
"""The rule's share of LEARNED_CHANNELS in the words of talker s1, whose own jaw and rounding are
known."""
SHARPENING = np.array([2.4, 0.5, 0.5], np.float32)
SHARPENED_S = 0.04
"""How much of what a low-pass of that sigma (s) takes off each of LEARNED_CHANNELS is added again:
predictions are smoother than recorded mouths, and playing smooths them again."""
COLUMNS = [index(name) for name in LEARNED_CHANNELS]
JAW = list(LEARNED_CHANNELS).index("jawOpen")
STILL = 1e-3
"""The least standard deviation by which a channel's size is reckoned."""
SPEAKS = 0.7
"""The least `voice` of the frames in which talkers' mouths are compared in size."""


@dataclass(frozen=True)
class LearnedMouth:
    """The mouth of a sound, learned from recorded faces."""

    weights: Array
    network: MouthNetwork

    def predict(self, content: Track, share: Array = NETWORK_SHARE) -> Array:
        """The mouth [t, LEARNED_CHANNELS], 0..1; NaN in a channel that was never recorded.

        share   of the network, [LEARNED_CHANNELS]
        """
        regressed = predict_mouth(self.weights, content)
        acted = predict_mouth_network(self.network, content)
        mouth = (1 - share) * regressed + share * acted
        quick = mouth - gaussian(mouth, SHARPENED_S * content.rate)
        return np.clip(mouth + SHARPENING * quick, 0, 1)

    def beside(self, content: Track, recorded: Array) -> Array:
        """`recorded` [t, LEARNED_CHANNELS] of talker s1, with what his tracker missed predicted."""
        return np.where(S1_SEEN, recorded, self.predict(content))


def fit_learned_mouth(
    facegood: Sequence[Pair], tracked: Sequence[Pair], recorded: Sequence[Pair] = ()
) -> LearnedMouth:
    """The learned mouth of FACEGOOD's pairs, of talker s1's, and of a user's own recordings."""
    every = tuple(True for _ in LEARNED_CHANNELS)
    sets = (
        MouthSet(facegood, FACEGOOD_SEEN),
        MouthSet(tracked, S1_SEEN),
        MouthSet(recorded, every),
    )
    animated = [*facegood, *recorded] or tracked
    return LearnedMouth(fit_mouth(animated), fit_mouth_network(sets))


def facegood_pairs(takes: Iterable[faces.Take], heard: Mapping[str, SpeechContent]) -> list[Pair]:
    """FACEGOOD's takes without their pauses, as far as they are in `heard`."""
    return mouth_pairs(without_pauses(takes), heard)


def s1_pairs(
    data: Path, heard: Mapping[str, SpeechContent], animated: Sequence[Pair]
) -> dict[str, Pair]:
    """Content and mouth of talker s1's clips that are in `heard`, by name, in a common size.

    animated   FACEGOOD's pairs: his jaw gets their swing, his rounding that of the rule

    None without `animated`.
    """
    takes = [replace(take, name=f"{S1}{take.name}") for take in faces.grid_s1(data, faces.TRAINED)]
    names = [take.name for take in takes if take.name in heard]
    pairs = mouth_pairs(takes, heard)
    if not (pairs and animated):
        return {}
    return dict(zip(names, _resized(pairs, _spread(animated)[JAW]), strict=True))


def _resized(pairs: Sequence[Pair], swing: float) -> list[Pair]:
    """Mouths above their rest, the jaw with the spread `swing`, the other channels the rule's."""
    wanted = _spread([(content, coarticulated(content)[:, COLUMNS]) for content, _ in pairs])
    wanted[JAW] = swing
    gain = wanted / np.maximum(_spread(pairs), STILL)
    still = [mouth[content["voice"] <= SPEAKS] for content, mouth in pairs]
    rest = np.median(np.concatenate(still), 0)
    return [
        (content, (np.clip(mouth - rest, 0, 1) * gain).clip(0, 1).astype(np.float32))
        for content, mouth in pairs
    ]


def _spread(pairs: Sequence[Pair]) -> Array:
    """Standard deviation of each of LEARNED_CHANNELS where somebody speaks."""
    return np.concatenate([mouth[content["voice"] > SPEAKS] for content, mouth in pairs]).std(0)
