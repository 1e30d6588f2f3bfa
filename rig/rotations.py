"""Rotations: bones that turn by quaternions, moved by rotation vectors that can be added up.

A rotation vector [3] is an axis as long as the angle (radians). The links of a quaternion bone go
to the three numbers of its rotation vector, a path that Blender does not know; what several poses
ask for is added there, and only then made a quaternion. So one pose alone is met exactly and
reached on the shortest way, what turns about one axis adds up as angles do, and the order of the
poses does not matter (the exponential map: Grassia 1998). The rig's rotation modes stay.
"""

from __future__ import annotations

import numpy as np

from ..geometry.rotations import quaternions
from ..track import Array
from .channels import Channel, Motion

VECTOR, QUATERNION = ".rotation_vector", ".rotation_quaternion"


def is_turn(channel: Channel) -> bool:
    """Whether the channel is a part of a quaternion bone's rotation vector."""
    return channel.path.endswith(VECTOR)


def written(channel: Channel) -> tuple[str, str, int]:
    """Owner, path and index of what the channel ends in; one for all parts of a quaternion."""
    if is_turn(channel):
        return channel.owner, channel.path.removesuffix(VECTOR) + QUATERNION, 0
    return channel.owner, channel.path, 0 if channel.path.endswith(QUATERNION) else channel.index


def composed(motion: Motion) -> Motion:
    """The motion with quaternions in the place of rotation vectors; all else as it is."""
    turns = dict.fromkeys((one.owner, one.path) for one in motion.channels if is_turn(one))
    if not turns:
        return motion
    plain = [column for column, one in enumerate(motion.channels) if not is_turn(one)]
    channels = [motion.channels[column] for column in plain]
    values: list[Array] = [motion.values[:, plain]]
    for owner, path in turns:
        channels += _quaternion_channels(motion.channels, owner, path)
        values.append(quaternions(_vectors(motion, owner, path)))
    return Motion(tuple(channels), np.column_stack(values).astype(np.float32), motion.rate)


def _vectors(motion: Motion, owner: str, path: str) -> Array:
    """The rotation vector of one bone, [frames, 3]; a part that nothing moves is 0."""
    found = np.zeros((len(motion.values), 3))
    for column, channel in enumerate(motion.channels):
        if (channel.owner, channel.path) == (owner, path):
            found[:, channel.index] = motion.values[:, column]
    return found


def _quaternion_channels(channels: tuple[Channel, ...], owner: str, path: str) -> list[Channel]:
    turn = next(one for one in channels if (one.owner, one.path) == (owner, path))
    bone, real = turn.name.rpartition(":")[0], path.removesuffix(VECTOR) + QUATERNION
    return [
        Channel(owner, turn.kind, f"{bone}:q{axis}", real, index)
        for index, axis in enumerate("wxyz")
    ]
