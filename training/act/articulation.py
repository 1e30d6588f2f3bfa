"""Articulation: the mouth for heard visemes, by rules from the phonetic literature.

Each viseme pulls the mouth to its target with a dominance that spreads in time, and neighbours
compete: the coarticulation model of Cohen & Massaro (1993, "Modeling coarticulation in synthetic
visual speech"). Which lips, jaw and tongue a sound needs follows Edwards et al. (2016, "JALI") and
the Oculus viseme reference; bilabials and labiodentals must be reached whatever stands beside them
(JALI's hard constraints), so they enter by a maximum rule, not by the average.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import VISEMES
from ...face.basis import CHANNELS, index
from ...face.guard import demand, guarded
from ...track import Track, gaussian

Array = NDArray[np.float32]

MOUTHS: dict[str, dict[str, float]] = {
    "sil": {},
    "PP": {"jawOpen": 0.10, "mouthPress": 0.30, "mouthRollLower": 0.25, "mouthRollUpper": 0.2},
    "FF": {"jawOpen": 0.08, "mouthRollLower": 0.45, "mouthUpperUp": 0.3},
    "TH": {"jawOpen": 0.16, "mouthLowerDown": 0.10, "mouthUpperUp": 0.06, "tongueOut": 0.30},
    "DD": {
        "jawOpen": 0.14,
        "mouthLowerDown": 0.12,
        "mouthUpperUp": 0.06,
        "mouthStretch": 0.05,
        "tongueOut": 0.15,
    },
    "kk": {"jawOpen": 0.18, "mouthLowerDown": 0.08, "mouthUpperUp": 0.04},
    "CH": {"jawOpen": 0.08, "mouthFunnel": 0.38, "mouthPucker": 0.35, "mouthLowerDown": 0.12},
    "SS": {"jawOpen": 0.06, "mouthLowerDown": 0.18, "mouthUpperUp": 0.12, "mouthStretch": 0.2},
    "nn": {"jawOpen": 0.15, "mouthLowerDown": 0.10, "mouthUpperUp": 0.06, "tongueOut": 0.18},
    "RR": {"jawOpen": 0.12, "mouthFunnel": 0.20, "mouthPucker": 0.25},
    "aa": {"jawOpen": 0.55, "mouthLowerDown": 0.06, "mouthUpperUp": 0.06},
    "E": {"jawOpen": 0.34, "mouthLowerDown": 0.08, "mouthUpperUp": 0.08, "mouthStretch": 0.18},
    "ih": {"jawOpen": 0.18, "mouthLowerDown": 0.14, "mouthStretch": 0.25, "mouthSmile": 0.08},
    "oh": {"jawOpen": 0.34, "mouthFunnel": 0.32, "mouthPucker": 0.3},
    "ou": {"jawOpen": 0.09, "mouthFunnel": 0.18, "mouthPucker": 0.75},
    "ax": {"jawOpen": 0.24, "mouthLowerDown": 0.05, "mouthUpperUp": 0.04},
}
"""Target of each viseme; a stem without a side is both sides. A little of tongueOut is the tip that
rises to the gums, as on the embedded head; more puts it between the teeth. The jaw takes the lower
lip along: FACEGOOD's animator draws it down half as far as here, and least in open vowels."""

DOMINANCE = {"PP": 3.0, "FF": 2.0, "CH": 2.0, "ou": 2.0, "oh": 1.6, "aa": 1.3}
"""How hard a viseme pulls (1 where not named): lips that must be reached and rounding win."""

SPREAD = {"PP": 0.02, "FF": 0.025, "CH": 0.05, "RR": 0.05, "oh": 0.06, "ou": 0.06}
"""Seconds (sigma) over which a viseme spreads; rounding begins early and lasts."""
DEFAULT_SPREAD = 0.035


LEARNED_CHANNELS = {"jawOpen": 0.2, "mouthFunnel": 0.5, "mouthPucker": 0.4}
"""Channels that are also learned from recorded faces -> the share of them that stays the rule's."""
RULE_SHARE = np.array(list(LEARNED_CHANNELS.values()), np.float32)
LOUDNESS = 0.35
"""The share of the jaw's opening that depends on loudness: loud speech opens wider."""


def viseme_table() -> Array:
    """The targets as an array, [visemes, channels]."""
    table = np.zeros((len(VISEMES), len(CHANNELS)), np.float32)
    for row, viseme in enumerate(VISEMES):
        for stem, value in MOUTHS[viseme].items():
            names = (stem,) if stem in CHANNELS else (f"{stem}Left", f"{stem}Right")
            table[row, [index(name) for name in names]] = value
    return table


def spoken() -> Array:
    """1 for each channel that any viseme moves, else 0, [channels]."""
    moved = viseme_table().any(0)
    moved[index("mouthClose")] = True
    return moved.astype(np.float32)


def coarticulated(content: Track) -> Array:
    """The mouth by rule, [frames, channels], 0..1, for content [frames, CONTENT]."""
    pulls = np.stack([_pull(content, viseme) for viseme in VISEMES], 1)
    mouth = (pulls @ viseme_table()) / np.maximum(pulls.sum(1, keepdims=True), 1e-3)
    mouth[:, index("jawOpen")] *= 1 - LOUDNESS * (1 - content["loudness"])
    return guarded(mouth.astype(np.float32), demand(content), relief=0)


def blend_learned(mouth: Array, learned: Array, content: Track, rule: Array = RULE_SHARE) -> Array:
    """The mouth by rule blended with a learned one, [frames, channels].

    learned   [frames, LEARNED_CHANNELS]; NaN where nothing is known, which leaves the rule
    rule      the share of the rule in each of LEARNED_CHANNELS

    The jaw is not raised for closures here: that is done once, in face/performance.py.
    """
    blended = mouth.copy()
    columns = [index(name) for name in LEARNED_CHANNELS]
    ruled = mouth[:, columns]
    blended[:, columns] = np.where(np.isnan(learned), ruled, rule * ruled + (1 - rule) * learned)
    blended[:, index("mouthClose")] = 0
    return guarded(blended, demand(content), relief=0)


def _pull(content: Track, viseme: str) -> Array:
    spread = gaussian(content[viseme], SPREAD.get(viseme, DEFAULT_SPREAD) * content.rate)
    return spread * np.float32(DOMINANCE.get(viseme, 1.0))
