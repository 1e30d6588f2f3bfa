"""The report of a map, as a text."""

from __future__ import annotations

import pytest

from intone.rig.channels import Channel
from intone.rig.mapping import ACTED, Link, RigMap
from intone.rig.report import POSES, caption, report

JAW = Channel("Head", "KEY", "Jaw_Drop", "")
JOY = Channel("Head", "KEY", "Joy", "")


def test_it_says_what_is_moved_by_what_how_far_and_what_is_missing():
    links = (
        Link("jawOpen", JAW, 0.8),
        Link("mouthClose", JAW, -0.8, stand_in=True),
        Link("happy", JOY, 0.6, least=0.5),
        Link("sad", JOY, 0.6, mute=True),
    )
    text = report("Anna", RigMap("Mine", links, {"jaw": 0.5}), {"jawOpen": 0.0182}, ["No lids."])
    lines = text.splitlines()
    assert lines[0] == "Anna: Mine, 2 of 61 face channels move it."
    assert lines[2].split() == ["jawOpen", "18.2", "mm", "Jaw_Drop", "of", "Head:", "0.4"]
    assert lines[3].endswith("Jaw_Drop of Head: -0.4 (stand-in)")
    assert lines[4].endswith("Joy of Head: 0.6, from 0.5 to 1")
    assert lines[5].endswith("(muted)")
    assert "browInnerUp" in next(line for line in lines if line.startswith("Moved by nothing"))
    assert lines[-1] == "No lids."


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ((), "smile: nothing moves"),
        ((Link("mouthSmileLeft", JAW), Link("mouthSmileRight", JAW)), "smile"),
        ((Link("happy", JOY),), "smile"),
        ((Link("mouthSmileLeft", JAW),), "smile: without mouthSmileRight"),
        (
            (
                Link("mouthSmileLeft", JAW, stand_in=True),
                Link("mouthSmileRight", JAW, stand_in=True),
            ),
            "smile: by stand-ins",
        ),
    ],
)
def test_a_pose_of_the_picture_says_what_it_lacks(links, said):
    assert caption("smile", RigMap("Mine", links)) == said


def test_eyes_that_bones_turn_lack_nothing():
    turns = tuple(Link(name, JOY) for name in ("leftEyeYaw", "rightEyeYaw"))
    assert caption("look left", RigMap("Mine", turns)) == "look left"


def test_every_pose_is_of_channels_and_emotions():
    assert {face for pose in POSES.values() for face in pose} <= set(ACTED)
