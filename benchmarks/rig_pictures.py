"""Rig pictures: a character closed, open, smiling, frowning, looking left and nodding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rig_marks import LEFT

from intone.animation.keyframes import shut_lips
from intone.blender.character import preview
from intone.blender.output.studio import draw_poses
from intone.face.basis import index
from intone.rig.framing import ABOVE_THE_MOUTH, Framing
from intone.rig.retarget import retarget

COLUMNS, SIZE = 6, 200


def draw_sheet(chosen, rig, where, acted, path: Path) -> None:
    """Six pictures side by side."""
    path.parent.mkdir(exist_ok=True, parents=True)
    middle = where.lips + ABOVE_THE_MOUTH * where.size * where.up
    poses = [("", pose) for pose in _poses(rig, acted)]
    draw_poses(chosen, poses, Framing(middle, where.front, where.size), path, COLUMNS, SIZE)


def _poses(rig, acted):
    """Closed lips and an open vowel as they are said, a smile and a frown as they are felt."""
    plain = acted[""].face.values
    shut = shut_lips(acted["happy"].face) > 0
    jaw = plain[:, index("jawOpen")]
    yield _at(rig, acted["happy"], int(np.flatnonzero(shut)[shut.sum() // 2]))
    yield _at(rig, acted[""], int(jaw.argmax()))
    for emotion, channel in (("happy", "mouthSmileLeft"), ("sad", "mouthFrownLeft")):
        values = acted[emotion].face.values
        calm = values[:, index(channel)] - values[:, index("jawOpen")]
        yield _at(rig, acted[emotion], int(calm.argmax()))
    yield preview.standing(rig, LEFT)
    yield preview.standing(rig, {"headPitch": 0.3})


def _at(rig, acted, frame: int) -> dict:
    motion = retarget(acted.face, rig, acted.felt)
    return dict(zip(motion.channels, motion.values[frame].tolist(), strict=True))
