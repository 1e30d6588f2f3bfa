"""Laughs smile and bounce, sobs draw the brows up, breaths part the lips, and amount 0 is off."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.nonverbal import BREATH, GASP, LAUGH, SIGH, SOB
from intone.audio.speech import CONTENT, RATE, NonVerbal
from intone.face.basis import CHANNELS, index
from intone.face.guard import demand
from intone.face.life import Amounts, Cues, lively, planned
from intone.track import Track

FRAMES = 300
STILL = {"blinks": 0, "gaze": 0, "head": 0, "accents": 0, "breath": 0}


def face(kind: str, amount: float = 1.0) -> np.ndarray:
    values = np.zeros((FRAMES, len(CONTENT)), np.float32)
    bursts = 0.5 + 0.5 * np.sin(np.arange(FRAMES) / RATE * 2 * np.pi * 5)
    values[:, CONTENT.index("loudness")] = bursts
    content = Track(values, RATE, CONTENT)
    cues = Cues(sounds=[NonVerbal(kind, 2.0, 3.5)])
    life = planned(content, Amounts(**STILL, sounds=amount), 0, cues)
    return lively(
        np.zeros((FRAMES, len(CHANNELS)), np.float32), demand(content), content.rate, life
    )


def most(shown: np.ndarray, name: str) -> float:
    return float(shown[:, index(name)].max())


def test_a_laugh_smiles_and_its_jaw_bounces_with_the_bursts() -> None:
    shown = face(LAUGH)
    assert most(shown, "mouthSmileLeft") > 0.5 < most(shown, "mouthSmileRight") + 0.05
    jaw = shown[110:170, index("jawOpen")]
    tops = np.flatnonzero((jaw[1:-1] > jaw[:-2]) & (jaw[1:-1] >= jaw[2:]))
    assert 5 <= len(tops) <= 7
    assert jaw.max() - jaw.min() > 0.15
    assert shown[110:170, index("headPitch")].max() < 0


@pytest.mark.parametrize(
    ("kind", "moved"),
    [(SOB, "browInnerUp"), (SIGH, "eyeBlinkLeft"), (GASP, "eyeWideRight"), (BREATH, "jawOpen")],
)
def test_each_kind_shows_while_it_is_heard_and_not_long_after(kind: str, moved: str) -> None:
    shown = face(kind)
    assert most(shown[100:180], moved) > 0.05
    assert not shown[:80].any()
    assert not shown[230:].any()


@pytest.mark.parametrize("kind", [LAUGH, SOB, SIGH, GASP, BREATH])
def test_amount_0_is_exactly_off_and_half_is_less(kind: str) -> None:
    assert not face(kind, 0.0).any()
    assert 0 < np.abs(face(kind, 0.5)).sum() < np.abs(face(kind)).sum()
    assert face(kind, 2.0)[:, : index("jawOpen") + 1].max() <= 1
