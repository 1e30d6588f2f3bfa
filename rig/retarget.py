"""Retargeting: the canonical face onto the channels that a character really has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..face.basis import CHANNELS
from ..track import Array, Track
from .channels import Channel, Inventory, Motion
from .conventions import Convention, spelling


@dataclass(frozen=True)
class RigMap:
    """`weights` [face channels, rig channels]: how much each face channel moves each of the rig."""

    convention: str
    channels: tuple[Channel, ...]
    weights: Array

    @property
    def unmoved(self) -> tuple[str, ...]:
        """Face channels that this rig has nothing for."""
        moves = self.weights.any(axis=1)
        return tuple(name for name, moved in zip(CHANNELS, moves, strict=True) if not moved)


def fit(convention: Convention, inventory: Inventory) -> RigMap:
    """The map from the face to those channels of the inventory that the convention names.

    Several channels of one name (a head and its teeth, say) are all moved.
    """
    rows: dict[str, list[tuple[int, float]]] = {}
    for face, targets in convention.targets.items():
        for target, weight in targets.items():
            rows.setdefault(spelling(target), []).append((CHANNELS.index(face), weight))
    moved = tuple(channel for channel in inventory if spelling(channel.name) in rows)
    weights = np.zeros((len(CHANNELS), len(moved)), np.float32)
    for column, channel in enumerate(moved):
        for row, weight in rows[spelling(channel.name)]:
            weights[row, column] = weight
    return RigMap(convention.name, moved, weights)


def retarget(face: Track, rig: RigMap) -> Motion:
    """The face [frames, CHANNELS] as the motion of a rig's own channels."""
    return Motion(rig.channels, face.values @ rig.weights, face.rate)


def read_back(motion: Motion, rig: RigMap) -> Track:
    """The face [frames, CHANNELS] that moves the rig so, or comes nearest to it (least squares).

    What the rig has nothing for rests at 0.
    """
    values = motion.values @ np.linalg.pinv(rig.weights)
    return Track(values.astype(np.float32), motion.rate, CHANNELS)
