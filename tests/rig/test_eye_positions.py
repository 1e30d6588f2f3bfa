"""Eye bones that no name gives, by the balls that they turn."""

from __future__ import annotations

import numpy as np
import pytest

from intone.rig.eye_positions import Turned, eye_pair

LEFT, MIDDLE = np.array([1.0, 0, 0]), np.array([0.0, 0, 1.6])
LIDS = np.array([0.0, -0.1, 1.7])
SPHERE = np.random.default_rng(3).normal(size=(200, 3))
SPHERE /= np.linalg.norm(SPHERE, axis=1)[:, None]


def ball(x, z=1.7, size=(0.012, 0.012, 0.012), y=-0.09, back=0.0):
    points = SPHERE * size + (x, y, z)
    return Turned(np.array([x, y + back, z]), points)


EYES = {"Bone.007": ball(0.032), "Bone.011": ball(-0.032)}


@pytest.mark.parametrize("lids", [LIDS, None])
@pytest.mark.parametrize("way", [1, -1])
def test_a_pair_of_balls_is_the_eyes(lids, way):
    bones = {**EYES, "jaw": ball(0, 1.6, (0.04, 0.05, 0.03)), "hair": ball(0.1, 1.8)}
    assert eye_pair(bones, way * LEFT, MIDDLE, lids) == ("Bone.007", "Bone.011")[::way]


def test_lids_tell_eyes_from_earrings():
    size = (0.025, 0.025, 0.025)
    rings = {"a": ball(0.075, 1.65, size, y=0.0), "b": ball(-0.075, 1.65, size, y=0.0)}
    assert eye_pair({**EYES, **rings}, LEFT, MIDDLE, LIDS) == ("Bone.007", "Bone.011")
    assert eye_pair({**EYES, **rings}, LEFT, MIDDLE, None) is None, "two pairs may be them"
    assert eye_pair(rings, LEFT, MIDDLE, LIDS) is None


@pytest.mark.parametrize(
    "other",
    [
        {"b": ball(-0.05)},
        {"b": ball(-0.032, 1.72)},
        {"b": ball(-0.032, size=(0.02, 0.02, 0.02))},
        {"b": Turned(np.zeros(3), np.zeros((0, 3)))},
        {},
    ],
)
def test_what_does_not_mirror_each_other_is_no_pair(other):
    assert eye_pair({"a": ball(0.032), **other}, LEFT, MIDDLE, LIDS) is None


def test_what_is_long_or_turns_about_a_far_point_is_no_eye():
    lips = {"a": ball(0.03, size=(0.02, 0.004, 0.004)), "b": ball(-0.03, size=(0.02, 0.004, 0.004))}
    assert eye_pair(lips, LEFT, MIDDLE, LIDS) is None
    far = {"a": ball(0.032, back=0.08), "b": ball(-0.032, back=0.08)}
    assert eye_pair(far, LEFT, MIDDLE, None) is None
    assert eye_pair(far, LEFT, MIDDLE, LIDS) == ("a", "b"), "drawn eyes do, and lids tell them"
