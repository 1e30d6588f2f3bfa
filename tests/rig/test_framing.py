"""Where a face is, and which way it looks, by what moves on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.rig.framing import framing
from intone.rig.match_by_motion import moving_face

EYES, MOUTH = 1.66, 1.60


def face(turn=0.0, shapes=("jawOpen", "eyeBlinkLeft")):
    """A plate of skin, 10 cm wide, which looks along -y before it is turned about z."""
    x, z = np.meshgrid(np.linspace(-0.05, 0.05, 11), np.linspace(1.56, 1.70, 15))
    points = np.stack([x.ravel(), np.full(x.size, -0.1), z.ravel()], axis=1)
    corners = np.arange(x.size).reshape(x.shape)
    a, b, c, d = (part.ravel() for part in (corners[:-1, :-1], corners[:-1, 1:],
                                            corners[1:, 1:], corners[1:, :-1]))  # fmt: skip
    triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    spin = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    fields = {}
    for name in shapes:
        height = MOUTH if name.startswith("jaw") else EYES
        near = np.abs(points[:, 2] - height) < 0.015
        fields[name] = np.where(near[:, None], [0.0, 0.0, -0.01], 0.0)
    return moving_face(points @ spin.T, triangles, fields)


@pytest.mark.parametrize("turn", [0.0, np.pi, 0.7])
def test_it_looks_where_the_skin_looks(turn):
    found = framing(face(turn))
    assert found is not None
    assert found.front == pytest.approx((np.sin(turn), -np.cos(turn), 0), abs=1e-6)
    assert found.size == pytest.approx(EYES - MOUTH, abs=1e-6)
    assert MOUTH < found.middle[2] < EYES


@pytest.mark.parametrize(("name", "height"), [("jawOpen", MOUTH), ("eyeBlinkLeft", EYES)])
def test_a_face_of_mouth_or_eyes_alone_is_as_large_as_its_motion_is_wide(name, height):
    found = framing(face(shapes=(name,)))
    assert found is not None
    assert 0.03 < found.size < 0.12
    assert abs(found.middle[2] - height) < found.size
    assert (found.middle[2] > MOUTH) if height == MOUTH else (found.middle[2] < EYES)


def test_what_does_not_move_is_nowhere():
    assert framing(face(shapes=())) is None


def test_a_smile_that_closes_the_eyes_is_below_them():
    plain = face()
    smile = plain.shapes["jawOpen"] + 2 * plain.shapes["eyeBlinkLeft"]
    drawn = replace(plain, shapes={**plain.shapes, "mouthSmileLeft": smile})
    assert framing(drawn).size == pytest.approx(EYES - MOUTH, abs=1e-6)
    wild = replace(plain, shapes={"mouthSmileLeft": smile, "eyeBlinkLeft": smile})
    assert framing(wild) is not None, "where a blink moves all that a smile does"
