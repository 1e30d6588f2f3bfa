import numpy as np
import pytest

from intone.geometry.rotations import quaternions, vectors
from intone.rig.channels import Channel, Motion
from intone.rig.rotations import composed


def turn(axis: str, bone: str = "neck") -> Channel:
    path = f'pose.bones["{bone}"].rotation_vector'
    return Channel("Rig", "OBJECT", f"{bone}:{axis}", path, "xyz".index(axis))


def product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Hamilton's, [4] by [4]."""
    w, v, a, b = one[0], one[1:], other[0], other[1:]
    return np.concatenate([[w * a - v @ b], w * b + a * v + np.cross(v, b)])


def test_vectors_and_quaternions_are_each_others_inverse() -> None:
    turns = np.random.default_rng(0).normal(size=(50, 3)) * 0.8
    assert np.allclose(vectors(quaternions(turns)), turns)
    assert np.allclose(vectors(-3 * quaternions(turns)), turns), "length and sign say nothing"
    assert vectors(np.array([[1.0, 0, 0, 0]])).tolist() == [[0, 0, 0]]
    assert quaternions(np.zeros((1, 3))).tolist() == [[1, 0, 0, 0]]


def test_a_pose_is_reached_on_the_shortest_way() -> None:
    pose = np.array([[0.3, -0.9, 0.4]])
    half, whole = quaternions(pose / 2)[0], quaternions(pose)[0]
    assert np.allclose(product(half, half), whole)


def test_turns_about_one_axis_add_up() -> None:
    motion = Motion((turn("y"),), np.array([[0.2 + 0.5]], np.float32), 50)
    one, other = quaternions(np.array([[0, 0.2, 0], [0, 0.5, 0]]))
    assert np.allclose(composed(motion).values[0], product(one, other), atol=1e-6)


def test_three_numbers_become_four_and_the_rest_stays() -> None:
    key = Channel("Face", "KEY", "jawOpen", 'key_blocks["jawOpen"].value')
    channels = (turn("z"), key, turn("x"), turn("y", "eye"))
    values = np.array([[0.1, 0.7, 0.2, 0.3]], np.float32)
    made = composed(Motion(channels, values, 50))
    assert [channel.name for channel in made.channels] == [
        "jawOpen", *(f"neck:q{a}" for a in "wxyz"), *(f"eye:q{a}" for a in "wxyz"),
    ]  # fmt: skip
    assert made.channels[1].path == 'pose.bones["neck"].rotation_quaternion'
    assert [channel.index for channel in made.channels] == [0, 0, 1, 2, 3, 0, 1, 2, 3]
    expected = np.concatenate([[0.7], *quaternions(np.array([[0.2, 0, 0.1], [0, 0.3, 0]]))])
    assert made.values[0] == pytest.approx(expected, abs=1e-6)


def test_a_motion_without_turns_is_itself() -> None:
    motion = Motion((Channel("Face", "KEY", "a", "p"),), np.zeros((2, 1), np.float32), 50)
    assert composed(motion) is motion
