"""Closures: where the lips are shut, which no thinning of keys may open again."""

from __future__ import annotations

import numpy as np

from ..rig.channels import Motion
from ..rig.mapping import RigMap
from ..rig.retarget import retarget
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


def held(face: Track, rig: RigMap) -> Motion:
    """Where each channel of the retargeted motion holds the lips shut (1, else 0), for
    `keyframe`."""
    sealing = {written(link.channel) for link in rig.active if link.face in _SEAL}
    channels = retarget(Track(face.values[:1], face.rate, face.names), rig).channels
    columns = np.array([written(channel) in sealing for channel in channels], np.float32)
    return Motion(channels, shut(face)[:, None] * columns, face.rate)
