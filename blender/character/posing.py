"""Posing: what a channel stands at now, and setting it without a key."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping

import numpy as np
from bpy.types import ID

from ...errors import RigError
from ...geometry.rotations import quaternions, vectors
from ...rig.channels import Channel
from ...rig.rotations import QUATERNION, VECTOR, is_turn
from . import characters, rest


def values(channels: Iterable[Channel]) -> dict[Channel, float]:
    """What each channel stands at, at the scene's current frame."""
    return {c: _value(characters.data_of(c.owner, c.kind), c) for c in channels}


def put(wanted: Mapping[Channel, float]) -> None:
    """Sets the channels, without a key: what is animated goes back at the next frame.

    What was deleted meanwhile is passed over.
    """
    for channel, number in wanted.items():
        with contextlib.suppress(RigError, ValueError, KeyError):
            _put(characters.data_of(channel.owner, channel.kind), channel, number)


def _value(data: ID, channel: Channel) -> float:
    if is_turn(channel):
        return float(_turn(data, channel)[channel.index])
    return float(rest.value(data, channel.path, channel.index))


def _turn(data: ID, channel: Channel) -> np.ndarray:
    found = data.path_resolve(channel.path.removesuffix(VECTOR) + QUATERNION)
    return vectors(np.array([found]))[0]


def _put(data: ID, channel: Channel, number: float) -> None:
    if is_turn(channel):
        turn = _turn(data, channel)
        turn[channel.index] = number
        bone = data.path_resolve(channel.path.removesuffix(VECTOR))
        bone.rotation_quaternion = quaternions(turn[None])[0]
        return
    rest.put(data, channel.path, channel.index, number)
