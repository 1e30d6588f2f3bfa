"""Retargeting: the canonical face onto the channels that a character really has, and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..face.basis import CHANNELS, CHEST, index
from ..track import Array, Track
from .channels import Motion
from .mapping import PART, RigMap
from .rotations import composed

FIRM, RESTING = 1.25, 0.004
"""Lips are wholly shut at 0.8 of the jaw's opening; of jaws opened by less than this, less."""


def retarget(face: Track, rig: RigMap, felt: Track | None = None) -> Motion:
    """The face [frames, CHANNELS] as the motion of a rig's own channels.

    `felt` [frames, EXPRESSIVE and own, and CHEST where it is known] is how strongly each emotion
    is felt, for a rig with expressions of its own, which show EXPRESSIVE, and how far the chest has
    risen. Rotation vectors have become quaternions: see rotations.
    """
    moved, shut = _acting(face.values, rig) @ rig.weights, _shut(face)[:, None]
    if rig.held.any():
        moved = moved * (1 - shut * rig.held)
    if felt is not None and rig.moods.any():
        shown = felt.at(face.times)[:, : len(rig.moods)]
        moved = moved + shown @ rig.moods * (1 - shut * rig.sealed)
    if felt is not None and rig.chest.any() and CHEST in felt.names:
        moved = moved + felt.at(face.times)[:, [felt.names.index(CHEST)]] * rig.chest
    if rig.lips:
        moved = _parted(moved, rig)
    if rig.offsets.any():
        moved = moved + rig.offsets
    return composed(Motion(rig.channels, moved, face.rate))


def _parted(moved: Array, rig: RigMap) -> Array:
    """What moves, with the jaw opened as far as expressions press the lips over each other: a smile
    brings the upper lip down. Blender keeps shape keys from going below 0."""
    parts, jaw = rig.parting
    there = np.maximum(moved, 0)
    needed = np.maximum(-(there @ parts), 0)[:, None] * jaw
    return np.where(needed > 0, there + needed, moved)


def _shut(face: Track) -> Array:
    """How far mouthClose shuts the lips of the open jaw, 0..1, [frames]; a jaw at rest is free."""
    jaw, close = face.values[:, index("jawOpen")], face.values[:, index("mouthClose")]
    return np.clip(FIRM * close / (np.maximum(jaw, 0) + RESTING), 0, 1).astype(np.float32)


def _acting(values: Array, rig: RigMap) -> Array:
    """The face as the rig's weights want it: [frames, CHANNELS and then bends]."""
    bent = [response(values[:, index(face)]) for face, response in rig.bends]
    return np.column_stack([values, *bent]).astype(np.float32) if bent else values


def read_back(motion: Motion, rig: RigMap) -> Track:
    """The face [frames, CHANNELS] that moves the rig so, or comes nearest to it (least squares).

    What the rig has nothing for rests at 0, also where other shapes stand in for it; what acts
    along several curves is their mean.
    """
    motion, rig = _own(motion, rig)
    known = np.vstack([rig.weights, rig.chest]) if rig.chest.any() else rig.weights
    acted = (motion.values - rig.offsets) @ np.linalg.pinv(known)
    found = acted[:, : len(CHANNELS)].copy()
    ways = rig.weights[: len(CHANNELS)].any(axis=1).astype(np.float32)
    for row, (face, response) in enumerate(rig.bends, len(CHANNELS)):
        other = _other_way(rig, row)
        if other is None:
            found[:, index(face)] += response.inverse(acted[:, row])
            ways[index(face)] += 1
        else:
            back = response.inverse(acted[:, row] * _split(rig.weights, row, other))
            found[:, index(face)] += (
                np.maximum(back, 0) if response.most > 0 else np.minimum(back, 0)
            )
            ways[index(face)] = 1
    return Track((found / np.maximum(ways, 1)).astype(np.float32), motion.rate, CHANNELS)


def _other_way(rig: RigMap, row: int) -> int | None:
    """The bend of the same face channel that acts below 0 where this acts above, or the reverse."""
    face, own = rig.bends[row - len(CHANNELS)]
    for other, (name, response) in enumerate(rig.bends, len(CHANNELS)):
        begin = own.least == response.least == 0
        if name == face and begin and own.most * response.most < 0:
            return other
    return None


def _split(weights: Array, row: int, other: int) -> float:
    """What least squares have shared between two bends belongs to one alone: by how much more."""
    own, both = (weights[row] ** 2).sum(), (weights[[row, other]] ** 2).sum()
    return float(both / own) if own else 0.0


def _own(motion: Motion, rig: RigMap) -> tuple[Motion, RigMap]:
    """Without emotions, and the links that stand in on channels that are a face channel's own."""
    acted = [link for link in rig.active if link.face in PART or link.face == CHEST]
    own = {link.channel for link in acted if not link.stand_in}
    plain = [link for link in acted if not link.stand_in or link.channel not in own]
    if len(plain) == len(rig.active):
        return motion, rig
    without = replace(rig, links=tuple(plain))
    columns = [rig.channels.index(channel) for channel in without.channels]
    return Motion(without.channels, motion.values[:, columns], motion.rate), without
