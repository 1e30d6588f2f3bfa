"""Sampling: what a character's face does in the scene now, whoever animated it."""

from __future__ import annotations

import numpy as np
from bpy.types import Scene

from ...rig.channels import Motion
from ...rig.retarget import read_back
from ...track import Track
from ..character import posing, rig_map
from .scene import frame_kept, frame_rate


def sampled(scene: Scene, character: str, frames: tuple[int, int]) -> Track:
    """The face [frames, CHANNELS] from the first to the last frame, at the scene's own rate.

    Keys, NLA strips and drivers count: it is what one sees. Raises RigError where the character
    has nothing that a face moves.
    """
    rig = rig_map.rig_of(character)
    rows: list[list[float]] = []
    with frame_kept(scene):
        for frame in range(frames[0], frames[1] + 1):
            scene.frame_set(frame)
            rows.append(list(posing.values(rig.channels).values()))
    values = np.array(rows, np.float32).reshape(len(rows), len(rig.channels))
    return read_back(Motion(rig.channels, values, frame_rate(scene)), rig)
