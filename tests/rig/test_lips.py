"""Lips that expressions press over each other: measured on the mesh, and parted by the jaw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.face.basis import CHANNELS, index
from intone.head.container import read_head
from intone.rig.channels import Channel
from intone.rig.lips import limited, opened
from intone.rig.mapping import HOLD, Link, RigMap
from intone.rig.retarget import retarget
from intone.track import Track

HEAD = read_head()
UP, DOWN = np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.0, -1.0])


def field(**weights: float) -> np.ndarray:
    return HEAD.shaped(weights) - HEAD.vertices


def key(name: str) -> Channel:
    return Channel("Face", "KEY", name, name)


A, SMILE, PRESS, CLOSE = (key(name) for name in ("A", "smile", "press", "close"))
LINKS = (
    Link("jawOpen", A, 2.0),
    Link("mouthClose", A, -3.0, stand_in=True),
    Link("mouthSmileLeft", SMILE, 0.5),
    Link("mouthSmileRight", SMILE, 0.5),
    Link("mouthPressLeft", PRESS, 1.0),
)


def found(shapes, jaw):
    """A smile that presses by .1 of the jaw's opening, and a press by .2."""
    there = {A: 0.5, SMILE: -0.1, PRESS: -0.2}
    return {channel: there[channel] for channel in shapes}


def standing(rig: RigMap, **values: float) -> dict[str, float]:
    row = np.zeros((1, len(CHANNELS)), np.float32)
    for name, value in values.items():
        row[0, index(name)] = value
    motion = retarget(Track(row, 50, CHANNELS), rig)
    return {c.name: float(v) for c, v in zip(motion.channels, motion.values[0], strict=True)}


def smiling(rig: RigMap, **values: float) -> dict[str, float]:
    return standing(rig, mouthSmileLeft=1.0, mouthSmileRight=1.0, **values)


def test_a_smile_of_the_embedded_head_presses_its_lips_and_a_funnel_parts_them() -> None:
    smile = field(mouthSmileLeft=1.0, mouthSmileRight=1.0)
    shapes = {"smile": smile, "jaw": field(jawOpen=0.5), "brow": field(browInnerUp=1.0)}
    shares = opened(HEAD.vertices, field(jawOpen=1.0), shapes)
    assert -0.12 < shares["smile"] < -0.05
    assert shares["jaw"] == pytest.approx(0.5, abs=1e-3)
    assert shares["brow"] == pytest.approx(0, abs=0.01)


def test_nothing_is_said_of_lips_without_a_jaw_or_that_do_not_touch() -> None:
    shapes = {"smile": field(mouthSmileLeft=1.0)}
    assert opened(HEAD.vertices, np.zeros_like(HEAD.vertices), shapes) == {}
    apart = HEAD.vertices + field(jawOpen=1.0)  # a mouth that rests open
    assert opened(apart, field(jawOpen=1.0), shapes) == {}
    box = np.array([[0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1]], float)
    jaw = np.outer([1, 0, 1, 0], DOWN) * 0.1
    assert opened(box, jaw, {"smile": np.outer([0, 1, 0, 1], DOWN)}) == {}


def test_where_lips_are_closed_by_stand_ins_a_smile_opens_the_jaw_as_far_as_it_presses() -> None:
    rig = limited(RigMap("five vowels", LINKS), found)
    assert rig.lips == {A: 0.5, SMILE: -0.1}, "what presses on purpose is left alone"
    shut = smiling(rig, jawOpen=0.3, mouthClose=0.3)
    assert shut["smile"] == 1.0
    assert shut["A"] * 0.5 == pytest.approx(0.1), "the lips touch, and the pull takes nothing away"
    assert smiling(rig)["A"] == pytest.approx(0.2), "also in silence"


def test_lips_that_are_open_and_those_of_a_calm_face_are_left_as_they_are() -> None:
    plain, rig = RigMap("five vowels", LINKS), limited(RigMap("five vowels", LINKS), found)
    assert smiling(rig, jawOpen=0.3) == smiling(plain, jawOpen=0.3)
    shut = {"jawOpen": 0.3, "mouthClose": 0.3}
    assert standing(rig, **shut) == standing(plain, **shut)
    assert standing(rig, mouthPressLeft=1.0) == standing(plain, mouthPressLeft=1.0)


def test_a_mouth_close_of_its_own_is_left_to_its_maker() -> None:
    own = Link("mouthClose", CLOSE)
    assert limited(RigMap("ARKit", (*LINKS, own)), found).lips == {}


def test_where_no_expression_presses_nothing_is_noted() -> None:
    def parting(shapes, jaw):
        return dict.fromkeys(shapes, 0.3)

    rig = limited(RigMap("five vowels", LINKS), parting)
    assert rig.lips == {}
    assert replace(rig, lips={}) == rig


PUCKER = key("pucker")


@pytest.mark.parametrize(("share", "stays"), [(0.05, 0.4), (0.2, 0.0)])
def test_a_pucker_that_parts_the_lips_rests_while_they_close(share: float, stays: float) -> None:
    rig = RigMap("", (*LINKS[:2], Link("mouthPucker", PUCKER, 1.0)))
    rig = limited(rig, lambda shapes, jaw: {one: {A: 0.5, PUCKER: share}[one] for one in shapes})
    assert standing(rig, mouthPucker=0.4)["pucker"] == pytest.approx(0.4)
    shut = standing(rig, mouthPucker=0.4, jawOpen=0.2, mouthClose=0.2)
    assert shut["pucker"] == pytest.approx(stays)
    assert {li.channel for li in rig.links if li.weight == HOLD} == (
        {PUCKER} if not stays else set()
    )


def test_a_character_with_its_own_mouth_close_keeps_its_pucker() -> None:
    rig = RigMap("", (LINKS[0], Link("mouthClose", CLOSE), Link("mouthPucker", PUCKER, 1.0)))
    assert limited(rig, lambda shapes, jaw: dict.fromkeys(shapes, 0.5)).links == rig.links


def test_a_shape_that_opens_the_jaw_too_never_rests_with_the_lips() -> None:
    rig = limited(RigMap("own", (*LINKS, Link("mouthSmileLeft", A, 0.5))), found)
    assert A not in {link.channel for link in rig.links if link.weight == HOLD}
