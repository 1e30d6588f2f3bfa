"""Closures: where the lips are shut, which no thinning of keys may open again."""

from __future__ import annotations

import numpy as np

from ..rig.channels import Channel, Motion
from ..rig.mapping import RigMap
from ..rig.rotations import written
from ..track import Array, Track

SHUT = 0.95
"""mouthClose of so much of jawOpen shuts the lips."""
OPEN = 0.02
"""A jaw that is open less has nothing to shut."""
_SEAL = ("jawOpen", "mouthClose")


def shut(face: Track) -> Array:
    """1 where mouthClose shuts the lips of an open jaw, else 0, [frames]."""
    jaw, close = face["jawOpen"], face["mouthClose"]
    return ((close >= SHUT * jaw) & (jaw > OPEN)).astype(np.float32)


def held(face: Track, rig: RigMap, channels: tuple[Channel, ...]) -> Motion:
    """Where each channel holds the lips shut (1, else 0), for `keyframe`.

    `channels` are those of the motion that the face was retargeted to.
    """
    sealing = {written(link.channel) for link in rig.active if link.face in _SEAL}
    columns = np.array([written(channel) in sealing for channel in channels], np.float32)
    return Motion(channels, shut(face)[:, None] * columns, face.rate)
