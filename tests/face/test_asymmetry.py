"""The two sides of a face move a little differently, and no two people and takes alike."""

from __future__ import annotations

import numpy as np

from intone.audio.speech import CONTENT, RATE
from intone.face.asymmetry import LARGEST, drawn_sides, uneven
from intone.face.basis import CHANNELS, index
from intone.face.performance import Style, perform
from intone.track import Track

FRAMES = 200
LEFT, RIGHT = index("mouthSmileLeft"), index("mouthSmileRight")


def smiling(frames: int = FRAMES) -> np.ndarray:
    felt = np.zeros((frames, len(CHANNELS)), np.float32)
    felt[:, [LEFT, RIGHT]] = 0.5
    felt[:, index("browInnerUp")] = 0.4
    return felt


def leaning(amount: float) -> np.ndarray:
    return uneven(smiling(), drawn_sides(FRAMES, RATE, amount, np.random.default_rng(0)))


def test_one_side_is_stronger_and_both_together_as_strong_as_asked() -> None:
    felt = leaning(1.0)
    assert np.abs(felt[:, LEFT] - felt[:, RIGHT]).mean() > 0.01
    np.testing.assert_allclose(felt[:, LEFT] + felt[:, RIGHT], 1.0, atol=1e-6)
    np.testing.assert_array_equal(felt[:, index("browInnerUp")], np.float32(0.4))


def test_it_is_off_to_the_bit_and_bounded() -> None:
    np.testing.assert_array_equal(leaning(0.0), smiling())
    wild = leaning(50.0)
    assert np.abs(wild[:, LEFT] / 0.5 - 1).max() <= LARGEST + 1e-6


def test_it_wanders_slowly() -> None:
    share = leaning(1.0)[:, LEFT]
    assert np.ptp(share) > 0.01
    assert np.abs(np.diff(share)).max() < 0.01


def content(frames: int = FRAMES) -> Track:
    values = np.zeros((frames, len(CONTENT)), np.float32)
    values[:, CONTENT.index("voice")] = 1
    return Track(values, RATE, CONTENT)


def lead_of_the_left(frames: int = FRAMES, **style: int) -> float:
    said = np.zeros((frames, len(CHANNELS)), np.float32)
    face = perform(said, smiling(frames), content(frames), Style(**style)).values
    return float((face[:, LEFT] - face[:, RIGHT]).mean())


def test_people_takes_and_seeds_differ_and_repeat() -> None:
    leads = [lead_of_the_left(), lead_of_the_left(person=7), lead_of_the_left(seed=3)]
    leads.append(lead_of_the_left(FRAMES + 20))
    assert len(set(leads)) == 4
    assert lead_of_the_left(person=7) == leads[1]
