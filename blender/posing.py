"""Posing: what a channel stands at now, and setting it without a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import bpy
import numpy as np
from bpy.types import ID

from ..rig.channels import Channel
from ..rig.rotations import QUATERNION, VECTOR, is_turn, quaternions, vectors
from . import characters


def value(channel: Channel) -> float:
    """What the channel stands at, at the scene's current frame."""
    return values([channel])[channel]


def values(channels: Iterable[Channel]) -> dict[Channel, float]:
    """What each channel stands at, at the scene's current frame."""
    return {channel: _value(_animated(channel), channel) for channel in channels}


def put(wanted: Mapping[Channel, float]) -> None:
    """Sets the channels, without a key: what is animated goes back at the next frame."""
    for channel, number in wanted.items():
        _put(_animated(channel), channel, number)


def _animated(channel: Channel) -> ID:
    owner = characters.find(channel.owner)
    return owner if channel.kind == "OBJECT" else characters.shape_keys(owner)


def _value(data: ID, channel: Channel) -> float:
    if is_turn(channel):
        return float(_turn(data, channel)[channel.index])
    found = data.path_resolve(channel.path)
    return float(found if np.isscalar(found) else found[channel.index])


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
    own = f'["{bpy.utils.escape_identifier(channel.name)}"]'
    if channel.path.endswith(own):
        before = channel.path.removesuffix(own)
        holder = data.path_resolve(before) if before else data
        holder[channel.name] = type(holder[channel.name])(number)
        data.update_tag()  # what its drivers move
        return
    before, _, name = channel.path.rpartition(".")
    holder = data.path_resolve(before)
    if np.isscalar(getattr(holder, name)):
        setattr(holder, name, number)
    else:
        getattr(holder, name)[channel.index] = number
