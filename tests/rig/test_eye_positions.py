"""Eye bones that no name gives, by the balls that they turn."""

from __future__ import annotations

import numpy as np
import pytest

from intone.rig.eye_positions import Turned, eye_pair

LEFT, UP, MIDDLE = np.array([1.0, 0, 0]), np.array([0, 0, 1.0]), np.array([0.0, 0, 1.6])
LIDS, MOUTH = np.array([0.0, -0.1, 1.7]), np.array([0.0, -0.1, 1.64])
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
    assert eye_pair(bones, way * LEFT, UP, MIDDLE, lids, MOUTH) == ("Bone.007", "Bone.011")[::way]


def test_lids_tell_eyes_from_earrings():
    size = (0.025, 0.025, 0.025)
    rings = {"a": ball(0.075, 1.65, size, y=0.0), "b": ball(-0.075, 1.65, size, y=0.0)}
    assert eye_pair({**EYES, **rings}, LEFT, UP, MIDDLE, LIDS, None) == ("Bone.007", "Bone.011")
    assert (
        eye_pair({**EYES, **rings}, LEFT, UP, MIDDLE, None, np.array([0.0, -0.1, 1.61])) is None
    ), "two pairs may be them"
    assert eye_pair(rings, LEFT, UP, MIDDLE, LIDS, None) is None


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
    assert eye_pair({"a": ball(0.032), **other}, LEFT, UP, MIDDLE, LIDS, None) is None


def test_what_is_long_or_turns_about_a_far_point_is_no_eye():
    lips = {"a": ball(0.03, size=(0.02, 0.004, 0.004)), "b": ball(-0.03, size=(0.02, 0.004, 0.004))}
    assert eye_pair(lips, LEFT, UP, MIDDLE, LIDS, None) is None
    far = {"a": ball(0.032, back=0.08), "b": ball(-0.032, back=0.08)}
    assert eye_pair(far, LEFT, UP, MIDDLE, None, MOUTH) is None
    assert eye_pair(far, LEFT, UP, MIDDLE, LIDS, None) == ("a", "b"), (
        "drawn eyes do, and lids tell them"
    )


def test_what_lies_at_the_mouth_or_far_from_it_is_no_eye():
    corners = {"a": ball(0.03, 1.64), "b": ball(-0.03, 1.64)}
    horns = {"a": ball(0.032, 1.95), "b": ball(-0.032, 1.95)}
    for pair in (corners, horns):
        assert eye_pair(pair, LEFT, UP, MIDDLE, None, MOUTH) is None
        assert eye_pair({**pair, "c": EYES["Bone.007"], "d": EYES["Bone.011"]}, LEFT, UP, MIDDLE,
                        None, MOUTH) == ("c", "d")  # fmt: skip
    assert eye_pair(EYES, LEFT, UP, MIDDLE, None, None) is None, "nothing says where the face is"
