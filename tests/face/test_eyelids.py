"""An emotion narrows the eyes and does not shut them."""

from __future__ import annotations

import numpy as np

from intone.face.basis import CHANNELS, index
from intone.face.eyelids import NARROW, NARROWEST, SHUTTING, open_eyed


def felt(**values: float) -> np.ndarray:
    row = np.zeros((1, len(CHANNELS)), np.float32)
    for name, value in values.items():
        row[0, [index(f"{name}Left"), index(f"{name}Right")]] = value
    return row


def covered(row: np.ndarray) -> float:
    return float(sum(share * row[0, index(f"{name}Left")] for name, share in SHUTTING.items()))


def test_eyes_are_never_covered_further_than_the_narrowest() -> None:
    asked = [felt(eyeSquint=s, cheekSquint=s, eyeBlink=0.3 * s) for s in (0.2, 0.5, 1.0, 2.0)]
    shown = [covered(open_eyed(row)) for row in asked]
    assert shown == sorted(shown)
    assert max(shown) <= NARROWEST
    assert min(covered(row) for row in asked[2:]) > NARROWEST


def test_a_little_stays_to_the_bit() -> None:
    little = felt(eyeSquint=0.5 * NARROW, eyeWide=0.8, eyeBlink=-0.2)
    np.testing.assert_array_equal(open_eyed(little), little)


def test_widened_eyes_and_all_else_stay() -> None:
    asked = felt(eyeSquint=1.0, cheekSquint=1.0, eyeBlink=-0.2, mouthSmile=0.7)
    shown = open_eyed(asked)
    kept = [k for k, name in enumerate(CHANNELS) if not name.startswith(("eyeSq", "cheekSq"))]
    np.testing.assert_array_equal(shown[:, kept], asked[:, kept])
