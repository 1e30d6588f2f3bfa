"""An emotion narrows the eyes and does not shut them."""

from __future__ import annotations

import numpy as np

from intone.face.basis import CHANNELS, index
from intone.face.eyelids import NARROW, NARROWEST, RAISED, SHUTTING, open_eyed


def felt(**values: float) -> np.ndarray:
    row = np.zeros((1, len(CHANNELS)), np.float32)
    for name, value in values.items():
        row[0, [index(f"{name}Left"), index(f"{name}Right")]] = value
    return row


def covered(row: np.ndarray) -> float:
    shares = {**SHUTTING, RAISED[0]: RAISED[1]}
    return float(
        sum(share * min(row[0, index(f"{name}Left")], 1) for name, share in shares.items())
    )


def test_eyes_are_never_covered_further_than_the_narrowest() -> None:
    asked = [felt(eyeSquint=s, cheekSquint=s, eyeBlink=0.3 * s) for s in (0.2, 0.5, 1.0, 2.0)]
    shown = [covered(open_eyed(row)) for row in asked]
    assert shown == sorted(shown)
    assert max(shown) <= NARROWEST
    assert min(covered(row) for row in asked[2:]) > NARROWEST


def test_a_little_stays_to_the_bit() -> None:
    little = felt(eyeSquint=0.5 * NARROW, eyeWide=0.8, eyeBlink=-0.2)
    np.testing.assert_array_equal(open_eyed(little), little)


def test_cheeks_rise_as_they_are_felt() -> None:
    asked = felt(eyeSquint=0.8, cheekSquint=0.9, eyeBlink=0.1)
    shown = open_eyed(asked)
    assert shown[0, index("cheekSquintLeft")] == asked[0, index("cheekSquintLeft")]
    assert shown[0, index("eyeSquintLeft")] < asked[0, index("eyeSquintLeft")]


def test_widened_eyes_and_all_else_stay() -> None:
    asked = felt(eyeSquint=1.0, cheekSquint=1.0, eyeBlink=-0.2, mouthSmile=0.7)
    shown = open_eyed(asked)
    kept = [k for k, name in enumerate(CHANNELS) if not name.startswith("eyeSq")]
    np.testing.assert_array_equal(shown[:, kept], asked[:, kept])
