"""How far a VRM file lets eyes turn, and what a map makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from intone.face.basis import CHANNELS, index
from intone.rig.channels import Channel
from intone.rig.look import HUMAN, Look, Range
from intone.rig.mapping import Link, RigMap
from intone.rig.retarget import read_back, retarget
from intone.track import Track

BONE = Channel("Rig", "OBJECT", "eye:x", 'pose.bones["eye"].rotation_euler', 0)
LOOK = Look(Range(90, 12), Range(90, 8), Range(90, 10), Range(60, 5))


def turned(face: str, degrees: float, weight: float = 1.0) -> float:
    """By how many degrees the bone turns as the face channel does."""
    rig = RigMap("VRM", tuple(LOOK.limited(Link(face, BONE, weight))))
    values = np.zeros((1, len(CHANNELS)), np.float32)
    values[0, index(face)] = np.radians(degrees)
    motion = retarget(Track(values, 25.0, CHANNELS), rig)
    assert read_back(motion, rig).values[0, index(face)] == pytest.approx(
        np.radians(np.clip(degrees, -HUMAN, HUMAN)), abs=2e-3
    ), "the gaze comes back from the bone"
    return float(np.degrees(motion.values[0, 0]))


@pytest.mark.parametrize(
    ("face", "degrees", "wanted"),
    [
        ("leftEyeYaw", HUMAN, 12),  # to its right: to the nose
        ("leftEyeYaw", -HUMAN, -8),
        ("rightEyeYaw", HUMAN, 8),
        ("rightEyeYaw", -HUMAN / 2, -6),
        ("leftEyePitch", HUMAN, 10),
        ("rightEyePitch", -HUMAN, -5),
        ("leftEyeYaw", 80, 12),
        ("leftEyeYaw", 0, 0),
    ],
)
def test_an_eye_turns_as_far_as_its_file_says_and_no_farther(face, degrees, wanted):
    assert turned(face, degrees) == pytest.approx(wanted, abs=0.02)
    assert turned(face, degrees, -0.5) == pytest.approx(-wanted / 2, abs=0.02)


def test_an_eye_that_follows_a_look_wholly_turns_as_a_humans_does():
    assert Range(90, 90).full == 90
    assert Range(20, 10).full == 20, "and one that is quicker keeps its own range"
