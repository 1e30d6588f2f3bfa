"""Rig report: a character's map as a text, measured on its meshes."""

from __future__ import annotations

import numpy as np
from bpy.types import Object

from ...rig.mapping import ACTED
from ...rig.report import report
from . import diagnostics, measuring, rig_map


def rig_report(chosen: Object) -> str:
    """What moves the character, how far, what is missing and what stands in the way.

    Every channel is moved to 1 and back. Raises RigError where nothing is recognised or seen.
    """
    rig = rig_map.rig_of(chosen.name)
    moved = {link.face for link in rig.active if link.weight}
    face = measuring.moving_channels(chosen, rig, [name for name in ACTED if name in moved])
    reach = {n: float(np.linalg.norm(f, axis=1).max()) for n, f in face.shapes.items()}
    told = [*diagnostics.obstacles(chosen, rig), *diagnostics.unseen(chosen, rig)]
    return report(chosen.name, rig, dict.fromkeys(moved, 0.0) | reach, told)
