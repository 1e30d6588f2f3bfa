"""Portraits of the embedded head: they show its pose, and the same one each time."""

from __future__ import annotations

import numpy as np
import pytest

from intone.emotion.mood import EXPRESSIVE
from intone.emotion.own import OwnEmotion
from intone.emotion.palette import read_palette
from intone.face.basis import CHANNELS
from intone.face.mix import mixed_face
from intone.head.container import read_head
from intone.head.hair import DEFAULT, dressed
from intone.head.portrait import GROUND, portrait, posed

SIZE = 64


@pytest.fixture(scope="module")
def head():
    return dressed(read_head(), DEFAULT)


def test_a_portrait_shows_a_head_on_a_ground(head):
    picture = portrait(head, {}, SIZE)
    assert picture.shape == (SIZE, SIZE, 3) and 0 <= picture.min() < picture.max() <= 1
    np.testing.assert_allclose(picture[2, 2], GROUND, atol=0.01)
    red, green, blue = picture[36:44, 24:36].reshape(-1, 3).mean(0)  # a cheek
    assert red > green > blue
    assert np.array_equal(portrait(head, {}, SIZE), picture)


def test_every_emotion_looks_different(head):
    pictures = [portrait(head, mixed_face({name: 1.0}), SIZE) for name in EXPRESSIVE]
    apart = [np.abs(a - b).mean() for k, a in enumerate(pictures) for b in pictures[:k]]
    assert min(apart) > 0.005


def test_the_head_turns_as_its_channels_say(head):
    nose = head.landmarks["nose_tip"]
    rest = posed(head, {})[nose]
    assert posed(head, {"headYaw": 0.2})[nose][0] < rest[0] - 0.01  # to its right
    assert posed(head, {"headPitch": 0.2})[nose][2] < rest[2] - 0.01  # down
    assert posed(head, {"headRoll": 0.2})[nose][0] < rest[0] - 0.01  # its crown to the right
    still = posed(head, {"headYaw": 0.2})[head.vertices[:, 2] < 0.02]
    np.testing.assert_allclose(still, head.vertices[head.vertices[:, 2] < 0.02], atol=1e-3)


def test_a_mix_of_faces_is_limited_and_knows_both_sides():
    angry = mixed_face({"angry": 1.0})
    assert set(angry) <= set(CHANNELS) and max(angry.values()) <= 1
    assert (
        angry["browDownLeft"]
        == angry["browDownRight"]
        == min(1.0, read_palette()["angry"].face["browDown"][0])
    )
    twice = mixed_face({"angry": 2.0})
    assert twice == pytest.approx(angry)
    assert mixed_face({"angry": 0.5})["noseSneerLeft"] == pytest.approx(angry["noseSneerLeft"] / 2)


def test_an_own_emotion_has_its_own_face():
    own = OwnEmotion("Odd", (("cheekPuff", 0.8),))
    assert mixed_face({"odd": 0.5}, [own]) == {"cheekPuff": pytest.approx(0.4)}
