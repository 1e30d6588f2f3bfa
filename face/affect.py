"""Affect: how an emotion changes blinks, gaze and the head; nothing is changed where none is felt.

People blink more in fear and less while they stare (Harrigan & O'Connell 1996), sad people look
down, move little and slowly (Wallbott 1998), fear shortens fixations, and contempt, disgust and
sadness avert the eyes where anger holds them (Adams & Kleck 2005). Fear, anger and joy quicken the
breath (Boiten, Frijda & Wientjes 1994).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..emotion.mood import EXPRESSIVE, Mood, felt_emotions
from ..spool import Spool, blocks
from ..track import Array, Track

GAINS: dict[str, Mapping[str, float]] = {
    "blinkRate": {
        **{"angry": 0.5, "contemptuous": 0.8, "fearful": 1.7, "sad": 0.85, "surprised": 0.6},
    },
    "blinkLength": {"angry": 0.9, "contemptuous": 1.2, "fearful": 0.85, "sad": 1.45},
    "headSize": {
        **{"angry": 1.3, "contemptuous": 0.7, "fearful": 0.85, "happy": 1.2, "sad": 0.6},
    },
    "fixation": {"angry": 1.6, "fearful": 0.5, "sad": 1.3, "surprised": 1.4},
    "aversion": {
        **{"angry": 0.4, "contemptuous": 1.5, "disgusted": 1.5, "fearful": 1.5},
        **{"happy": 0.8, "sad": 1.6, "surprised": 0.4},
    },
    "breathRate": {"angry": 1.3, "fearful": 1.6, "happy": 1.15, "sad": 0.9, "surprised": 1.1},
}
"""Gains at full intensity; those that are not named are 1."""

TURNS: dict[str, Mapping[str, float]] = {
    "awayYaw": {"contemptuous": 0.14, "disgusted": 0.1},
    "awayPitch": {"contemptuous": 0.03, "sad": 0.2, "disgusted": 0.05},
}
"""Radians by which the eyes are averted further, to the right and down, at full intensity."""

NAMES = (*GAINS, *TURNS)
"""The channels of an affect."""


def affect(felt: Track) -> Track:
    """What the emotions `felt` [frames, EXPRESSIVE and own], 0..1, do to life, [frames, NAMES]."""
    found = Spool()
    for values in blocks(felt.values):
        shown = values[:, : len(EXPRESSIVE)]
        gains = 1 + np.einsum("fe,ec->fc", shown, _table(GAINS, 1.0) - 1)
        turns = np.einsum("fe,ec->fc", shown, _table(TURNS, 0.0))
        found.add(np.concatenate([gains, turns], 1))
    return Track(found.array(), felt.rate, NAMES)


def felt_affect(mood: Mood, intensity: Track) -> Track:
    """What a mood does to life at the frames of its `intensity` [frames, 1], [frames, NAMES]."""
    return affect(felt_emotions(mood, intensity))


def calm(frames: int, rate: float) -> Track:
    """The affect where nothing is felt."""
    return affect(Track(np.zeros((frames, len(EXPRESSIVE)), np.float32), rate))


def _table(rows: Mapping[str, Mapping[str, float]], otherwise: float) -> Array:
    table = [[row.get(name, otherwise) for row in rows.values()] for name in EXPRESSIVE]
    return np.array(table, np.float32)
